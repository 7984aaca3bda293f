import { DocumentCache } from '../documents/document.ts';
import { Fragments } from './formats/fragments.ts';
import { SourceCache } from './source-cache.ts';

/**
 * What stands behind a feed read. Documents are what is sent; of the two others a publish lives, when no document is
 * there yet: three formats are made of one source, and an entry that stands in many feeds is rendered once a format.
 * `bench/README.md` says what each earns. The whole answers in front of them are Node's (`http/response-cache.ts`).
 */
export interface FeedCaches {
  readonly documents: DocumentCache;
  readonly sources: SourceCache;
  readonly fragments: Fragments;
}

/** The most bytes that each may hold. */
export type CacheSizes = { readonly [C in keyof FeedCaches]: number };

export function openFeedCaches(bytes: CacheSizes): FeedCaches {
  return {
    documents: new DocumentCache(bytes.documents),
    sources: new SourceCache(bytes.sources),
    fragments: new Fragments(bytes.fragments),
  };
}
