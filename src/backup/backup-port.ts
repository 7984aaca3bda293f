import type { Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { RebuildReport } from '../rebuild/rebuild.ts';

export interface RestorePart {
  /** An id that all parts of one restore request share. */
  readonly attempt: string;
  readonly isFirst: boolean;
  readonly lines: readonly string[];
}

export interface ExportPart {
  /** NDJSON. */
  readonly text: string;
  /** The cursor of the next part; null at the end. */
  readonly next: string | null;
}

export interface BackupPort {
  export(cursor: string | null): Promise<ExportPart>;
  /** The newsroom must be empty or closed by an interrupted restore. Fails with `malformed` or `wrong-state`. */
  restore(part: RestorePart): Promise<Result<null>>;
  /** Builds the lists and timelines, and then opens the newsroom with one commit. */
  finishRestore(attempt: string): Promise<Result<Newsroom>>;
  /** Repairs the lists and timelines of the newsroom and of the directory from the releases. */
  rebuild(): Promise<RebuildReport>;
}
