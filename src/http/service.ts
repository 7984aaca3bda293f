import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { Compress } from '../documents/document.ts';
import type { ReadDocument } from '../imports/document.ts';
import type { NewsroomPort } from '../newsroom/port.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { MediaStore } from '../storage/media-store.ts';

/** A platform may leave checks out. */
export type HealthCheck = 'store' | 'writes' | 'tasks';

export type Health = { readonly [C in HealthCheck]?: 'ok' | 'failed' } & { readonly damage?: Damage };

/** What is known to be lost or damaged. None of it makes the service unavailable. */
export interface Damage {
  /** Media files that are missing, cut short or changed. */
  readonly files: number;
  /** Records that could not be read since the start. */
  readonly records: number;
  /** Acknowledged commits that were missing at a start. */
  readonly lostCommits: number;
}

export interface Service {
  readonly baseUrl: string;
  readonly adminToken: string | null;
  /** An e-mail address or a web page for accessibility feedback. Null refers people to the newsroom. */
  readonly accessibilityContact: string | null;
  readonly compress: Compress;
  readonly now: () => Instant;
  readonly directory: DirectoryPort;
  newsroom(key: number): NewsroomPort;
  /** Results of the directory's registry may be cached, because a slug is never given to another newsroom. */
  keyOfSlug(slug: string): Promise<number | null>;
  readonly outgoing: Outgoing;
  readonly readDocument: ReadDocument;
  readonly importBytes: number;
  /** URL of the WebSub hub that delivers instead of this service's own hub; null for the own hub. */
  readonly externalHub: string | null;
  readonly allowPrivateHosts: boolean;
  readonly media: MediaStore;
  /** False where an edge cache makes ranges from whole responses itself. */
  readonly supportsRanges: boolean;
  readonly log: Log;
  /** Must be cheap, and must not write while every check is ok. */
  health(): Promise<Health>;
}
