import type { Compress, DocumentCache } from '../document/document.ts';
import type { Log } from '../log.ts';
import type { MediaStore } from '../media/store.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { Fragments } from '../render/fragments.ts';
import type { Store } from '../store/store.ts';
import type { Instant } from '../time/instant.ts';
import type { Editions } from './edition.ts';
import type { Pace } from './hub/desk.ts';
import type { ReadDocument } from './imports/import-run.ts';
import type { DirectoryPort } from './port.ts';
import type { SourceCache } from './source-cache.ts';
import type { Post } from './subscribers/mailroom.ts';

/** What a newsroom, or the directory, is given to work with. */
export interface Premises {
  readonly store: Store;
  readonly now: () => Instant;
  readonly baseUrl: string;
  readonly compress: Compress;
  readonly documents: DocumentCache;
  readonly sources: SourceCache;
  readonly editions: Editions;
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

export interface NewsroomPremises extends Premises {
  /** The bytes of the library's files. */
  readonly media: MediaStore;
  /** Null where no mail can leave. */
  readonly post: Post | null;
  readonly readDocument: ReadDocument;
  readonly directory: DirectoryPort;
}
