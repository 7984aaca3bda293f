import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { Format } from '../domain/feed-name.ts';
import type { SearchOrder } from '../domain/page-name.ts';

export interface SearchQuery {
  readonly language: Language;
  readonly words: string;
  /** `best` ranks by title, then by title, lead and keywords, then by date. */
  readonly order: SearchOrder;
  readonly cursor: string | null;
  readonly limit: number;
}

export interface SearchPage {
  readonly numbers: readonly number[];
  readonly next: string | null;
}

export interface SearchFeedQuery {
  readonly language: Language;
  readonly words: string;
  readonly format: Format;
}

export interface SearchPort {
  /** Problems: `not-found` for a language that the newsroom does not use, `invalid` for a malformed cursor. */
  find(query: SearchQuery): Promise<Result<SearchPage>>;
  /** A feed of the fifty newest results. Problem: `not-found`, as for `find`. */
  feed(query: SearchFeedQuery): Promise<Result<EncodedDocument>>;
}
