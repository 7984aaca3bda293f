import { fail, ok, type Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { RegistryPort } from './directory-port.ts';
import { type DirectoryRepository, readNumber } from './directory-repository.ts';
import { directoryKeys as keys } from './records.ts';

/** Characters and length of every possible slug. */
const SLUG = /^[a-z0-9-]{1,63}$/;

/** Slugs and numbers are never given to another newsroom. */
export class RegistryService implements RegistryPort {
  readonly #repository: DirectoryRepository;

  constructor(repository: DirectoryRepository) {
    this.#repository = repository;
  }

  reserve(slug: string, key: number | null): Promise<Result<{ key: number; number: number }>> {
    return this.#repository.withLock(async () => {
      const { store } = this.#repository.dependencies;
      const ownerKey = await readNumber(store, keys.slug(slug), 'key');
      // A new newsroom may take a slug whose newsroom was never created.
      if (ownerKey !== null)
        return key === null || key === ownerKey ? ok({ key: ownerKey, number: ownerKey }) : fail('taken');
      const transaction = store.transaction();
      const reserved = key ?? (await this.#nextKey());
      transaction.set(keys.slug(slug), { key: reserved });
      if (key === null) {
        transaction.set(keys.number(reserved), { key: reserved });
        transaction.set(keys.head(), { ...(await this.#repository.head()), lastKey: reserved });
      }
      await transaction.commit();
      return ok({ key: reserved, number: reserved });
    });
  }

  async keyOfSlug(slug: string): Promise<number | null> {
    // The slug may be any text from an address, but the store rejects some texts as keys.
    return SLUG.test(slug) ? readNumber(this.#repository.dependencies.store, keys.slug(slug), 'key') : null;
  }

  keyOfNumber(number: number): Promise<number | null> {
    return readNumber(this.#repository.dependencies.store, keys.number(number), 'key');
  }

  newsroomOfNumber(number: number): Promise<Newsroom | null> {
    return this.#repository.newsroom(number);
  }

  claimNumber(number: number, key: number): Promise<Result<null>> {
    return this.#repository.withLock(async () => {
      const ownerKey = await this.keyOfNumber(number);
      if (ownerKey !== null && ownerKey !== key) return fail('wrong-state', { rule: 'number-taken' });
      await this.#repository.dependencies.store.commit([{ key: keys.number(number), value: { key } }]);
      return ok(null);
    });
  }

  async #nextKey(): Promise<number> {
    let next = (await this.#repository.head()).lastKey + 1;
    while ((await this.keyOfNumber(next)) !== null) next += 1;
    return next;
  }
}
