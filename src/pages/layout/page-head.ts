import type { Language } from '../../base/locale/language.ts';
import type { Instant } from '../../base/time/instant.ts';
import type { FeedLink } from '../parts/feed-links.tsx';
import type { ArticleImage } from './article-image.ts';

/** Addresses are absolute, texts are plain. */
export interface PageHead {
  readonly title: string;
  /** One or two sentences; null when there is nothing to describe. */
  readonly description: string | null;
  /** Null for a page without an address of its own, such as an error. */
  readonly canonical: string | null;
  /** The addresses of the page in each language, its own included; `x-default` is the address that negotiates. */
  readonly alternates: readonly { readonly hreflang: Language | 'x-default'; readonly url: string }[];
  /** The feeds in the page's own language come first. */
  readonly feeds: readonly FeedLink[];
  readonly robots: 'noindex' | null;
  /** The addresses of a list's first page and of the page after this one. */
  readonly first?: string | null;
  readonly next?: string | null;
  readonly article?: SharedArticle | undefined;
  /** JSON-LD. */
  readonly structuredData?: object | undefined;
}

/** The head of a page that no search engine shows and that has no address of its own. */
export function unlistedHead(title: string): PageHead {
  return { title, description: null, canonical: null, alternates: [], feeds: [], robots: 'noindex' };
}

/** The Open Graph properties of a release that other pages do not have. */
export interface SharedArticle {
  /** The title without the publisher's name, which `siteName` gives. */
  readonly title: string;
  readonly siteName: string;
  readonly language: Language;
  readonly publishedAt: Instant;
  readonly updatedAt: Instant;
  readonly keywords: readonly string[];
  readonly image: ArticleImage | null;
}
