import { type Instant, toSecond } from '../base/time/instant.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { NewsroomRepository } from '../repository/repository.ts';

/** A busy token costs one write in this time, in milliseconds. */
const INTERVAL = 60 * 60 * 1000;

/**
 * When tokens were last used. Records of their own, so that a note about a token that is revoked meanwhile does not bring
 * the token back.
 */
export class TokenUses {
  readonly #repository: NewsroomRepository;
  /** Of tokens that were used since the start: only valid ones, so no client can make it grow. */
  readonly #noted = new Map<string, Instant>();
  #writing: Promise<void> = Promise.resolve();

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  /** Returns at once. A failed note is made again by a later use. */
  note(id: string): void {
    const now = this.#repository.dependencies.now();
    const noted = this.#noted.get(id);
    if (noted !== undefined && Math.abs(now - noted) < INTERVAL) return;
    this.#noted.set(id, now);
    this.#writing = this.#writing
      .then(() => this.#write(id, now))
      .catch(() => {
        this.#noted.delete(id);
      });
  }

  async lastUses(ids: readonly string[]): Promise<(Instant | null)[]> {
    await this.#writing;
    const { key, dependencies } = this.#repository;
    const records = await dependencies.store.getMany(ids.map((id) => newsroomKeys.tokenUse(key, id)));
    return records.map((record) => (typeof record?.at === 'number' ? record.at : null));
  }

  async #write(id: string, now: Instant): Promise<void> {
    const { key, dependencies } = this.#repository;
    const { store } = dependencies;
    const row = newsroomKeys.tokenUse(key, id);
    const stored = await store.get(row);
    if (typeof stored?.at === 'number' && Math.abs(now - stored.at) < INTERVAL) {
      this.#noted.set(id, stored.at);
      return;
    }
    await store.commit([{ key: row, value: { at: toSecond(now) } }]);
  }
}
