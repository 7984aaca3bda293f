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
  /** One part of the newsroom's sitemap; `not-found` where nothing of it is public. */
  get(query: SitemapQuery): Promise<Result<EncodedDocument>>;
}

export type Discovery =
  /** The parts of all newsrooms' sitemaps. */
  | { readonly kind: 'sitemap-index' }
  /** What was published in the last two days. */
  | { readonly kind: 'news-sitemap' }
  /** Every newsroom's feed: in one language, or in all, language by language. */
  | { readonly kind: 'opml'; readonly language: Language | null };

export interface DiscoveryQuery {
  readonly discovery: Discovery;
  readonly encoding: Encoding | null;
}

export interface DiscoveryPort {
  get(query: DiscoveryQuery): Promise<Result<EncodedDocument>>;
}
