import { fail, ok, type Result } from '../base/problem.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { type RebuildReport, rebuild } from '../rebuild/rebuild.ts';
import { newsroomTarget } from '../rebuild/targets.ts';
import type { CommitParts } from '../repository/commit.ts';
import { enqueueDirectoryUpdate } from '../repository/directory-updates.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { BackupPort, ExportPart, RestorePart } from './backup-port.ts';
import { exportPart } from './export.ts';
import { beginRestore, finishRestore, type RestoreDependencies, restorePart } from './restore.ts';

export interface BackupDependencies {
  readonly media: MediaStore;
  readonly directory: DirectoryPort;
}

/** The whole newsroom as a file, out and in, and its lists worked out again. */
export class BackupService implements BackupPort {
  readonly #repository: NewsroomRepository;
  readonly #dependencies: BackupDependencies;
  readonly #parts: CommitParts;
  readonly #updater: { run(): Promise<void> };

  /** `updater` tells the directory what it has not been told yet. */
  constructor(
    repository: NewsroomRepository,
    dependencies: BackupDependencies,
    parts: CommitParts,
    updater: { run(): Promise<void> },
  ) {
    this.#repository = repository;
    this.#dependencies = dependencies;
    this.#parts = parts;
    this.#updater = updater;
  }

  export(cursor: string | null): Promise<ExportPart> {
    const { key, dependencies } = this.#repository;
    return exportPart({ store: dependencies.store, media: this.#dependencies.media }, key, cursor);
  }

  async restore(part: RestorePart): Promise<Result<null>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const begun = part.isFirst ? await beginRestore(this.#forRestore(), record, part) : ok(record);
      if (!begun.ok) return begun;
      if (record.restoring) this.#repository.setRecord(begun.value);
      const lines = part.isFirst ? part.lines.slice(1) : part.lines;
      const restored = await restorePart(this.#forRestore(), begun.value, part.attempt, lines);
      if (!restored.ok) return restored;
      this.#repository.setRecord(restored.value);
      return ok(null);
    });
  }

  async finishRestore(attempt: string): Promise<Result<Newsroom>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const restored = await finishRestore(this.#forRestore(), record, attempt);
      if (!restored.ok) return restored;
      this.#repository.setRecord(restored.value);
      return ok(restored.value.newsroom);
    });
  }

  async rebuild(): Promise<RebuildReport> {
    const { key, dependencies } = this.#repository;
    const { store, rearm } = dependencies;
    const own = await this.#repository.withLock(async () => {
      const record = await this.#repository.record();
      const number = record?.newsroom.number ?? key;
      const mended = await rebuild(newsroomTarget(store, { key, number }, this.#parts.projections));
      const transaction = store.transaction();
      // The directory lists the newsroom anew.
      enqueueDirectoryUpdate(transaction, key);
      // What is in caches was made of the rows as they were, those too that a rebuild before has mended and broken off.
      if (record === null || record.restoring) await transaction.commit();
      else await this.#repository.commitVersion(transaction, record);
      return { mended, number: record === null || record.restoring ? null : number };
    });
    rearm();
    if (own.number === null) return own.mended;
    // The directory's copies are up to date before its timeline is compared with them.
    await this.#updater.run();
    const shared = await this.#dependencies.directory.updates.rebuild(own.number);
    return { rows: own.mended.rows + shared.rows, repaired: own.mended.repaired + shared.repaired };
  }

  #forRestore(): RestoreDependencies {
    const { store, now, rearm } = this.#repository.dependencies;
    const { projections } = this.#parts;
    return { store, now, rearm, projections, ...this.#dependencies };
  }
}
