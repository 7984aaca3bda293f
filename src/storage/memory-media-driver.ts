import type { MediaDriver } from './media-driver.ts';

export function memoryMediaDriver(): MediaDriver {
  const files = new Map<string, Blob>();
  return {
    name: 'kaiku-memory-media',
    async write(key, content) {
      const parts: Uint8Array<ArrayBuffer>[] = [];
      for await (const part of content) parts.push(new Uint8Array(part));
      files.set(key, new Blob(parts));
    },
    async read(key, range) {
      const file = files.get(key);
      if (file === undefined) return null;
      return (range === undefined ? file : file.slice(range.offset, range.offset + range.length)).stream();
    },
    size: async (key) => files.get(key)?.size ?? null,
    has: async (key) => files.has(key),
    async remove(key) {
      files.delete(key);
    },
  };
}
