import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { CurrentVersions } from '../documents/current-version.ts';
import type { Compress, DocumentCache } from '../documents/document.ts';
import type { Fragments } from '../feeds/formats/fragments.ts';
import type { SourceCache } from '../feeds/source-cache.ts';
import type { ReadDocument } from '../imports/document.ts';
import type { Pace } from '../jobs/concurrency-limiter.ts';
import type { MediaStore } from '../media/media-store.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { Store } from '../storage/store.ts';
import type { MailTransport } from '../subscribers/mail/mailer.ts';

/** What a newsroom, or the directory, is given to work with. */
export interface Dependencies {
  readonly store: Store;
  readonly now: () => Instant;
  readonly baseUrl: string;
  readonly compress: Compress;
  readonly documents: DocumentCache;
  readonly sources: SourceCache;
  readonly currentVersions: CurrentVersions;
  readonly fragments: Fragments;
  readonly outgoing: Outgoing;
  /** The address of another WebSub hub, which then delivers in our own's place; null for our own. */
  readonly externalHub: string | null;
  readonly pace: Pace;
  /** At least 0, less than 1: spreads retries. */
  readonly random: () => number;
  /** What the operator is told. */
  readonly log: Log;
  /** Told after every commit that there may be something due sooner; must not throw. */
  readonly rearm: () => void;
}

export interface NewsroomDependencies extends Dependencies {
  /** The bytes of the library's files. */
  readonly media: MediaStore;
  /** Null where no mail can leave. */
  readonly mailTransport: MailTransport | null;
  readonly readDocument: ReadDocument;
  readonly directory: DirectoryPort;
}
