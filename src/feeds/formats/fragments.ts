import { LRUCache } from 'lru-cache';
import type { Format } from '../../domain/feed-name.ts';
import type { Entry } from '../entry.ts';
import type { FeedFormat } from '../feed.ts';

type Texts = { readonly [F in Format]?: string };

/** Caches rendered entries by their whole content, so that any change of an entry is a miss. */
export class Fragments {
  readonly #texts: LRUCache<string, Texts>;
  /** Keys are long, and each format needs the key of the same entry. */
  readonly #keys = new WeakMap<Entry, string>();

  /** `maxBytes` includes the keys. */
  constructor(maxBytes: number) {
    this.#texts = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOf });
  }

  get bytes(): number {
    return this.#texts.calculatedSize;
  }

  get({ format, entry: compose }: FeedFormat, entry: Entry): string {
    const key = this.#keyOf(entry);
    const texts = this.#texts.get(key);
    const cached = texts?.[format];
    if (cached !== undefined) return cached;
    const text = compose(entry);
    this.#texts.set(key, { ...texts, [format]: text });
    return text;
  }

  #keyOf(entry: Entry): string {
    const cached = this.#keys.get(entry);
    if (cached !== undefined) return cached;
    const { body, ...rest } = entry;
    // Escaping the long body is not necessary, because the end of the JSON object before it is unambiguous.
    const key = JSON.stringify(rest) + body;
    this.#keys.set(entry, key);
    return key;
  }
}

/** A string takes two bytes per character when any character is not Latin-1. */
function sizeOf(texts: Texts, key: string): number {
  return 2 * Object.values(texts).reduce((length, text) => length + text.length, key.length);
}
