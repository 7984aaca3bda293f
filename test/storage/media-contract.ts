import { describe, expect, test } from 'vitest';
import type { MediaStore } from '../../src/storage/media-store.ts';

/** Calls `use` with an empty store. */
export type WithMediaStore = (use: (store: MediaStore) => Promise<void>) => Promise<void>;

const MEGABYTE = 1024 * 1024;

/** The tests that every media store must pass. */
export function describeMediaStore(name: string, withStore: WithMediaStore): void {
  const inStore = (outcome: string, use: (store: MediaStore) => Promise<void>) =>
    // Large files are slow while other tests run on the same machine.
    test(outcome, () => withStore(use), 60_000);

  describe(`${name}: bytes`, () => {
    inStore('are returned unchanged; put resolves with their number and hash', async (store) => {
      const result = await store.put('1:abc', of(bytes(300_000), 70_000));
      expect(result.bytes).toBe(300_000);
      expect(result.sha256).toBe(await sha256(bytes(300_000)));
      expect(await sha256(await read(store, '1:abc'))).toBe(result.sha256);
    });

    inStore('of twelve megabytes are returned unchanged for any chunk size', async (store) => {
      const all = bytes(12 * MEGABYTE + 5);
      const result = await store.put('1:large', of(all, 999_983));
      expect(result.bytes).toBe(all.length);
      expect(await sha256(await read(store, '1:large'))).toBe(await sha256(all));
    });

    inStore('of exactly two parts are returned completely', async (store) => {
      await store.put('1:even', of(bytes(10 * MEGABYTE), 5 * MEGABYTE));
      expect(await sha256(await read(store, '1:even'))).toBe(await sha256(bytes(10 * MEGABYTE)));
    });

    inStore('of an empty file are stored too', async (store) => {
      expect((await store.put('1:none', of(bytes(0), 1))).bytes).toBe(0);
      expect(await store.has('1:none')).toBe(true);
    });

    inStore('can be read in ranges', async (store) => {
      await store.put('1:abc', of(bytes(200_000), 50_000));
      for (const [offset, length] of [
        [0, 1],
        [65_530, 20],
        [199_999, 1],
        [0, 200_000],
      ] as const) {
        const part = await read(store, '1:abc', { offset, length });
        expect(part).toEqual(bytes(200_000).slice(offset, offset + length));
      }
    });

    inStore('do not exist before put and after remove', async (store) => {
      expect(await store.get('1:abc')).toBeNull();
      expect(await store.has('1:abc')).toBe(false);
      await store.put('1:abc', of(bytes(10), 10));
      expect(await store.has('1:abc')).toBe(true);
      await store.remove('1:abc');
      await store.remove('1:abc');
      expect(await store.get('1:abc')).toBeNull();
      expect(await store.has('1:abc')).toBe(false);
    });

    inStore('of two keys are independent', async (store) => {
      await store.put('1:abc', of(bytes(10), 10));
      await store.put('11:abc', of(bytes(20), 10));
      expect((await read(store, '1:abc')).length).toBe(10);
      expect((await read(store, '11:abc')).length).toBe(20);
    });
  });

  describe(`${name}: errors`, () => {
    inStore('nothing is stored when the content throws, and put rejects with that error', async (store) => {
      for (const before of [0, 10, 6 * MEGABYTE]) {
        const reason = new Error('the client left');
        await expect(store.put('1:abc', broken(bytes(before), reason))).rejects.toBe(reason);
        expect(await store.has('1:abc')).toBe(false);
        expect(await store.get('1:abc')).toBeNull();
      }
    });

    inStore('a cancelled stream does not keep the file open', async (store) => {
      await store.put('1:abc', of(bytes(500_000), 100_000));
      const stream = await store.get('1:abc');
      const reader = stream?.getReader();
      expect((await reader?.read())?.done).toBe(false);
      await reader?.cancel();
      await store.remove('1:abc');
      expect(await store.has('1:abc')).toBe(false);
    });

    inStore('every method refuses a key that unstorage would change', async (store) => {
      for (const key of [
        '',
        '..',
        '../x',
        '1:..',
        '1:../x',
        '/etc/passwd',
        '1/abc',
        '1::a',
        '1:A',
        '1:a?b',
        'a b',
        'a\0',
      ]) {
        await expect(store.put(key, of(bytes(1), 1))).rejects.toThrow(TypeError);
        await expect(store.get(key)).rejects.toThrow(TypeError);
        await expect(store.has(key)).rejects.toThrow(TypeError);
        await expect(store.remove(key)).rejects.toThrow(TypeError);
      }
    });
  });
}

/** The bytes depend on their position, so that a wrong range is noticed. */
export function bytes(count: number): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) content[at] = (at * 31 + (at >> 8)) % 251;
  return content;
}

export async function* of(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function* broken(content: Uint8Array, reason: Error): AsyncGenerator<Uint8Array> {
  yield* of(content, MEGABYTE);
  throw reason;
}

async function read(
  store: MediaStore,
  key: string,
  range?: { readonly offset: number; readonly length: number },
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await store.get(key, range)).arrayBuffer());
}

async function sha256(content: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(content));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
