import { createStorage, type Driver } from './create-storage.ts';
import type { Digest, MediaDriver } from './media-driver.ts';
import type { ByteRange, MediaStore } from './media-store.ts';

/** unstorage would change any other key, so two files could share a key. */
const KEY = /^[a-z0-9]+(?::[a-z0-9]+)*$/;

interface ReadOptions {
  readonly range?: ByteRange;
}

export function openMediaStore(driver: MediaDriver, startDigest: () => Digest): MediaStore {
  const storage = createStorage<AsyncIterable<Uint8Array>>({ driver: unstorageDriver(driver) });

  return {
    async put(key, content) {
      const measurement = startMeasurement();
      await storage.setItemRaw(checkedKey(key), measured(content, measurement));
      return measurement.end();
    },
    async get(key, range) {
      const options: ReadOptions = range === undefined ? {} : { range };
      const stream: unknown = await storage.getItemRaw(checkedKey(key), options);
      return stream instanceof ReadableStream ? stream : null;
    },
    async has(key) {
      return storage.hasItem(checkedKey(key));
    },
    async size(key) {
      return driver.size(checkedKey(key));
    },
    async measure(key) {
      const stream = await driver.read(checkedKey(key), undefined);
      if (stream === null) return null;
      const measurement = startMeasurement();
      for await (const part of chunksOf(stream)) measurement.add(part);
      return measurement.end();
    },
    async remove(key) {
      await storage.removeItem(checkedKey(key));
    },
  };

  function startMeasurement() {
    const digest = startDigest();
    let bytes = 0;
    return {
      add(part: Uint8Array) {
        bytes += part.byteLength;
        digest.update(part);
      },
      end: () => ({ bytes, sha256: digest.end() }),
    };
  }
}

async function* measured(
  parts: AsyncIterable<Uint8Array>,
  measurement: { add(part: Uint8Array): void },
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    measurement.add(part);
    yield part;
  }
}

/** Not every runtime can iterate over a stream. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function unstorageDriver(driver: MediaDriver): Driver {
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

function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new TypeError('not a key of the media store');
  return key;
}
