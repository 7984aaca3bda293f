import type { Compress } from '../documents/document.ts';
import type { FeedCaches } from './caches.ts';

/** What rendering a feed takes beside the releases. */
export interface FeedDependencies {
  readonly compress: Compress;
  readonly caches: FeedCaches;
  /** The address of another WebSub hub, which then delivers in our own's place; null for our own. */
  readonly externalHub: string | null;
}
