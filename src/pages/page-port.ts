import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { ReleaseType } from '../domain/release.ts';
import type { Encoding } from '../negotiation/encoding.ts';
import type { EncodedDocument } from '../newsroom/port.ts';
import type { SearchQuery } from '../search/search-port.ts';

export const SEARCH_ORDERS = ['newest', 'best'] as const satisfies readonly SearchQuery['order'][];
export type SearchOrder = SearchQuery['order'];

/** A page of a newsroom. `before` continues a list: opaque, from the page before, null for its beginning. */
export type PageName =
  | { readonly kind: 'newsroom'; readonly before: string | null }
  | { readonly kind: 'release'; readonly number: number }
  /** In canonical form. */
  | { readonly kind: 'keyword'; readonly keyword: string; readonly before: string | null }
  | { readonly kind: 'type'; readonly type: ReleaseType; readonly before: string | null }
  /** `yyyy-mm` */
  | { readonly kind: 'month'; readonly month: string; readonly before: string | null }
  | { readonly kind: 'media'; readonly id: string }
  | {
      readonly kind: 'search';
      readonly words: string;
      readonly order: SearchOrder;
      readonly before: string | null;
    }
  | { readonly kind: 'subscribe' };

export interface PageQuery {
  readonly language: Language;
  readonly page: PageName;
  readonly encoding: Encoding | null;
}

export interface PagesPort {
  /**
   * `not-found` for a language the newsroom does not have and for what is not there or not public: which of them is not
   * told. An unknown keyword gives an empty page, as it gives an empty feed.
   */
  page(query: PageQuery): Promise<Result<EncodedDocument>>;
}

export interface DirectoryPageQuery {
  readonly language: Language;
  readonly before: string | null;
  readonly encoding: Encoding | null;
}
