import * as v from 'valibot';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import { retryAfter } from '../outgoing/retry-after.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Stored } from '../storage/store.ts';
import * as field from '../validation/fields.ts';
import { read } from '../validation/parse.ts';
import type { ReadDocument } from './document.ts';
import { FETCH_LIMITS, fetchDocument, fetchError } from './fetch-document.ts';
import { importKeys } from './keys.ts';
import { type Importing, type ImportReport, runImport } from './run-import.ts';
import type { FollowError, FollowedSource, SourcePort } from './source-port.ts';

/** Seconds between two fetches: a minute to thirty days, an hour when nothing is said. */
export const INTERVAL = { least: 60, most: 30 * 24 * 60 * 60, usual: 60 * 60 } as const;
/** Sources a newsroom follows. */
export const MOST_SOURCES = 100;
/** Entries of each list in a report that is kept. */
const KEPT_ENTRIES = 100;
/** However often it fails, and whatever it asks for, it is tried again within a day. */
const LONGEST_WAIT = 24 * 60 * 60 * 1000;
/** A fetch that a kill has cut off is taken up again after this. */
const LEASE = FETCH_LIMITS.timeout + 40_000;
const ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** `PUT …/sources/{id}`. */
export const SourceBody = field.fields({
  url: field.url,
  interval: v.optional(field.integer(INTERVAL.least, INTERVAL.most), INTERVAL.usual),
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

/** Feeds elsewhere, fetched when they are due and brought in as any other document. */
export class SourceService implements SourcePort {
  readonly #repository: NewsroomRepository;
  readonly #imports: Importing;
  readonly #dependencies: SourceDependencies;
  readonly #running = new Map<string, Promise<void>>();

  constructor(repository: NewsroomRepository, imports: Importing, dependencies: SourceDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
    this.#imports = imports;
  }

  async list(): Promise<readonly FollowedSource[]> {
    const { store } = this.#repository.dependencies;
    const records = await store.getMany(await store.keys(importKeys.sources(this.#repository.key)));
    return records.filter(isSourceRecord).map(shown);
  }

  async get(id: string): Promise<FollowedSource | null> {
    const record = await this.#read(id);
    return record === null ? null : shown(record);
  }

  put(id: string, body: unknown): Promise<Result<{ source: FollowedSource; isNew: boolean }>> {
    return this.#repository.write(async () => {
      if (!ID.test(id)) return invalid({ pointer: 'id', code: 'malformed-source-id' });
      const { value, errors } = read(SourceBody, body);
      if (value === undefined) return invalid(...errors);
      const before = await this.#read(id);
      const { store, now } = this.#repository.dependencies;
      if (before === null) {
        const others = await store.keys(importKeys.sources(this.#repository.key), { limit: MOST_SOURCES });
        if (others.length === MOST_SOURCES) {
          return invalid({ pointer: '', code: 'too-many', params: { max: MOST_SOURCES } });
        }
      }
      const isSame = before?.url === value.url;
      const record: SourceRecord = {
        ...(isSame ? before : fresh(id, before?.createdAt ?? now())),
        ...value,
        state: 'active',
        failures: 0,
        nextFetchAt: now(),
      };
      await this.#save(record);
      return ok({ source: shown(record), isNew: before === null });
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
      const asked: SourceRecord = { ...record, nextFetchAt: this.#repository.dependencies.now() };
      await this.#save(asked);
      return ok(shown(asked));
    });
  }

  /**
   * The alarm's work. Whether it is due is the record's to say: an alarm may be one that a change has overtaken. The
   * fetch goes on by itself, because the alarm has embargoes to lift on time.
   */
  async follow(id: string): Promise<void> {
    await this.#repository.withLock(async () => {
      const record = await this.#read(id);
      const { now } = this.#repository.dependencies;
      if (record?.nextFetchAt == null || record.nextFetchAt > now() || this.#running.has(id)) return;
      const leased = { ...record, nextFetchAt: now() + LEASE };
      await this.#save(leased);
      this.#running.set(
        id,
        this.#ask(leased).finally(() => this.#running.delete(id)),
      );
    });
  }

  /** When what is being fetched has been brought in. */
  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #ask(record: SourceRecord): Promise<void> {
    const outcome = await this.#bringIn(record).catch(
      (): Partial<SourceRecord> => this.#failed(record, { code: 'fetch-failed' }, null),
    );
    await this.#repository.withLock(async () => {
      const present = await this.#read(record.id);
      // It was removed, or given another address, meanwhile.
      if (present?.url !== record.url) return;
      await this.#save({ ...present, ...outcome, lastFetchedAt: this.#repository.dependencies.now() });
    });
  }

  async #bringIn(record: SourceRecord): Promise<Partial<SourceRecord>> {
    const { outgoing, readDocument } = this.#dependencies;
    const { now } = this.#repository.dependencies;
    const answer = await fetchDocument(outgoing, record.url, {
      ...(record.etag !== null && { 'if-none-match': record.etag }),
      ...(record.lastModified !== null && { 'if-modified-since': record.lastModified }),
    });
    if (answer.ok && answer.status === 304) return this.#went(record);
    const error = fetchError(answer);
    if (error !== null || !answer.ok) {
      const wait = answer.ok ? retryAfter(answer.headers['retry-after'] ?? null, now()) : null;
      const status = answer.ok ? answer.status : null;
      return this.#failed(record, { code: 'fetch-failed', ...error }, status, wait);
    }
    const newsroom = (await this.#repository.record())?.newsroom;
    const document = await readDocument(answer.body, {
      contentType: answer.headers['content-type'] ?? null,
      contentLanguage: answer.headers['content-language'] ?? null,
      url: answer.url,
      website: newsroom?.website ?? null,
      defaultLanguage: newsroom?.defaultLanguage ?? 'fi',
    });
    if (!document.ok) {
      return this.#failed(record, { code: 'fetch-failed', refusal: document.refusal }, answer.status);
    }
    let report: ImportReport | null = null;
    for await (const soFar of runImport(this.#imports, document.value.items)) {
      if (!soFar.ok) return this.#failed(record, { code: 'fetch-failed' }, answer.status);
      report = soFar.value;
    }
    return {
      ...this.#went(record),
      lastReport: report === null ? null : cut(report),
      etag: answer.headers.etag ?? null,
      lastModified: answer.headers['last-modified'] ?? null,
    };
  }

  #went({ interval }: SourceRecord): Partial<SourceRecord> {
    const at = this.#repository.dependencies.now();
    const nextFetchAt = at + interval * 1000;
    return { state: 'active', failures: 0, lastError: null, lastSuccessAt: at, nextFetchAt };
  }

  /** Twice as long after every failure in a row; a source that is gone is asked no more. */
  #failed(
    { failures, interval }: SourceRecord,
    error: Pick<FollowError, 'code'> & Partial<FollowError>,
    status: number | null,
    asked: number | null = null,
  ): Partial<SourceRecord> {
    const at = this.#repository.dependencies.now();
    const backOff = Math.min(interval * 1000 * 2 ** Math.min(failures, 20), LONGEST_WAIT);
    const wait = Math.min(Math.max(backOff, asked ?? 0), LONGEST_WAIT);
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

  /** With the alarm for its next fetch. An alarm that is set earlier finds that there is nothing to do. */
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

function fresh(id: string, createdAt: Instant) {
  const never = { lastFetchedAt: null, lastSuccessAt: null, lastError: null, lastReport: null };
  return { schema: 1, id, createdAt, ...never, etag: null, lastModified: null } as const;
}

function cut(report: ImportReport): ImportReport {
  const { refused, kept, uncertain } = report;
  return {
    ...report,
    refused: refused.slice(0, KEPT_ENTRIES),
    kept: kept.slice(0, KEPT_ENTRIES),
    uncertain: uncertain.slice(0, KEPT_ENTRIES),
  };
}

function shown({ schema, etag, lastModified, ...source }: SourceRecord): FollowedSource {
  return source;
}

function isSourceRecord(value: Stored | null | undefined): value is Stored & SourceRecord {
  return value?.schema === 1 && typeof value.url === 'string' && typeof value.interval === 'number';
}
