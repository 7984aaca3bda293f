import type { Compress } from '../documents/document.ts';
import type { Store } from '../storage/store.ts';
import type { FeedCaches } from './caches.ts';

export interface FeedDependencies {
  readonly compress: Compress;
  readonly caches: FeedCaches;
  readonly store: Pick<Store, 'pause'>;
  /** The address of an external WebSub hub; null when this service is the hub. */
  readonly externalHub: string | null;
}
