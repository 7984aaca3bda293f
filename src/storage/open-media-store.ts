import { createStorage, type Driver } from './create-storage.ts';
import type { Digest, MediaDriver } from './media-driver.ts';
import type { ByteRange, MediaStore } from './media-store.ts';

/** unstorage would tidy any other key into one of these, and two files would become one. */
const KEY = /^[a-z0-9]+(?::[a-z0-9]+)*$/;

interface ReadOptions {
  readonly range?: ByteRange;
}

/** The media store over a platform's driver. Raw items pass through unstorage untouched, streams among them. */
export function openMediaStore(driver: MediaDriver, startDigest: () => Digest): MediaStore {
  const storage = createStorage<AsyncIterable<Uint8Array>>({ driver: throughUnstorage(driver) });

  return {
    async put(key, content) {
      const digest = startDigest();
      let bytes = 0;
      await storage.setItemRaw(checked(key), requestLog(content));
      return { bytes, sha256: digest.end() };

      async function* requestLog(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        for await (const part of parts) {
          bytes += part.byteLength;
          digest.update(part);
          yield part;
        }
      }
    },
    async get(key, range) {
      const options: ReadOptions = range === undefined ? {} : { range };
      const found: unknown = await storage.getItemRaw(checked(key), options);
      return found instanceof ReadableStream ? found : null;
    },
    async has(key) {
      return storage.hasItem(checked(key));
    },
    async remove(key) {
      await storage.removeItem(checked(key));
    },
  };
}

/** Items are bytes only: whatever else unstorage can do is nothing that is asked of it here. */
function throughUnstorage(driver: MediaDriver): Driver {
  return {
    name: driver.name,
    hasItem: (key) => driver.has(key),
    getItem: () => null,
    getItemRaw: (key, { range }: ReadOptions) => driver.read(key, range),
    setItemRaw: (key, content: AsyncIterable<Uint8Array>) => driver.write(key, content),
    removeItem: (key) => driver.remove(key),
    getKeys: () => [],
  };
}

function checked(key: string): string {
  if (!KEY.test(key)) throw new TypeError('not a key of the media store');
  return key;
}
