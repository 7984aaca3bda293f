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
  /** `not-found` when the owner does not have the language or the archive document. */
  get(query: FeedQuery): Promise<Result<EncodedDocument>>;
}
