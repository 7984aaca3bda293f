import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { MediaItem } from '../domain/media-file.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Audience } from '../domain/representation.ts';
import type { Scope } from '../domain/scope.ts';
import type { FileState } from './media-faults.ts';
import type { MediaFile } from './media-request.ts';

/** An upload whose bytes are removed at `until` unless they become a file of the library. */
export interface StagedUpload {
  readonly blob: string;
  readonly until: Instant;
}

export interface MediaUpload {
  readonly staged: StagedUpload;
  readonly file: MediaFile;
  readonly name: string;
  /** Parsed JSON that is not validated; undefined when the client sent none. */
  readonly metadata: unknown;
}

export interface MediaWithNewsroom {
  readonly newsroom: Newsroom;
  readonly item: MediaItem;
  /** Key of the bytes in the media store. */
  readonly blob: string;
}

export interface MediaQuery {
  readonly limit: number;
  readonly cursor: string | null;
  readonly audience: Audience;
}

export interface MediaPage {
  readonly newsroom: Newsroom;
  readonly items: readonly MediaItem[];
  readonly next: string | null;
}

export interface MediaPort {
  /** The bytes must be stored before `put`. */
  stage(): Promise<Result<StagedUpload>>;
  /**
   * Makes stored bytes a file of the library. When the library has the same bytes, only the metadata of that file changes.
   * On failure the bytes are removed. `forbidden` when the token's scope, `administer` where none is given, does not include
   * `publish` and everybody may read the file or could afterwards; the same bytes without a change of their metadata need
   * `write` only.
   */
  put(upload: MediaUpload, scope?: Scope): Promise<Result<{ media: MediaWithNewsroom; isNew: boolean }>>;
  get(id: string, audience: Audience): Promise<MediaWithNewsroom | null>;
  list(query: MediaQuery): Promise<Result<MediaPage>>;
  /** Compares the file with its record, for a reader who met other bytes. Null without a record. */
  check(id: string): Promise<FileState | null>;
  /** Problems: `not-found`, `forbidden` as of `put`, `precondition-required`, `stale`, `invalid`. */
  patch(id: string, ifMatch: string | null, body: unknown, scope?: Scope): Promise<Result<MediaWithNewsroom>>;
  /** Problems: `not-found`; `wrong-state` while a release that is not withdrawn refers to the file. */
  remove(id: string): Promise<Result<null>>;
}
