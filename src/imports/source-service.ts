import * as v from 'valibot';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import { parseRetryAfter } from '../outgoing/retry-after.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Stored } from '../storage/store.ts';
import * as field from '../validation/fields.ts';
import { parseInput } from '../validation/parse.ts';
import type { ReadDocument } from './document.ts';
import { fetchedFrom } from './document-source.ts';
import { contextOf, FETCH_LIMITS, fetchDocument, fetchError } from './fetch-document.ts';
import { type ImportOptions, importOptionFields } from './import-options.ts';
import { importKeys } from './keys.ts';
import { type ImportReport, type ItemImporter, runImport } from './run-import.ts';
import type { FollowError, FollowedSource, SourcePort } from './source-port.ts';

/** Seconds between two fetches. */
export const INTERVAL = { min: 60, max: 30 * 24 * 60 * 60, default: 60 * 60 } as const;
export const MAX_SOURCES = 100;
const MAX_REPORT_ENTRIES = 100;
/** Milliseconds. A failing source is fetched at least once a day, whatever `Retry-After` it sends. */
const MAX_WAIT = 24 * 60 * 60 * 1000;
/** Milliseconds after which a fetch is repeated when the process was killed. */
const LEASE = FETCH_LIMITS.timeout + 40_000;
const ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export const SourceBody = field.object({
  url: field.url,
  interval: v.optional(field.integer(INTERVAL.min, INTERVAL.max), INTERVAL.default),
  ...importOptionFields,
});

interface SourceRecord extends FollowedSource {
  readonly schema: 1;
  /** Validators of the last document (RFC 9110 section 8.8). */
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface SourceDependencies {
  readonly outgoing: Outgoing;
  readonly readDocument: ReadDocument;
}

export class SourceService implements SourcePort {
  readonly #repository: NewsroomRepository;
  readonly #importer: ItemImporter;
  readonly #dependencies: SourceDependencies;
  readonly #running = new Map<string, Promise<void>>();

  constructor(repository: NewsroomRepository, importer: ItemImporter, dependencies: SourceDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
    this.#importer = importer;
  }

  async list(): Promise<readonly FollowedSource[]> {
    const { store } = this.#repository.dependencies;
    const records = await store.getMany(await store.keys(importKeys.sources(this.#repository.key)));
    return records.filter(isSourceRecord).map(toFollowedSource);
  }

  async get(id: string): Promise<FollowedSource | null> {
    const record = await this.#read(id);
    return record === null ? null : toFollowedSource(record);
  }

  put(id: string, body: unknown): Promise<Result<{ source: FollowedSource; isNew: boolean }>> {
    return this.#repository.write(async () => {
      if (!ID.test(id)) return invalid({ pointer: 'id', code: 'malformed-source-id' });
      const { value, errors } = parseInput(SourceBody, body);
      if (value === undefined) return invalid(...errors);
      const before = await this.#read(id);
      const { store, now } = this.#repository.dependencies;
      if (before === null) {
        const others = await store.keys(importKeys.sources(this.#repository.key), { limit: MAX_SOURCES });
        if (others.length === MAX_SOURCES) {
          return invalid({ pointer: '', code: 'too-many', params: { max: MAX_SOURCES } });
        }
      }
      const isSameUrl = before?.url === value.url;
      // What is said of the document may change how it is read, so it is fetched whole again.
      const validators = isSameUrl && isSaidTheSame(before, value) ? {} : NO_VALIDATORS;
      const record: SourceRecord = {
        ...(isSameUrl ? before : newSourceFields(id, before?.createdAt ?? now())),
        ...value,
        ...validators,
        state: 'active',
        failures: 0,
        nextFetchAt: now(),
      };
      await this.#save(record);
      return ok({ source: toFollowedSource(record), isNew: before === null });
    });
  }

  remove(id: string): Promise<Result<null>> {
    return this.#repository.write(async () => {
      if ((await this.#read(id)) === null) return fail('not-found');
      await this.#repository.dependencies.store.commit([
        { key: importKeys.source(this.#repository.key, id) },
      ]);
      return ok(null);
    });
  }

  fetch(id: string): Promise<Result<FollowedSource>> {
    return this.#repository.write(async () => {
      const record = await this.#read(id);
      if (record === null) return fail('not-found');
      const dueNow: SourceRecord = { ...record, nextFetchAt: this.#repository.dependencies.now() };
      await this.#save(dueNow);
      return ok(toFollowedSource(dueNow));
    });
  }

  /**
   * Fetches the source when its record is due; a due row may be out of date. The fetch is not awaited, because the
   * scheduler must publish scheduled releases on time.
   */
  async fetchIfDue(id: string): Promise<void> {
    await this.#repository.withLock(async () => {
      const record = await this.#read(id);
      const { now } = this.#repository.dependencies;
      if (record?.nextFetchAt == null || record.nextFetchAt > now() || this.#running.has(id)) return;
      const leased = { ...record, nextFetchAt: now() + LEASE };
      await this.#save(leased);
      this.#running.set(
        id,
        this.#fetchAndSave(leased).finally(() => this.#running.delete(id)),
      );
    });
  }

  /** Resolves when no fetch is running. */
  async waitUntilIdle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #fetchAndSave(record: SourceRecord): Promise<void> {
    const outcome = await this.#fetchAndImport(record).catch(
      (): Partial<SourceRecord> => this.#failureFields(record, { code: 'fetch-failed' }, null),
    );
    await this.#repository.withLock(async () => {
      const current = await this.#read(record.id);
      // The source was removed or got another URL during the fetch.
      if (current?.url !== record.url) return;
      await this.#save({ ...current, ...outcome, lastFetchedAt: this.#repository.dependencies.now() });
    });
  }

  async #fetchAndImport(record: SourceRecord): Promise<Partial<SourceRecord>> {
    const { outgoing, readDocument } = this.#dependencies;
    const { now } = this.#repository.dependencies;
    const answer = await fetchDocument(outgoing, record.url, {
      ...(record.etag !== null && { 'if-none-match': record.etag }),
      ...(record.lastModified !== null && { 'if-modified-since': record.lastModified }),
    });
    if (answer.ok && answer.status === 304) return this.#successFields(record);
    const error = fetchError(answer);
    if (error !== null || !answer.ok) {
      const wait = answer.ok ? parseRetryAfter(answer.headers['retry-after'] ?? null, now()) : null;
      const status = answer.ok ? answer.status : null;
      return this.#failureFields(record, { code: 'fetch-failed', ...error }, status, wait);
    }
    const newsroom = (await this.#repository.record())?.newsroom;
    const document = await readDocument(answer.body, {
      ...contextOf(answer),
      website: newsroom?.website ?? null,
      defaultLanguage: newsroom?.defaultLanguage ?? 'fi',
      ...optionsOf(record),
    });
    if (!document.ok) {
      return this.#failureFields(record, { code: 'fetch-failed', refusal: document.refusal }, answer.status);
    }
    let report: ImportReport | null = null;
    for await (const progress of runImport(
      this.#importer,
      document.value.items,
      fetchedFrom(answer.permanentUrl),
    )) {
      if (!progress.ok) return this.#failureFields(record, { code: 'fetch-failed' }, answer.status);
      report = progress.value;
    }
    return {
      ...this.#successFields(record),
      lastReport: report === null ? null : truncatedReport(report),
      etag: answer.headers.etag ?? null,
      lastModified: answer.headers['last-modified'] ?? null,
    };
  }

  #successFields({ interval }: SourceRecord): Partial<SourceRecord> {
    const at = this.#repository.dependencies.now();
    const nextFetchAt = at + interval * 1000;
    return { state: 'active', failures: 0, lastError: null, lastSuccessAt: at, nextFetchAt };
  }

  /** The wait doubles after every failure. */
  #failureFields(
    { failures, interval }: SourceRecord,
    error: Pick<FollowError, 'code'> & Partial<FollowError>,
    status: number | null,
    requestedWait: number | null = null,
  ): Partial<SourceRecord> {
    const at = this.#repository.dependencies.now();
    const backOff = Math.min(interval * 1000 * 2 ** Math.min(failures, 20), MAX_WAIT);
    const wait = Math.min(Math.max(backOff, requestedWait ?? 0), MAX_WAIT);
    const isGone = status === 410;
    return {
      state: isGone ? 'gone' : 'failing',
      failures: failures + 1,
      nextFetchAt: isGone ? null : at + wait,
      lastError: { at, status, refusal: error.refusal ?? null, code: error.code },
    };
  }

  async #read(id: string): Promise<SourceRecord | null> {
    if (!ID.test(id)) return null;
    const record = await this.#repository.dependencies.store.get(importKeys.source(this.#repository.key, id));
    return isSourceRecord(record) ? record : null;
  }

  /** Also writes the due row of the next fetch. Earlier due rows stay and do nothing. */
  async #save(record: SourceRecord): Promise<void> {
    const { store, rearm } = this.#repository.dependencies;
    const { key } = this.#repository;
    const due = record.nextFetchAt;
    await store.commit([
      { key: importKeys.source(key, record.id), value: { ...record } },
      ...(due === null
        ? []
        : [
            {
              key: dueKeys.row(due, key, `source-${record.id}`),
              value: { key, task: 'source', source: record.id },
            },
          ]),
    ]);
    rearm();
  }
}

/** Records of older versions lack them. */
function optionsOf({ language = null, timezone = null }: Partial<ImportOptions>): ImportOptions {
  return { language, timezone };
}

function isSaidTheSame(before: Partial<ImportOptions>, after: ImportOptions): boolean {
  const { language, timezone } = optionsOf(before);
  return language === after.language && timezone === after.timezone;
}

const NO_VALIDATORS = { etag: null, lastModified: null } as const;

function newSourceFields(id: string, createdAt: Instant) {
  const never = { lastFetchedAt: null, lastSuccessAt: null, lastError: null, lastReport: null };
  return { schema: 1, id, createdAt, ...never, ...NO_VALIDATORS } as const;
}

function truncatedReport(report: ImportReport): ImportReport {
  const { refused, kept, uncertain, notes } = report;
  return {
    ...report,
    refused: refused.slice(0, MAX_REPORT_ENTRIES),
    kept: kept.slice(0, MAX_REPORT_ENTRIES),
    uncertain: uncertain.slice(0, MAX_REPORT_ENTRIES),
    notes: notes.slice(0, MAX_REPORT_ENTRIES),
  };
}

function toFollowedSource(record: SourceRecord): FollowedSource {
  const { schema, etag, lastModified, ...source } = record;
  return { ...source, ...optionsOf(record) };
}

function isSourceRecord(value: Stored | null | undefined): value is Stored & SourceRecord {
  return value?.schema === 1 && typeof value.url === 'string' && typeof value.interval === 'number';
}
