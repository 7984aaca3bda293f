import { LANGUAGES, type Localized } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
import { LAST_NUMBER } from '../domain/release.ts';
import type { ReleaseWithNewsroom } from '../domain/release-with-newsroom.ts';
import { joinReleases, splitRelease } from '../lifecycle/imported.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { parseInput } from '../validation/parse.ts';
import type { JoinPort } from './import-port.ts';
import { JoinBody, SplitBody } from './join-request.ts';

/** Lets an editor decide which variants are one release, when an import could not. */
export class JoinService implements JoinPort {
  readonly #repository: NewsroomRepository;

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  join(number: number, ifMatch: string | null, body: unknown): Promise<Result<ReleaseWithNewsroom>> {
    return this.#repository.change(number, ifMatch, async (record, into) => {
      const { value, errors } = parseInput(JoinBody, body);
      if (value === undefined) return invalid(...errors);
      const other = await this.#repository.release(value.release);
      if (other === null) return invalid({ pointer: '/release', code: 'unknown-choice' });
      const joined = joinReleases(await this.#repository.changeContext(record), into, other, joinedReason());
      if (!joined.ok) return joined;
      await this.#repository.commitAll(
        record,
        [
          { before: into, after: joined.value.into },
          { before: other, after: joined.value.from },
        ],
        { isQuiet: true },
      );
      return ok({ newsroom: record.newsroom, release: joined.value.into });
    });
  }

  split(number: number, ifMatch: string | null, body: unknown): Promise<Result<ReleaseWithNewsroom>> {
    return this.#repository.change(number, ifMatch, async (record, release) => {
      const { value, errors } = parseInput(SplitBody, body);
      if (value === undefined) return invalid(...errors);
      if (record.lastNumber >= LAST_NUMBER) return fail('wrong-state', { rule: 'numbers-used-up' });
      const split = splitRelease(
        await this.#repository.changeContext(record),
        release,
        value.language,
        record.lastNumber + 1,
      );
      if (!split.ok) return split;
      await this.#repository.commitAll(
        record,
        [
          { before: release, after: split.value.remaining },
          { before: null, after: split.value.separated },
        ],
        { isQuiet: true },
      );
      return ok({ newsroom: record.newsroom, release: split.value.separated });
    });
  }
}

function joinedReason(): Localized {
  return Object.fromEntries(
    LANGUAGES.map((language) => [language, translate(language, 'common:import.joined')]),
  );
}
