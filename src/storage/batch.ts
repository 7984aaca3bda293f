import type { Store, Stored, Write } from './store.ts';

/** The writes of one commit, gathered while they are worked out. A later write of the same key replaces the earlier. */
export class Batch {
  readonly #writes = new Map<string, Write>();

  set(key: string, value: Stored, options: Omit<Write, 'key' | 'value'> = {}): void {
    this.#writes.set(key, { key, value, ...options });
  }

  remove(key: string): void {
    this.#writes.set(key, { key });
  }

  /** What the batch would leave at `key`: a record, null when removed, undefined when untouched. */
  pending(key: string): Stored | null | undefined {
    const write = this.#writes.get(key);
    return write === undefined ? undefined : (write.value ?? null);
  }

  get size(): number {
    return this.#writes.size;
  }

  writes(): readonly Write[] {
    return [...this.#writes.values()];
  }

  async commit(store: Store): Promise<void> {
    if (this.size > 0) await store.commit(this.writes());
  }
}
