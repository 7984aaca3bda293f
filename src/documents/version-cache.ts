import { LRUCache } from 'lru-cache';

/**
 * What was made of a version, under an address that names it, bounded by bytes. A version never changes, so nothing is
 * purged: the next version simply is not here yet. Two who miss at once share one making.
 */
export class VersionCache<T extends object> {
  readonly #made: LRUCache<string, T>;
  readonly #making = new Map<string, Promise<T | null>>();
  #hits = 0;
  #misses = 0;

  constructor(maxBytes: number, sizeOf: (made: T) => number) {
    this.#made = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOf });
  }

  /** How many are here. */
  get count(): number {
    return this.#made.size;
  }

  get bytes(): number {
    return this.#made.calculatedSize;
  }

  /** Questions answered from here, and others. */
  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }

  /** What is at `address`, made by `make` when it is not here; null when there is nothing. */
  async get(address: string, make: () => Promise<T | null>): Promise<T | null> {
    const known = this.#made.get(address);
    if (known !== undefined) {
      this.#hits += 1;
      return known;
    }
    this.#misses += 1;
    return this.#making.get(address) ?? this.#start(address, make);
  }

  #start(address: string, make: () => Promise<T | null>): Promise<T | null> {
    const making = make()
      .then((made) => {
        if (made !== null) this.#made.set(address, made);
        return made;
      })
      .finally(() => this.#making.delete(address));
    this.#making.set(address, making);
    return making;
  }
}
