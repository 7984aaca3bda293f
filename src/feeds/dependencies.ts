import type { Compress } from '../documents/document.ts';
import type { FeedCaches } from './caches.ts';

export interface FeedDependencies {
  readonly compress: Compress;
  readonly caches: FeedCaches;
  /** The address of an external WebSub hub; null when this service is the hub. */
  readonly externalHub: string | null;
}
