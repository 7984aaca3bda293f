import { DocumentCache } from '../documents/document.ts';
import { Fragments } from './formats/fragments.ts';
import { SourceCache } from './source-cache.ts';

/** Three formats share one source, and many feeds share one fragment; `bench/README.md` has the measurements. */
export interface FeedCaches {
  readonly documents: DocumentCache;
  readonly sources: SourceCache;
  readonly fragments: Fragments;
}

/** Maximum bytes per cache. */
export type CacheSizes = { readonly [C in keyof FeedCaches]: number };

export function openFeedCaches(bytes: CacheSizes): FeedCaches {
  return {
    documents: new DocumentCache(bytes.documents),
    sources: new SourceCache(bytes.sources),
    fragments: new Fragments(bytes.fragments),
  };
}
