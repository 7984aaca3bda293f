import { LRUCache } from 'lru-cache';

/** The key contains the version, so nothing is purged. Simultaneous misses of a key share one computation. */
export class VersionCache<T extends object> {
  readonly #made: LRUCache<string, T>;
  readonly #making = new Map<string, Promise<T | null>>();
  #hits = 0;
  #misses = 0;

  constructor(maxBytes: number, sizeOf: (made: T) => number) {
    this.#made = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOf });
  }

  get count(): number {
    return this.#made.size;
  }

  get bytes(): number {
    return this.#made.calculatedSize;
  }

  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }

  async get(address: string, make: () => Promise<T | null>): Promise<T | null> {
    const cached = this.#made.get(address);
    if (cached !== undefined) {
      this.#hits += 1;
      return cached;
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
