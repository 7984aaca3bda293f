import { fail, ok, type Result } from '../base/problem.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { type RebuildReport, rebuild } from '../rebuild/rebuild.ts';
import { newsroomTarget } from '../rebuild/targets.ts';
import type { CommitParts } from '../repository/commit.ts';
import { enqueueProfileUpdate } from '../repository/directory-updates.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { BackupPort, ExportPart, RestorePart } from './backup-port.ts';
import { exportPart } from './export.ts';
import { beginRestore, finishRestore, type RestoreDependencies, restorePart } from './restore.ts';
import type { ExportSecrets } from './signature.ts';

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

  export(cursor: string | null): Promise<ExportPart> {
    const { key, dependencies } = this.#repository;
    return exportPart({ store: dependencies.store, ...this.#dependencies }, key, cursor);
  }

  async restore(part: RestorePart): Promise<Result<null>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const begun = part.isFirst ? await beginRestore(this.#restoreDependencies(), record, part) : ok(record);
      if (!begun.ok) return begun;
      if (record.restoring) this.#repository.setRecord(begun.value);
      const lines = part.isFirst ? part.lines.slice(1) : part.lines;
      const restored = await restorePart(this.#restoreDependencies(), begun.value, part.attempt, lines);
      if (!restored.ok) return restored;
      this.#repository.setRecord(restored.value);
      return ok(null);
    });
  }

  async finishRestore(attempt: string): Promise<Result<Newsroom>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const restored = await finishRestore(this.#restoreDependencies(), record, attempt);
      if (!restored.ok) return restored;
      this.#repository.setRecord(restored.value);
      return ok(restored.value.newsroom);
    });
  }

  async rebuild(): Promise<RebuildReport> {
    const { key, dependencies } = this.#repository;
    const { store, rearm } = dependencies;
    const { report, publicNumber } = await this.#repository.withLock(async () => {
      const record = await this.#repository.record();
      const number = record?.newsroom.number ?? key;
      const newsroomReport = await rebuild(newsroomTarget(store, { key, number }, this.#parts.projections));
      const transaction = store.transaction();
      enqueueProfileUpdate(transaction, key);
      // Cached documents may contain wrong rows, also rows that an interrupted rebuild has repaired.
      if (record === null || record.restoring) await transaction.commit();
      else await this.#repository.commitVersion(transaction, record);
      const isClosed = record === null || record.restoring;
      return { report: newsroomReport, publicNumber: isClosed ? null : number };
    });
    rearm();
    if (publicNumber === null) return report;
    // The directory rebuilds its timeline from its own copies of the releases, so these must be up to date.
    await this.#directoryUpdater.run();
    const directoryReport = await this.#dependencies.directory.updates.rebuild(publicNumber);
    return { rows: report.rows + directoryReport.rows, repaired: report.repaired + directoryReport.repaired };
  }

  #restoreDependencies(): RestoreDependencies {
    const { store, now, rearm } = this.#repository.dependencies;
    const { projections } = this.#parts;
    return { store, now, rearm, projections, ...this.#dependencies };
  }
}
