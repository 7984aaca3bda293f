import { DocumentCache } from '../documents/document.ts';
import { VersionCache } from '../documents/version-cache.ts';
import type { FeedChanges } from './changing-feeds.ts';
import { Fragments } from './formats/fragments.ts';
import { SourceCache } from './source-cache.ts';

/** Three formats share one source, and many feeds share one fragment; `bench/README.md` has the measurements. */
export interface FeedCaches {
  readonly documents: DocumentCache;
  readonly sources: SourceCache;
  readonly fragments: Fragments;
  readonly changes: VersionCache<FeedChanges>;
}

/** Maximum bytes per cache. */
export type CacheSizes = { readonly [C in keyof FeedCaches]: number };

export function openFeedCaches(bytes: CacheSizes): FeedCaches {
  return {
    documents: new DocumentCache(bytes.documents),
    sources: new SourceCache(bytes.sources),
    fragments: new Fragments(bytes.fragments),
    changes: new VersionCache(bytes.changes, ({ body, state }) => body.length + state.length + 512),
  };
}
