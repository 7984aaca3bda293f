import type { Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { FeedName, Format } from '../domain/feed-name.ts';
import type { Encoding } from '../negotiation/encoding.ts';

export interface FeedQuery {
  readonly feed: FeedName;
  readonly format: Format;
  readonly archive: number | null;
  readonly encoding: Encoding | null;
}

export interface FeedPort {
  /** `not-found` for a language that the owner does not have or an archive document that does not exist. */
  get(query: FeedQuery): Promise<Result<EncodedDocument>>;
}
