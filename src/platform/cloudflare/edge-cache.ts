/** A limit of Cloudflare, like the calls: 5 a minute and a burst of 25 on the Free plan. */
export const TAGS_PER_CALL = 100;

/** Marks documents stale, which the next read revalidates by ETag. False when refused, usually by the rate limit. */
export function invalidateTags(cache: CacheContext | undefined, tags: readonly string[]): Promise<boolean> {
  return callInBatches(tags, (batch) => cache?.invalidate(batch));
}

/** Deletes documents, for a withdrawal: a stale document may still be sent while the worker fails. */
export function purgeTags(cache: CacheContext | undefined, tags: readonly string[]): Promise<boolean> {
  return callInBatches(tags, (batch) => cache?.purge(batch));
}

async function callInBatches(
  tags: readonly string[],
  call: (batch: CachePurgeOptions) => Promise<CachePurgeResult> | undefined,
): Promise<boolean> {
  for (let start = 0; start < tags.length; start += TAGS_PER_CALL) {
    const result = await call({ tags: tags.slice(start, start + TAGS_PER_CALL) });
    if (result !== undefined && !result.success) return false;
  }
  return true;
}
