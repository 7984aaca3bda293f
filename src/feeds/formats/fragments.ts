import { LRUCache } from 'lru-cache';
import type { Format } from '../../domain/feed-name.ts';
import type { Entry } from '../entry.ts';
import type { FeedFormat } from '../feed.ts';

type Texts = { readonly [F in Format]?: string };

/**
 * Entries as they stand in documents, so that a feed of which one entry changed composes that one alone. Kept under all
 * that an entry says: the same entry gives the same text, and whatever changes it makes it another.
 */
export class Fragments {
  readonly #texts: LRUCache<string, Texts>;
  /** All that an entry says, which three formats ask for in turn. */
  readonly #said = new WeakMap<Entry, string>();

  /** `maxBytes` of keys and texts together. */
  constructor(maxBytes: number) {
    this.#texts = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOf });
  }

  get bytes(): number {
    return this.#texts.calculatedSize;
  }

  of({ format, entry: compose }: FeedFormat, entry: Entry): string {
    const said = this.#saidBy(entry);
    const known = this.#texts.get(said);
    const text = known?.[format];
    if (text !== undefined) return text;
    const made = compose(entry);
    this.#texts.set(said, { ...known, [format]: made });
    return made;
  }

  #saidBy(entry: Entry): string {
    const known = this.#said.get(entry);
    if (known !== undefined) return known;
    const { body, ...rest } = entry;
    // JSON ends where it ends, and the body, which is nearly all of it, need not be escaped.
    const said = JSON.stringify(rest) + body;
    this.#said.set(entry, said);
    return said;
  }
}

/** A string takes two bytes a character as soon as one of them is not Latin. */
function sizeOf(texts: Texts, said: string): number {
  return 2 * Object.values(texts).reduce((length, text) => length + text.length, said.length);
}
