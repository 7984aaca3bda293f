import { sha256 } from '../base/crypto.ts';
import { ownField } from '../base/json.ts';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { LAST_NUMBER, LAST_REVISION, type Release } from '../domain/release.ts';
import type { ReleaseWithNewsroom } from '../domain/release-with-newsroom.ts';
import { requireScope, type Scope } from '../domain/scope.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import {
  correct,
  createRelease,
  patchRelease,
  publish,
  schedule,
  unschedule,
  withdraw,
} from '../lifecycle/changes.ts';
import type { ChangeContext } from '../lifecycle/context.ts';
import type { MediaLibrary } from '../media/media-library.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { decodeRelease, encode, isIdempotencyRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Transaction } from '../storage/store.ts';
import { listReleases } from './list-releases.ts';
import type { ListQuery, ReleaseChange, ReleaseListPage, ReleasePort } from './release-port.ts';

const DAY = 24 * 60 * 60 * 1000;
/** The key of a revision has nine digits. */

interface IdempotentRequest {
  readonly recordKey: string;
  readonly bodyDigest: string;
}

export class ReleaseService implements ReleasePort {
  readonly #repository: NewsroomRepository;
  readonly #library: Pick<MediaLibrary, 'fillMediaMetadata'>;

  constructor(repository: NewsroomRepository, library: Pick<MediaLibrary, 'fillMediaMetadata'>) {
    this.#repository = repository;
    this.#library = library;
  }

  async create(
    body: unknown,
    idempotencyKey: string | null,
    scope: Scope = 'administer',
  ): Promise<Result<ReleaseWithNewsroom>> {
    const permitted = requireScope(scope, (ownField(body, 'state') ?? 'draft') !== 'draft');
    if (!permitted.ok) return permitted;
    const idempotent = await toIdempotentRequest(this.#repository.key, body, idempotencyKey);
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const replayed = idempotent === null ? null : await this.#readReplayed(record.newsroom, idempotent);
      if (replayed !== null) return replayed;
      const number = record.lastNumber + 1;
      if (number > LAST_NUMBER) return fail('wrong-state', { rule: 'numbers-used-up' });
      const request = await this.#library.fillMediaMetadata(record, body);
      const context = await this.#repository.changeContext(record, request);
      const created = createRelease(context, number, request);
      if (!created.ok) return created;
      await this.#repository.commit(record, null, created.value, {
        addWrites: (transaction) => {
          if (idempotent !== null) this.#writeIdempotencyRecord(transaction, idempotent, number);
        },
      });
      return ok({ newsroom: record.newsroom, release: created.value });
    });
  }

  async get(number: number): Promise<ReleaseWithNewsroom | null> {
    const newsroom = (await this.#repository.publicRecord())?.newsroom;
    const release = await this.#repository.release(number);
    return newsroom === undefined || release === null ? null : { newsroom, release };
  }

  async change(
    number: number,
    ifMatch: string | null,
    change: ReleaseChange,
    scope: Scope = 'administer',
  ): Promise<Result<ReleaseWithNewsroom>> {
    const permit = (release: Release | null) =>
      requireScope(scope, change.kind !== 'patch' || (release !== null && release.state !== 'draft'));
    // 403 comes before 428 and 412. The release can change until the lock is taken, hence the second check.
    const permitted = permit(await this.#repository.release(number));
    if (!permitted.ok) return permitted;
    return this.#repository.change(number, ifMatch, async (record, release) => {
      const stillPermitted = permit(release);
      if (!stillPermitted.ok) return stillPermitted;
      const body =
        change.kind === 'patch' ? await this.#library.fillMediaMetadata(record, change.body) : change.body;
      const context = await this.#repository.changeContext(record, body);
      const changed = applyChange(context, release, { ...change, body });
      if (!changed.ok) return changed;
      await this.#repository.commit(record, release, changed.value);
      return ok({ newsroom: record.newsroom, release: changed.value });
    });
  }

  async list(query: ListQuery): Promise<Result<ReleaseListPage>> {
    const newsroom = (await this.#repository.publicRecord())?.newsroom;
    if (newsroom === undefined) return fail('not-found');
    return listReleases(this.#repository.dependencies.store, this.#repository.key, newsroom, query);
  }

  async revisions(number: number): Promise<ReleaseWithNewsroom[] | null> {
    const current = await this.get(number);
    if (current === null) return null;
    const { key, dependencies } = this.#repository;
    const { store } = dependencies;
    const records = await store.getMany(await store.keys(newsroomKeys.revisions(key, number)));
    return records.flatMap((record) => {
      const release = decodeRelease(record);
      return release === null ? [] : [{ newsroom: current.newsroom, release }];
    });
  }

  async revision(number: number, revision: number): Promise<ReleaseWithNewsroom | null> {
    const newsroom = (await this.#repository.publicRecord())?.newsroom;
    if (newsroom === undefined || revision > LAST_REVISION) return null;
    const { key, dependencies } = this.#repository;
    const release = decodeRelease(await dependencies.store.get(newsroomKeys.revision(key, number, revision)));
    return release === null ? null : { newsroom, release };
  }

  #writeIdempotencyRecord(
    transaction: Transaction,
    { recordKey, bodyDigest }: IdempotentRequest,
    number: number,
  ): void {
    const { key, dependencies } = this.#repository;
    const at = dependencies.now();
    transaction.set(recordKey, encode({ schema: 1, body: bodyDigest, number, at }));
    const dueRow = dueKeys.row(at + DAY, key, `forget-${number}`);
    transaction.set(dueRow, { key, task: 'forget', record: recordKey });
  }

  /** Null when the key was not used within a day. */
  async #readReplayed(
    newsroom: Newsroom,
    { recordKey, bodyDigest }: IdempotentRequest,
  ): Promise<Result<ReleaseWithNewsroom> | null> {
    const { store, now } = this.#repository.dependencies;
    const used = await store.get(recordKey);
    if (!isIdempotencyRecord(used) || used.at + DAY <= now()) return null;
    if (used.body !== bodyDigest) {
      return fail('idempotency-mismatch', { errors: [{ pointer: 'Idempotency-Key', code: 'duplicate' }] });
    }
    const first = await this.revision(used.number, 1);
    return first === null ? null : ok({ newsroom, release: first.release });
  }
}

async function toIdempotentRequest(
  key: number,
  body: unknown,
  idempotencyKey: string | null,
): Promise<IdempotentRequest | null> {
  if (idempotencyKey === null) return null;
  return {
    recordKey: newsroomKeys.idempotency(key, await sha256(idempotencyKey)),
    bodyDigest: await sha256(JSON.stringify(body) ?? ''),
  };
}

function applyChange(context: ChangeContext, release: Release, change: ReleaseChange): Result<Release> {
  switch (change.kind) {
    case 'patch':
      return patchRelease(context, release, change.body);
    case 'publish':
      return publish(context, release, change.body);
    case 'schedule':
      return schedule(context, release, change.body);
    case 'unschedule':
      return unschedule(release, change.body);
    case 'correct':
      return correct(context, release, change.body);
    case 'withdraw':
      return withdraw(context, release, change.body);
    default:
      return invalid({ pointer: '', code: 'unknown-choice' });
  }
}
