import { Lock } from '../base/lock.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import { type RebuildReport, rebuild } from '../rebuild/rebuild.ts';
import { newsroomTarget } from '../rebuild/targets.ts';
import type { CommitParts } from '../repository/commit.ts';
import { enqueueProfileUpdate } from '../repository/directory-updates.ts';
import type { NewsroomRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { MediaStore } from '../storage/media-store.ts';
import { type Attempt, readAttempt, writeTask } from './attempt.ts';
import type { BackupPort, ExportPart, Restored, RestorePart } from './backup-port.ts';
import { checkStaged } from './check-staged.ts';
import { clearClosedNewsroom } from './closed-newsroom.ts';
import { restoreCopies } from './directory-copies.ts';
import { closeExport, EXPORT_MILLISECONDS, exportPart, exportTask } from './export.ts';
import type { ExportSecrets } from './signature.ts';
import {
  beginRestore,
  clearStaged,
  faultyLine,
  identityConflict,
  isEmpty,
  type RestoreDependencies,
  STAGED_MILLISECONDS,
  stagePart,
} from './staging.ts';
import { COMPLETION_DELAY, completeRestore, decideRestore, hasTrustedReaders } from './switch.ts';

export interface BackupDependencies {
  readonly media: MediaStore;
  readonly directory: DirectoryPort;
  readonly exportSecrets: ExportSecrets;
}

export class BackupService implements BackupPort {
  readonly #repository: NewsroomRepository;
  readonly #dependencies: BackupDependencies;
  readonly #parts: CommitParts;
  readonly #directoryUpdater: { run(): Promise<void> };
  /** A rebuild goes on by portions of the repository's lock, and a restore must not come between them. */
  readonly #longWork = new Lock();
  #isRebuilding = false;
  #isCompleting = false;
  /** When the last part of each export was asked for, by snapshot. */
  readonly #exports = new Map<string, Instant>();

  constructor(
    repository: NewsroomRepository,
    dependencies: BackupDependencies,
    parts: CommitParts,
    directoryUpdater: { run(): Promise<void> },
  ) {
    this.#repository = repository;
    this.#dependencies = dependencies;
    this.#parts = parts;
    this.#directoryUpdater = directoryUpdater;
  }

  async export(cursor: string | null): Promise<ExportPart> {
    const { key, dependencies } = this.#repository;
    const { store, now, rearm } = dependencies;
    const part = await exportPart({ store, now, rearm, ...this.#dependencies }, key, cursor);
    const snapshot = (part.next ?? cursor)?.split('|')[0] ?? '';
    if (part.next === null) this.#exports.delete(snapshot);
    else this.#exports.set(snapshot, now());
    return part;
  }

  /** True while the bytes of files must stay, because an export may still read them. */
  get isExporting(): boolean {
    return this.#exports.size > 0;
  }

  async abandonExport(cursor: string): Promise<void> {
    const { key, dependencies } = this.#repository;
    const [snapshot = ''] = cursor.split('|');
    this.#exports.delete(snapshot);
    await closeExport(dependencies, key, snapshot);
  }

  /** Closes the snapshot of an export that has broken off. */
  async closeOldExport(snapshot: string): Promise<void> {
    const { key, dependencies } = this.#repository;
    const { store, now } = dependencies;
    const closeAt = (this.#exports.get(snapshot) ?? 0) + EXPORT_MILLISECONDS;
    if (closeAt > now()) return store.commit([exportTask(key, closeAt, snapshot)]);
    this.#exports.delete(snapshot);
    await store.closeSnapshot(snapshot);
  }

  async restore(part: RestorePart): Promise<Result<null>> {
    const { key } = this.#repository;
    const staged = await this.#writeRestore(async () => {
      const record = await this.#openRecord(part.isFirst);
      if (record === null) return fail('not-found');
      const begun = part.isFirst ? await beginRestore(this.#restoreDependencies(), record, part) : ok(null);
      if (!begun.ok) return begun;
      const lines = part.isFirst ? part.lines.slice(1) : part.lines;
      return stagePart(this.#restoreDependencies(), key, part.attempt, lines);
    });
    if (!staged.ok) await this.abandonRestore(part.attempt);
    return staged;
  }

  async finishRestore(id: string): Promise<Result<Restored>> {
    const finished = await this.#writeRestore(async () => {
      const record = await this.#repository.record();
      return record === null ? fail('not-found') : this.#finish(record, id);
    });
    if (finished.ok) await this.#updateDirectory();
    else await this.abandonRestore(id);
    return finished;
  }

  #writeRestore<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    return this.#longWork.run(() => this.#repository.write(work));
  }

  async abandonRestore(id: string): Promise<void> {
    const { key, dependencies } = this.#repository;
    await this.#repository.withLock(async () => {
      const attempt = await readAttempt(dependencies.store, key);
      if (attempt?.id === id && attempt.phase === 'receiving') await clearStaged(dependencies.store, key);
    });
  }

  /** `isRestart` when no process can go on with a restore, so that one that was not decided is cleared at once. */
  async continueRestore(isRestart = false): Promise<void> {
    const { key, dependencies } = this.#repository;
    const { store, now } = dependencies;
    const laterTask = async (at: Instant) => {
      const transaction = store.transaction();
      writeTask(transaction, key, at);
      await transaction.commit();
    };
    // The newsroom's other tasks must not wait until a rebuild has ended.
    if (this.#isCompleting || this.#isRebuilding) return laterTask(now() + COMPLETION_DELAY);
    const continued = await this.#repository.write(async () => {
      const attempt = await readAttempt(store, key);
      const record = await this.#repository.record();
      if (attempt === null || record === null) return ok(null);
      const clearAt = attempt.at + STAGED_MILLISECONDS;
      if (attempt.phase === 'switching') await this.#complete(record, attempt);
      else if (isRestart || clearAt <= now()) await clearStaged(store, key);
      else await laterTask(clearAt);
      return ok(null);
    });
    if (!continued.ok) throw new Error('the restore is not completed');
    if (isRestart) await this.#updateDirectory();
  }

  /** On failure the task of the outbox sends the rest. */
  async #updateDirectory(): Promise<void> {
    await this.#directoryUpdater.run().catch(() => this.#repository.dependencies.rearm());
  }

  /** A restore of an earlier version may have left the newsroom closed; the next one empties it first. */
  async #openRecord(isFirst: boolean): Promise<NewsroomRecord | null> {
    const record = await this.#repository.record();
    if (!isFirst || record?.restoring !== true) return record;
    const { store } = this.#repository.dependencies;
    if ((await readAttempt(store, record.key))?.phase === 'switching') return record;
    const opened = await clearClosedNewsroom(this.#restoreDependencies(), record);
    this.#repository.setRecord(opened);
    return opened;
  }

  async #finish(record: NewsroomRecord, id: string): Promise<Result<Restored>> {
    const dependencies = this.#restoreDependencies();
    const { store, directory } = dependencies;
    const { key } = record;
    const attempt = await readAttempt(store, key);
    if (attempt?.id !== id || attempt.phase !== 'receiving')
      return fail('wrong-state', { rule: 'restore-overtaken' });
    // The export is cut short.
    if (attempt.signer === undefined) return faultyLine(attempt.records + 1, 'export-count');
    const checked = await checkStaged(dependencies, key, attempt);
    if (!checked.ok) return checked;
    if (!(await isEmpty(store, record))) return fail('wrong-state', { rule: 'newsroom-not-empty' });
    const { slug, number } = attempt.newsroom;
    const rule = await identityConflict(directory, attempt.newsroom, key);
    if (rule !== null) return fail('wrong-state', { rule });
    if (attempt.isOperator) {
      const claimed = await directory.registry.claimNumber(number, key);
      if (!claimed.ok) return claimed;
      const reserved = await directory.registry.reserve(slug, key);
      if (!reserved.ok) return fail('wrong-state', { rule: 'slug-taken' });
    }
    const decided = await decideRestore(dependencies, record, attempt);
    this.#repository.setRecord(decided);
    const { newsroom } = await this.#complete(decided, attempt);
    const { subscribers: readers, ...counts } = checked.value;
    const subscribers = hasTrustedReaders(attempt) ? readers : 0;
    const { signer } = attempt;
    return ok({ newsroom, signer, ...counts, subscribers, subscribersLeftOut: readers - subscribers });
  }

  async #complete(record: NewsroomRecord, attempt: Attempt): Promise<NewsroomRecord> {
    this.#isCompleting = true;
    try {
      const written = await completeRestore(this.#restoreDependencies(), record, attempt);
      this.#repository.setRecord(written);
      return written;
    } finally {
      this.#isCompleting = false;
    }
  }

  rebuild(): Promise<RebuildReport> {
    return this.#longWork.run(async () => {
      this.#isRebuilding = true;
      try {
        return await this.#rebuild();
      } finally {
        this.#isRebuilding = false;
      }
    });
  }

  async #rebuild(): Promise<RebuildReport> {
    const { key, dependencies } = this.#repository;
    const { store, rearm } = dependencies;
    const number = (await this.#repository.record())?.newsroom.number ?? key;
    const target = newsroomTarget(store, { key, number }, this.#parts.projections);
    const report = await rebuild(target, this.#repository);
    const isClosed = await this.#repository.withLock(async () => {
      const record = await this.#repository.publicRecord();
      const transaction = store.transaction();
      enqueueProfileUpdate(transaction, key);
      // Cached documents may contain wrong rows, also rows that an interrupted rebuild has repaired.
      if (record === null) await transaction.commit();
      else await this.#repository.commitVersion(transaction, record);
      return record === null;
    });
    rearm();
    if (isClosed) return report;
    // The directory rebuilds its timeline from its own copies of the releases, so these must be up to date.
    await this.#directoryUpdater.run();
    const { updates } = this.#dependencies.directory;
    const copies = await restoreCopies(store, { key, number }, updates);
    const directoryReport = await updates.rebuild(number);
    const repaired = report.repaired + copies + directoryReport.repaired;
    return { rows: report.rows + directoryReport.rows, repaired };
  }

  #restoreDependencies(): RestoreDependencies {
    const { store, now, rearm, sanitizeBodies } = this.#repository.dependencies;
    const { projections } = this.#parts;
    return { store, now, rearm, sanitizeBodies, projections, ...this.#dependencies };
  }
}
