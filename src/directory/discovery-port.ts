import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { Encoding } from '../negotiation/encoding.ts';

export interface SitemapQuery {
  /** From 1. */
  readonly part: number;
  readonly encoding: Encoding | null;
}

export interface SitemapPort {
  /** `not-found` when the part has no public release. */
  get(query: SitemapQuery): Promise<Result<EncodedDocument>>;
}

export type Discovery =
  | { readonly kind: 'sitemap-index' }
  /** Variants that were published in the last two days. */
  | { readonly kind: 'news-sitemap' }
  /** Null for all languages, in one group per language. */
  | { readonly kind: 'opml'; readonly language: Language | null };

export interface DiscoveryQuery {
  readonly discovery: Discovery;
  readonly encoding: Encoding | null;
}

export interface DiscoveryPort {
  get(query: DiscoveryQuery): Promise<Result<EncodedDocument>>;
}
