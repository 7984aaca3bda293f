/** Tags a call may name; an account has 5 calls a minute on top of a burst of 25 (Cloudflare's free-plan limits). */
export const TAGS_PER_CALL = 100;

/**
 * Marks every cached document with one of `tags` stale: the next read revalidates it by its ETag, and an unchanged
 * one costs a 304. False when the platform refused (the rate limit, usually); the caller tries again later.
 */
export function invalidateTags(cache: CacheContext | undefined, tags: readonly string[]): Promise<boolean> {
  return inBatches(tags, (batch) => cache?.invalidate(batch));
}

/** Deletes them. For a withdrawal: a document marked stale may still be served while the worker fails. */
export function purgeTags(cache: CacheContext | undefined, tags: readonly string[]): Promise<boolean> {
  return inBatches(tags, (batch) => cache?.purge(batch));
}

/** Local workerd has no cache: then there is nothing to invalidate, which is success. */
async function inBatches(
  tags: readonly string[],
  call: (batch: CachePurgeOptions) => Promise<CachePurgeResult> | undefined,
): Promise<boolean> {
  for (let start = 0; start < tags.length; start += TAGS_PER_CALL) {
    const result = await call({ tags: tags.slice(start, start + TAGS_PER_CALL) });
    if (result !== undefined && !result.success) return false;
  }
  return true;
}
