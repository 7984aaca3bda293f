import { describe, expect, test } from 'vitest';
import { invalidateTags, purgeTags, TAGS_PER_CALL } from '../../../src/platform/cloudflare/edge-cache.ts';

/** A cache that records its calls, and refuses from call `failing` on (counted from 1). */
function recordingCache(failing = Number.POSITIVE_INFINITY) {
  const calls: { readonly method: string; readonly tags: readonly string[] }[] = [];
  const record = (method: string) => async (options: CachePurgeOptions) => {
    calls.push({ method, tags: options.tags ?? [] });
    return { success: calls.length < failing, errors: [] };
  };
  return { calls, cache: { purge: record('purge'), invalidate: record('invalidate') } };
}

const tags = Array.from({ length: TAGS_PER_CALL + 1 }, (_, number) => `n${number}`);

describe('the edge cache', () => {
  test('tags are sent in batches the platform takes', async () => {
    const { cache, calls } = recordingCache();
    expect(await invalidateTags(cache, tags)).toBe(true);
    expect(calls.map(({ method, tags: { length } }) => [method, length])).toEqual([
      ['invalidate', TAGS_PER_CALL],
      ['invalidate', 1],
    ]);
  });

  test('a withdrawal deletes instead of marking stale', async () => {
    const { cache, calls } = recordingCache();
    expect(await purgeTags(cache, ['n1'])).toBe(true);
    expect(calls).toEqual([{ method: 'purge', tags: ['n1'] }]);
  });

  test('a refused batch is reported, and no further one is sent', async () => {
    const { cache, calls } = recordingCache(1);
    expect(await invalidateTags(cache, tags)).toBe(false);
    expect(calls).toHaveLength(1);
  });

  test('without a cache there is nothing to do, and nothing without tags', async () => {
    const { cache, calls } = recordingCache();
    expect(await invalidateTags(undefined, tags)).toBe(true);
    expect(await invalidateTags(cache, [])).toBe(true);
    expect(calls).toEqual([]);
  });
});
