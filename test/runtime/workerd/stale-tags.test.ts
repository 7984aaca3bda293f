import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { TAGS_PER_CALL } from '../../../src/platform/cloudflare/edge-cache.ts';
import { StaleTags } from '../../../src/platform/cloudflare/stale-tags.ts';

/** Runs `work` on the storage of a new object. */
function withStorage<T>(work: (storage: SyncKvStorage) => Promise<T>): Promise<T> {
  const stub = env.STORE.get(env.STORE.newUniqueId());
  return runInDurableObject(stub, (_object, { storage }) => work(storage.kv));
}

/** An edge cache that records its calls and returns `answer`. */
function recordingEdge(answer: () => boolean) {
  const told: string[] = [];
  const enqueueUpdate = (cure: string) => async (tags: readonly string[]) => {
    told.push(`${cure} ${tags.join()}`);
    return answer();
  };
  return { told, invalidate: enqueueUpdate('invalidate'), purge: enqueueUpdate('purge') };
}

describe('stale tags', () => {
  test('are sent to the edge once, and those of withdrawn releases first, as a purge', async () => {
    const edge = recordingEdge(() => true);
    const left = await withStorage(async (storage) => {
      const stale = new StaleTags(storage, edge);
      stale.mark(['n1'], 'purge');
      stale.mark(['n1', 'n2'], 'invalidate');
      return [await stale.flush(), await stale.flush()];
    });
    expect(left).toEqual([true, true]);
    expect(edge.told).toEqual(['purge n1', 'invalidate n2']);
  });

  test('stay until the edge accepts them', async () => {
    let isWilling = false;
    const edge = recordingEdge(() => isWilling);
    const done = await withStorage(async (storage) => {
      new StaleTags(storage, edge).mark(['all'], 'invalidate');
      const refused = await new StaleTags(storage, edge).flush();
      isWilling = true;
      return [refused, await new StaleTags(storage, edge).flush()];
    });
    expect(done).toEqual([false, true]);
    expect(edge.told).toEqual(['invalidate all', 'invalidate all']);
  });

  test('that are marked again during a call to the edge are sent again', async () => {
    const done = await withStorage(async (storage) => {
      const edge = recordingEdge(() => {
        if (edge.told.length === 1) stale.mark(['all'], 'invalidate');
        return true;
      });
      const stale = new StaleTags(storage, edge);
      stale.mark(['all'], 'invalidate');
      return [await stale.flush(), await stale.flush(), edge.told.length];
    });
    expect(done).toEqual([false, true, 2]);
  });

  test('that are too many for one call are replaced by the tags of their newsrooms', async () => {
    const edge = recordingEdge(() => true);
    const left = await withStorage(async (storage) => {
      const stale = new StaleTags(storage, edge);
      for (let month = 0; month < TAGS_PER_CALL; month += 1) stale.mark([`n1-fi-${month}`], 'invalidate');
      stale.mark(['n2-sv'], 'invalidate');
      return stale.flush();
    });
    expect(left).toBe(true);
    expect(edge.told).toEqual(['invalidate n1,n2']);
  });
});
