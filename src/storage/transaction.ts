import type { KeyRange, RecordReader, SetOptions, Store, Stored, Transaction, Write } from './store.ts';

export class BufferedTransaction implements Transaction {
  readonly #store: RecordReader & Pick<Store, 'commit'>;
  readonly #writes = new Map<string, Write>();

  constructor(store: RecordReader & Pick<Store, 'commit'>) {
    this.#store = store;
  }

  async get(key: string): Promise<Stored | null> {
    const write = this.#writes.get(key);
    return write === undefined ? this.#store.get(key) : (write.value ?? null);
  }

  async getMany(keys: readonly string[]): Promise<(Stored | null)[]> {
    const unwritten = keys.filter((key) => !this.#writes.has(key));
    const stored = unwritten.length === 0 ? [] : await this.#store.getMany(unwritten);
    const records = new Map(unwritten.map((key, at) => [key, stored[at] ?? null]));
    return keys.map((key) => this.#writes.get(key)?.value ?? records.get(key) ?? null);
  }

  async keys(base: string, range: KeyRange = {}): Promise<string[]> {
    const { limit, after = '', before } = range;
    const written = [...this.#writes.values()].filter(
      ({ key }) => key.startsWith(`${base}:`) && key > after && (before === undefined || key < before),
    );
    if (written.length === 0) return this.#store.keys(base, range);
    // A removed key must not reduce the number of stored keys in the result.
    const stored = await this.#store.keys(base, {
      ...range,
      ...(limit !== undefined && { limit: limit + written.length }),
    });
    const keys = new Set(stored);
    for (const { key, value } of written) {
      if (value === undefined) keys.delete(key);
      else keys.add(key);
    }
    return [...keys].sort().slice(0, limit);
  }

  set(key: string, value: Stored, options: SetOptions = {}): void {
    this.#writes.set(key, { key, value, ...options });
  }

  remove(key: string): void {
    this.#writes.set(key, { key });
  }

  writes(): readonly Write[] {
    return [...this.#writes.values()];
  }

  async commit(): Promise<void> {
    if (this.#writes.size > 0) await this.#store.commit(this.writes());
  }
}
