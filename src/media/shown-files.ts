import { Lock } from '../base/lock.ts';

export interface ShownBatch {
  /** In order. */
  readonly rows: readonly string[];
  /** The last row that was looked at; null at the end. */
  readonly next: string | null;
}

/**
 * The order rows of the files that everybody may read, of one version of the newsroom. A library may have thousands of files
 * that are not public, so each is looked at once, and only as far as somebody has asked.
 */
export class ShownFiles {
  readonly version: number;
  readonly #read: (after: string | null) => Promise<ShownBatch>;
  readonly #lock = new Lock();
  readonly #rows: string[] = [];
  #next: string | null = null;
  #isWhole = false;

  constructor(version: number, read: (after: string | null) => Promise<ShownBatch>) {
    this.version = version;
    this.#read = read;
  }

  /** `count` rows after `row`, or as many as there are. */
  after(row: string | null, count: number): Promise<readonly string[]> {
    return this.#lock.run(async () => {
      let found = this.#found(row, count);
      while (found.length < count && !this.#isWhole) {
        const { rows, next } = await this.#read(this.#next);
        this.#rows.push(...rows);
        this.#next = next;
        this.#isWhole = next === null;
        found = this.#found(row, count);
      }
      return found;
    });
  }

  #found(row: string | null, count: number): readonly string[] {
    const from = row === null ? 0 : this.#rows.findIndex((each) => each > row);
    return from === -1 ? [] : this.#rows.slice(from, from + count);
  }
}
