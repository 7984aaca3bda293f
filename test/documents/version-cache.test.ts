import { expect, test } from 'vitest';
import { VersionCache } from '../../src/documents/version-cache.ts';

interface Made {
  readonly text: string;
}

/** A cache of a thousand bytes in which each character counts as one byte. */
const openCache = () => new VersionCache<Made>(1000, ({ text }) => text.length);

/** Returns `text` after `finish`, and counts its calls. */
function maker(text: string | null) {
  const finished = Promise.withResolvers<void>();
  const maker = {
    asked: 0,
    finish: () => finished.resolve(),
    fail: () => finished.reject(new Error('the store is away')),
    make: async (): Promise<Made | null> => {
      maker.asked += 1;
      await finished.promise;
      return text === null ? null : { text };
    },
  };
  return maker;
}

const never = () => Promise.reject(new Error('made again'));

test('simultaneous misses share one computation', async () => {
  const cache = openCache();
  const feed = maker('syöte');
  const both = Promise.all([cache.get('n1@1/fi', feed.make), cache.get('n1@1/fi', feed.make)]);
  feed.finish();
  const [first, second] = await both;
  expect([feed.asked, first]).toEqual([1, { text: 'syöte' }]);
  expect(second).toBe(first);
  expect(await cache.get('n1@1/fi', never)).toBe(first);
  expect([cache.hits, cache.misses, cache.count]).toEqual([1, 2, 1]);
});

test('entries of different addresses and versions are independent', async () => {
  const cache = openCache();
  const makings = ['n1@1/fi', 'n1@1/sv', 'n1@2/fi'].map((address) =>
    cache.get(address, async () => ({ text: address })),
  );
  expect(await Promise.all(makings)).toEqual([{ text: 'n1@1/fi' }, { text: 'n1@1/sv' }, { text: 'n1@2/fi' }]);
  expect(await cache.get('n1@1/sv', never)).toEqual({ text: 'n1@1/sv' });
});

test('a failed computation rejects all waiting calls, and the next call tries again', async () => {
  const cache = openCache();
  const feed = maker('syöte');
  const waiting = [cache.get('a', feed.make), cache.get('a', feed.make)];
  feed.fail();
  const settled = await Promise.allSettled(waiting);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect([feed.asked, cache.count]).toEqual([1, 0]);
  expect(await cache.get('a', async () => ({ text: 'nyt' }))).toEqual({ text: 'nyt' });
});

test('null is not cached', async () => {
  const cache = openCache();
  const nothing = maker(null);
  nothing.finish();
  expect(await cache.get('a', nothing.make)).toBeNull();
  expect(await cache.get('a', nothing.make)).toBeNull();
  expect([nothing.asked, cache.count, cache.bytes]).toEqual([2, 0, 0]);
  expect(await cache.get('a', async () => ({ text: 'jotain' }))).toEqual({ text: 'jotain' });
});

test('the cache is limited by bytes and evicts the least recently used entry', async () => {
  const cache = openCache();
  const put = (address: string, length: number) =>
    cache.get(address, async () => ({ text: 'x'.repeat(length) }));
  for (const address of ['a', 'b', 'c']) await put(address, 300);
  expect([cache.count, cache.bytes]).toEqual([3, 900]);
  await cache.get('a', never);
  await put('d', 300);
  expect([cache.count, cache.bytes]).toEqual([3, 900]);
  for (const address of ['a', 'c', 'd']) expect(await cache.get(address, never)).not.toBeNull();
  await expect(cache.get('b', never)).rejects.toThrow('made again');
});

test('an entry larger than the cache is returned but not cached, and evicts nothing', async () => {
  const cache = openCache();
  await cache.get('a', async () => ({ text: 'pieni' }));
  const large = await cache.get('b', async () => ({ text: 'x'.repeat(1001) }));
  expect(large?.text).toHaveLength(1001);
  expect([cache.count, cache.bytes]).toEqual([1, 5]);
});
