import { inOrderOf, isObject, ownField } from '../base/json.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isEntryIdOf } from '../domain/tag-uri.ts';
import { mediaKeys } from '../media/keys.ts';
import { restorePiece, stageMedia } from '../media/media-transfer.ts';
import type { Projection } from '../repository/projection.ts';
import type { NewsroomRecord } from '../repository/records.ts';
import { BatchWriter, keyBatches } from '../storage/batches.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { Store, Stored, Transaction } from '../storage/store.ts';
import { restoredSubscriber } from '../subscribers/restored-subscriber.ts';
import { type SanitizeBodies, sanitizeAhead } from '../validation/sanitize-ahead.ts';
import { type Attempt, attemptKeys, readAttempt, writeAttempt, writeTask } from './attempt.ts';
import type { RestorePart } from './backup-port.ts';
import { END, type ExportLine, type Family, ID_PATTERNS, parseLine } from './lines.ts';
import type { ReleaseFault } from './release-rules.ts';
import {
  type ReleaseContext,
  restoredNewsroom,
  restoredRecord,
  restoredRelease,
} from './restored-records.ts';
import { digestOfLines, type ExportSecrets, NO_LINES, signerOf } from './signature.ts';

export interface RestoreDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly now: () => Instant;
  readonly directory: DirectoryPort;
  readonly projections: readonly Projection[];
  readonly exportSecrets: ExportSecrets;
  readonly sanitizeBodies: SanitizeBodies;
  readonly rearm: () => void;
}

/** Milliseconds without new lines after which a restore counts as broken off. */
export const STAGED_MILLISECONDS = 60 * 60 * 1000;

/** A key below `problem.field` in the catalogues. */
export type LineFault = ReleaseFault | 'export-record' | 'export-line' | 'export-twice' | 'export-count';

/** `line` counts from 1. */
export function faultyLine<T = never>(line: number, code: LineFault): Result<T> {
  return fail('malformed', { errors: [{ pointer: `/${line}`, code }] });
}

export async function isEmpty(store: Store, { key, lastNumber }: NewsroomRecord): Promise<boolean> {
  const files = await store.keys(mediaKeys.items(key), { limit: 1 });
  return lastNumber === 0 && files.length === 0;
}

/** Takes the first line. Clears what an earlier restore has staged; the newsroom itself stays as it is. */
export async function beginRestore(
  dependencies: RestoreDependencies,
  record: NewsroomRecord,
  { attempt: id, isOperator, lines: [line = ''] }: RestorePart,
): Promise<Result<Attempt>> {
  const { store, directory, now } = dependencies;
  const { key } = record;
  if (record.restoring || !(await isEmpty(store, record)))
    return fail('wrong-state', { rule: record.restoring ? 'restore-overtaken' : 'newsroom-not-empty' });
  const parsed = parseLine(line);
  const slug = isOperator ? null : record.newsroom.slug;
  const restored =
    parsed?.family === 'newsroom' && parsed.id === '' ? restoredNewsroom(parsed.value, slug, now()) : null;
  if (restored === null) return faultyLine(1, 'export-record');
  const number = isOperator ? restored.newsroom.number : record.newsroom.number;
  const newsroom = { ...restored.newsroom, number };
  const rule = await identityConflict(directory, newsroom, key);
  if (rule !== null) return fail('wrong-state', { rule });
  await clearStaged(store, key);
  const attempt: Attempt = {
    schema: 1,
    id,
    isOperator,
    newsroom,
    exportedNumber: restored.newsroom.number,
    lastNumber: restored.lastNumber,
    at: now(),
    records: 1,
    digest: await digestOfLines(NO_LINES, [line]),
    phase: 'receiving',
  };
  const transaction = store.transaction();
  writeAttempt(transaction, key, attempt);
  writeTask(transaction, key, now() + STAGED_MILLISECONDS);
  await transaction.commit();
  dependencies.rearm();
  return ok(attempt);
}

/** Stages the lines of `part`, in one commit. Fails with `malformed` for the first line that cannot be of an export. */
export async function stagePart(
  dependencies: RestoreDependencies,
  key: number,
  id: string,
  lines: readonly string[],
): Promise<Result<null>> {
  const { store, now } = dependencies;
  let attempt = await readAttempt(store, key);
  if (attempt?.id !== id || attempt.phase !== 'receiving')
    return fail('wrong-state', { rule: 'restore-overtaken' });
  const transaction = store.transaction();
  const stager = new Stager(dependencies, transaction, key, attempt);
  for (const line of lines) {
    const at: number = attempt.records + 1;
    const parsed = parseLine(line);
    if (parsed === null || attempt.signer !== undefined) return faultyLine(at, 'export-line');
    if (parsed.family === END) {
      if (parsed.value.records !== attempt.records) return faultyLine(at, 'export-count');
      const signer = await signerOf(dependencies.exportSecrets, attempt.digest, parsed.value);
      attempt = { ...attempt, signer, lastNumber: laterNumber(attempt, parsed.value.lastNumber) };
    } else {
      const fault = await stager.stage(parsed);
      if (fault !== null) return faultyLine(at, fault);
      const number = /^(?:release|revision)$/.test(parsed.family) ? Number(parsed.id.slice(0, 9)) : 0;
      const digest = await digestOfLines(attempt.digest, [line]);
      attempt = { ...attempt, records: at, digest, lastNumber: laterNumber(attempt, number) };
    }
  }
  writeAttempt(transaction, key, { ...attempt, at: now() });
  await transaction.commit();
  return ok(null);
}

function laterNumber({ lastNumber }: Attempt, other: unknown): number {
  const isNumber = typeof other === 'number' && Number.isSafeInteger(other) && other <= 999_999;
  return isNumber ? Math.max(lastNumber, other) : lastNumber;
}

class Stager {
  readonly #dependencies: RestoreDependencies;
  readonly #transaction: Transaction;
  readonly #key: number;
  readonly #attempt: Attempt;
  /** Other newsrooms of this service by their numbers; null for a number without a newsroom. */
  readonly #others = new Map<number, Newsroom | null>();

  constructor(dependencies: RestoreDependencies, transaction: Transaction, key: number, attempt: Attempt) {
    this.#dependencies = dependencies;
    this.#transaction = transaction;
    this.#key = key;
    this.#attempt = attempt;
  }

  async stage({ family, id, value }: ExportLine): Promise<LineFault | null> {
    if (family === END || family === 'newsroom' || !ID_PATTERNS[family].test(id)) return 'export-record';
    const row = attemptKeys.record(this.#key, family, id);
    if (family === 'media-bytes')
      return (await restorePiece(this.#dependencies, this.#transaction, this.#key, id, value))
        ? null
        : 'export-record';
    if ((await this.#transaction.get(row)) !== null) return 'export-twice';
    if (family === 'release' || family === 'revision') {
      await this.#readOthers(value);
      const release = restoredRelease(await this.#releaseContext(value), id, value);
      if (!release.ok) return release.fault;
      this.#transaction.set(row, ordered(value, release.value));
      return null;
    }
    const record = await this.#recordOf(family, id, value);
    if (record !== null) this.#transaction.set(row, ordered(value, record));
    return record === null ? 'export-record' : null;
  }

  async #recordOf(
    family: Exclude<Family, 'newsroom' | 'release' | 'revision' | 'media-bytes'>,
    id: string,
    value: Stored,
  ): Promise<Stored | null> {
    const { store, now } = this.#dependencies;
    if (family === 'media') {
      const staged = await stageMedia(this.#dependencies, this.#key, id, value);
      return staged === null ? null : { ...staged };
    }
    if (family !== 'subscriber') return restoredRecord(family, id, value);
    const { newsroom, exportedNumber } = this.#attempt;
    const context = {
      key: this.#key,
      now: now(),
      exported: { ...newsroom, number: exportedNumber },
      number: newsroom.number,
    };
    return restoredSubscriber(store, context, id, value);
  }

  async #releaseContext({ release }: Stored): Promise<ReleaseContext> {
    const { newsroom, exportedNumber, isOperator } = this.#attempt;
    const { sanitizeBodies, now } = this.#dependencies;
    const sanitize = await sanitizeAhead(sanitizeBodies, [release], newsroom.website);
    const isTaken = (id: string) => {
      const other = isOperator ? null : this.#others.get(numberInEntryId(id));
      return other != null && isEntryIdOf(other, id);
    };
    return { newsroom, exportedNumber, now: now(), isTaken, sanitize };
  }

  async #readOthers(value: Stored): Promise<void> {
    for (const variant of Object.values(ownField(value.release, 'variants') ?? {})) {
      const number = numberInEntryId(ownField(ownField(variant, 'publication'), 'id'));
      if (number === 0 || number === this.#attempt.newsroom.number || this.#others.has(number)) continue;
      const { registry } = this.#dependencies.directory;
      this.#others.set(number, await registry.newsroomOfNumber(number));
    }
  }
}

/** So that the next export has the members in the order of this one. */
function ordered(model: Stored, value: Stored): Stored {
  const inOrder = inOrderOf(model, value);
  return isObject(inOrder) ? inOrder : value;
}

/** 0 for an id of another form. The release is still unchecked here. */
function numberInEntryId(id: unknown): number {
  const [, digits = '0'] = typeof id === 'string' ? (/release\/([0-9]{1,9})[0-9]{6}\//.exec(id) ?? []) : [];
  return Number(digits);
}

/** The rule that another newsroom's number or slug breaks; null when both are free. */
export async function identityConflict(
  { registry }: DirectoryPort,
  { number, slug }: Newsroom,
  key: number,
): Promise<string | null> {
  const keyOfNumber = await registry.keyOfNumber(number);
  if (keyOfNumber !== null && keyOfNumber !== key) return 'number-taken';
  const keyOfSlug = await registry.keyOfSlug(slug);
  return keyOfSlug !== null && keyOfSlug !== key ? 'slug-taken' : null;
}

/** Removes a restore that has not been decided. The bytes of its files have clearing tasks of their own. */
export async function clearStaged(store: Store, key: number): Promise<void> {
  await clearStagedRecords(store, key);
  await store.commit([{ key: attemptKeys.attempt(key) }]);
}

export async function clearStagedRecords(store: Store, key: number): Promise<void> {
  const writer = new BatchWriter(store);
  for await (const rows of keyBatches(store, attemptKeys.staged(key)))
    await writer.add(rows.map((row) => ({ key: row })));
  await writer.flush();
}
