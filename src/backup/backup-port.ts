import type { Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { RebuildReport } from '../rebuild/rebuild.ts';

/** Some lines of an export, as they come with one request. */
export interface RestorePart {
  /** The same for all parts of a request, and no other's. */
  readonly attempt: string;
  readonly isFirst: boolean;
  readonly lines: readonly string[];
}

/** One portion of an export as NDJSON. */
export interface ExportPart {
  readonly text: string;
  /** The cursor of the next portion; null at the end. */
  readonly next: string | null;
}

export interface BackupPort {
  export(cursor: string | null): Promise<ExportPart>;
  /**
   * One portion of lines of an export. The newsroom must be empty, or closed by a restore that broke off. `malformed`;
   * `wrong-state` also once another restore has begun.
   */
  restore(part: RestorePart): Promise<Result<null>>;
  /** Ends a restore: timelines are built and everything becomes public at once. */
  finishRestore(attempt: string): Promise<Result<Newsroom>>;
  /** Compares the lists and timelines with the releases, the directory's too, mends what differs and counts it. */
  rebuild(): Promise<RebuildReport>;
}
