import type { Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { RebuildReport } from '../rebuild/rebuild.ts';
import type { Signer } from './signature.ts';

export interface RestorePart {
  /** An id that all parts of one restore request share. */
  readonly attempt: string;
  readonly isFirst: boolean;
  /** True with the operator's token: then the newsroom takes the slug and the number of the export. */
  readonly isOperator: boolean;
  readonly lines: readonly string[];
}

export interface ExportPart {
  /** NDJSON. */
  readonly text: string;
  /** The cursor of the next part; null at the end. */
  readonly next: string | null;
}

export interface Restored {
  readonly newsroom: Newsroom;
  readonly signer: Signer;
  readonly releases: number;
  readonly media: number;
  readonly subscribers: number;
  /** Subscribers of an export that nobody has signed, restored without the operator's token. */
  readonly subscribersLeftOut: number;
  /** Public variants with an entry id of another newsroom, which the feeds across newsrooms leave out. */
  readonly foreignEntries: number;
}

export interface BackupPort {
  /** Null begins an export, which is the newsroom at that time however long it takes. */
  export(cursor: string | null): Promise<ExportPart>;
  /** The rest of the export will not be asked for. */
  abandonExport(cursor: string): Promise<void>;
  /** Stages lines beside the newsroom, which must be empty. Fails with `malformed` or `wrong-state`. */
  restore(part: RestorePart): Promise<Result<null>>;
  /** Checks the whole export, and then switches it in. Fails with `malformed` or `wrong-state`; then nothing has changed. */
  finishRestore(attempt: string): Promise<Result<Restored>>;
  /** Clears what the attempt has staged, unless it is decided or overtaken. */
  abandonRestore(attempt: string): Promise<void>;
  /** Repairs the lists and timelines of the newsroom and of the directory from the releases. */
  rebuild(): Promise<RebuildReport>;
}
