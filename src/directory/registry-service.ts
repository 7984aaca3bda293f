import { fail, ok, type Result } from '../base/problem.ts';
import type { RegistryPort } from './directory-port.ts';
import { type DirectoryRepository, readNumber } from './directory-repository.ts';
import { directoryKeys as keys } from './records.ts';

/** The letters and the length of every slug there can be. */
const SLUG = /^[a-z0-9-]{1,63}$/;

/** Who has which slug and number, for ever. */
export class RegistryService implements RegistryPort {
  readonly #repository: DirectoryRepository;

  constructor(repository: DirectoryRepository) {
    this.#repository = repository;
  }

  reserve(slug: string, key: number | null): Promise<Result<{ key: number; number: number }>> {
    return this.#repository.withLock(async () => {
      const { store } = this.#repository.dependencies;
      const holder = await readNumber(store, keys.slug(slug), 'key');
      // An address reserved for a newsroom that was never founded is finished by whoever asks next.
      if (holder !== null)
        return key === null || key === holder ? ok({ key: holder, number: holder }) : fail('taken');
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
    // What an address names may be any text, and not every text is a key of the store.
    return SLUG.test(slug) ? readNumber(this.#repository.dependencies.store, keys.slug(slug), 'key') : null;
  }

  keyOfNumber(number: number): Promise<number | null> {
    return readNumber(this.#repository.dependencies.store, keys.number(number), 'key');
  }

  claimNumber(number: number, key: number): Promise<Result<null>> {
    return this.#repository.withLock(async () => {
      const holder = await this.keyOfNumber(number);
      if (holder !== null && holder !== key) return fail('wrong-state', { rule: 'number-taken' });
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
