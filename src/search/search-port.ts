import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { Format } from '../domain/feed-name.ts';
import type { SearchOrder } from '../domain/page-name.ts';

/** What somebody looks for among a newsroom's public variants in one language. */
export interface SearchQuery {
  readonly language: Language;
  /** As typed, any text: see `search/query.ts`. */
  readonly words: string;
  /** `best`: those with all the words in the title first, then in title, lead and keywords; among equals the newest. */
  readonly order: SearchOrder;
  /** The `next` of the page before; null for the first. */
  readonly cursor: string | null;
  /** 1 to 100. */
  readonly limit: number;
}

export interface SearchPage {
  /** Of the releases found, in the order asked. */
  readonly numbers: readonly number[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

export interface SearchFeedQuery {
  readonly language: Language;
  /** As typed. */
  readonly words: string;
  readonly format: Format;
}

export interface SearchPort {
  /** `not-found` for a language the newsroom does not have, `invalid` for a cursor that is none. */
  find(query: SearchQuery): Promise<Result<SearchPage>>;
  /** The fifty newest found, as a feed. `not-found` as above. */
  feed(query: SearchFeedQuery): Promise<Result<EncodedDocument>>;
}
