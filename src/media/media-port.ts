import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { MediaItem } from '../domain/media-file.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Audience } from '../domain/representation.ts';
import type { MediaFile } from './media-request.ts';

/** Bytes that are about to be stored, and until when they may wait to become a file of the library. */
export interface StagedUpload {
  /** Their key in the media store. */
  readonly blob: string;
  readonly until: Instant;
}

/** A file that was stored and looked at. */
export interface MediaUpload {
  readonly staged: StagedUpload;
  readonly file: MediaFile;
  /** What its sender calls it; empty when it has no name. */
  readonly name: string;
  /** Parsed JSON; undefined when nothing was said. */
  readonly words: unknown;
}

export interface MediaWithNewsroom {
  readonly newsroom: Newsroom;
  readonly item: MediaItem;
  /** Key of the bytes in the media store. */
  readonly blob: string;
}

export interface MediaQuery {
  /** 1 to 100. */
  readonly limit: number;
  readonly cursor: string | null;
  /** The public is not shown what only drafts and embargoed releases refer to. */
  readonly audience: Audience;
}

export interface MediaPage {
  readonly newsroom: Newsroom;
  /** Newest first. */
  readonly items: readonly MediaItem[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

export interface MediaPort {
  /** Where to store bytes before `put`. What becomes no file of the library by then is taken away. */
  stage(): Promise<Result<StagedUpload>>;
  /**
   * Makes stored bytes a file of the library, and takes `staged` over whatever comes of it. The same bytes are the same
   * file: words that come with them are its new words.
   */
  put(upload: MediaUpload): Promise<Result<{ held: MediaWithNewsroom; isNew: boolean }>>;
  /** Null when there is no such file. */
  get(id: string, audience: Audience): Promise<MediaWithNewsroom | null>;
  list(query: MediaQuery): Promise<Result<MediaPage>>;
  /** `not-found`, `precondition-required`, `stale`, `invalid`. */
  patch(id: string, ifMatch: string | null, body: unknown): Promise<Result<MediaWithNewsroom>>;
  /** `not-found`; `wrong-state` while a release that is not withdrawn refers to it. */
  remove(id: string): Promise<Result<null>>;
}
