import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { PageName } from '../domain/page-name.ts';
import type { Encoding } from '../negotiation/encoding.ts';

export interface PageQuery {
  readonly language: Language;
  readonly page: PageName;
  readonly encoding: Encoding | null;
}

export interface PagePort {
  /**
   * Fails with `not-found`, without a reason, for a language that the newsroom does not have and for content that does
   * not exist or is not public. An unknown keyword gives an empty page, as it gives an empty feed.
   */
  get(query: PageQuery): Promise<Result<EncodedDocument>>;
}

export interface DirectoryPageQuery {
  readonly language: Language;
  readonly before: string | null;
  readonly encoding: Encoding | null;
}
