import { LRUCache } from 'lru-cache';
import type { Entry } from '../timeline/entry.ts';
import type { FeedFormat } from '../timeline/feed.ts';

/**
 * Entries as they stand in documents, so that a feed of which one entry changed composes that one alone. Kept under all
 * that an entry says: the same entry gives the same text, and whatever changes it makes it another.
 */
export class Fragments {
  readonly #texts: LRUCache<string, string>;

  /** `maxBytes` of keys and texts together. */
  constructor(maxBytes: number) {
    this.#texts = new LRUCache({
      maxSize: maxBytes,
      // A string takes two bytes a character as soon as one of them is not Latin.
      sizeCalculation: (text, key) => 2 * (text.length + key.length),
    });
  }

  get bytes(): number {
    return this.#texts.calculatedSize;
  }

  of({ format, entry: compose }: FeedFormat, entry: Entry): string {
    const key = `${format} ${JSON.stringify(entry)}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = compose(entry);
    this.#texts.set(key, text);
    return text;
  }
}
