import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { Compress } from '../documents/document.ts';
import type { ReadDocument } from '../imports/document.ts';
import type { NewsroomPort } from '../newsroom/port.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { MediaStore } from '../storage/media-store.ts';

/** What may fail: the store's answers, its commits, and the tasks that are due. A platform checks what it can. */
export type HealthCheck = 'store' | 'writes' | 'tasks';

export type Health = { readonly [C in HealthCheck]?: 'ok' | 'failed' };

/** Everything the HTTP application stands on. */
export interface Service {
  readonly baseUrl: string;
  readonly adminToken: string | null;
  /** Where people write about what they cannot use: an e-mail address or a web page. Null: to the publisher. */
  readonly accessibilityContact: string | null;
  /** As premises have it: for documents that belong to no newsroom. */
  readonly compress: Compress;
  readonly now: () => Instant;
  readonly directory: DirectoryPort;
  newsroom(key: number): NewsroomPort;
  /** As the directory's registry says; what it found it may remember, for a slug is never given again. */
  keyOfSlug(slug: string): Promise<number | null>;
  /** Requests to other hosts; private ones are refused. */
  readonly outgoing: Outgoing;
  /** Reads a foreign document of at most `importBytes`. */
  readonly readDocument: ReadDocument;
  readonly importBytes: number;
  /** The address of another WebSub hub, which then delivers in our own's place; null for our own. */
  readonly externalHub: string | null;
  readonly allowPrivateHosts: boolean;
  /** The bytes of the newsrooms' libraries. */
  readonly media: MediaStore;
  /** False where a cache stands in front that slices whole answers itself. */
  readonly servesRanges: boolean;
  readonly log: Log;
  /** How the house is, at little cost and without a write as long as it is well. */
  health(): Promise<Health>;
}
