/** Keys beyond this number are not remembered; then `size` is too small. */
const LIMIT = 10_000;

/** The records that could not be read since the start and were not written again. */
export class UnreadableRecords {
  readonly #keys = new Set<string>();
  readonly #onFirst: () => void;

  /** `onFirst` is called once for each record. */
  constructor(onFirst: () => void = () => undefined) {
    this.#onFirst = onFirst;
  }

  get size(): number {
    return this.#keys.size;
  }

  add(key: string): void {
    if (this.#keys.has(key) || this.#keys.size >= LIMIT) return;
    this.#keys.add(key);
    this.#onFirst();
  }

  removeWritten(keys: Iterable<{ readonly key: string }>): void {
    if (this.#keys.size === 0) return;
    for (const { key } of keys) this.#keys.delete(key);
  }
}
