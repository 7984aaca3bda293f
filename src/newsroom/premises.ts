import type { Compress, DocumentCache } from '../document/document.ts';
import type { Store } from '../store/store.ts';
import type { Instant } from '../time/instant.ts';
import type { DirectoryPort } from './port.ts';

/** What a newsroom, or the directory, is given to work with. */
export interface Premises {
  readonly store: Store;
  readonly now: () => Instant;
  readonly baseUrl: string;
  readonly compress: Compress;
  readonly documents: DocumentCache;
  /** Told after every commit that there may be something due sooner; must not throw. */
  readonly rearm: () => void;
}

export interface NewsroomPremises extends Premises {
  readonly directory: DirectoryPort;
}
