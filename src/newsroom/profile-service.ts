import type { Language } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { toSecond } from '../base/time/instant.ts';
import type { Newsroom, Profile } from '../domain/newsroom.ts';
import { ownerOf } from '../domain/timeline.ts';
import { timelineKeys } from '../feeds/timeline-keys.ts';
import { writeNewsroom } from '../repository/commit.ts';
import { enqueueProfileUpdate } from '../repository/directory-updates.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { encode } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { searchKeys } from '../search/keys.ts';
import { searchProgress } from '../search/search-projection.ts';
import { patchNewsroom, removedLanguages } from '../validation/newsroom-request.ts';
import { enqueuePush } from '../websub/enqueue-push.ts';
import type { ProfilePort } from './profile-port.ts';
import { newTokenParts } from './token.ts';
import { FIRST_TOKEN, tokenRecord } from './token-service.ts';

export class ProfileService implements ProfilePort {
  readonly #repository: NewsroomRepository;

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  async create(profile: Profile, number: number): Promise<Result<{ newsroom: Newsroom; token: string }>> {
    const { key, dependencies } = this.#repository;
    const { now, baseUrl, store } = dependencies;
    return this.#repository.write(async () => {
      if ((await this.#repository.record()) !== null) return fail('taken');
      const createdAt = toSecond(now());
      const authority = new URL(baseUrl).hostname;
      const newsroom: Newsroom = { ...profile, number, revision: 1, createdAt, authority };
      const transaction = store.transaction();
      const parts = newTokenParts(number);
      const { record, token } = await tokenRecord(parts, createdAt, FIRST_TOKEN);
      transaction.set(newsroomKeys.token(key, parts.id), encode(record));
      transaction.set(searchKeys.progress(key), searchProgress(null));
      enqueueProfileUpdate(transaction, key);
      const written = writeNewsroom(transaction, {
        schema: 1,
        key,
        newsroom,
        version: 1,
        changedAt: createdAt,
        lastNumber: 0,
        writes: 0,
        restoring: false,
        crowded: false,
      });
      await transaction.commit();
      this.#repository.setRecord(written);
      this.#repository.markRead(0);
      return ok({ newsroom, token });
    });
  }

  async get(): Promise<Newsroom | null> {
    return (await this.#repository.publicRecord())?.newsroom ?? null;
  }

  async patch(body: unknown): Promise<Result<Newsroom>> {
    const { key, dependencies } = this.#repository;
    const { store, now, baseUrl } = dependencies;
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const patched = patchNewsroom(record.newsroom, body, baseUrl);
      if (!patched.ok) return patched;
      for (const language of removedLanguages(record.newsroom, patched.value)) {
        if (await this.#hasReleases(language))
          return fail('wrong-state', { rule: 'language-has-public-variants' });
      }
      const transaction = store.transaction();
      enqueueProfileUpdate(transaction, key);
      // Every feed contains the publisher's name.
      const everything = { number: null, touched: null, cursor: null };
      await enqueuePush(transaction, key, 'profile', everything, now());
      await this.#repository.commitVersion(transaction, { ...record, newsroom: patched.value });
      return patched;
    });
  }

  /** A language with public or scheduled releases cannot be removed. */
  async #hasReleases(language: Language): Promise<boolean> {
    const { key, dependencies } = this.#repository;
    const timeline = { owner: ownerOf(key), language, cut: { kind: 'all' } } as const;
    const bases = [timelineKeys.allRows(timeline), newsroomKeys.index(key, 'scheduled', language)];
    const rowsOfBases = await Promise.all(bases.map((base) => dependencies.store.keys(base, { limit: 1 })));
    return rowsOfBases.some((rows) => rows.length > 0);
  }
}
