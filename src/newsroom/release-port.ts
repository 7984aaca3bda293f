import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release, ReleaseState } from '../domain/release.ts';
import type { ReleaseWithNewsroom } from '../domain/release-with-newsroom.ts';

export interface ReleaseListPage {
  readonly newsroom: Newsroom;
  readonly releases: readonly Release[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

export interface ListQuery {
  readonly audience: 'newsroom' | 'public';
  readonly state: ReleaseState | null;
  readonly language: Language | null;
  /** 1 to 100. */
  readonly limit: number;
  readonly cursor: string | null;
}

/** A change of one release. `body` is the parsed JSON of the request. */
export type ReleaseChange =
  | { readonly kind: 'patch'; readonly body: unknown }
  | { readonly kind: 'schedule'; readonly body: unknown }
  | { readonly kind: 'correct'; readonly body: unknown }
  | { readonly kind: 'withdraw'; readonly body: unknown }
  | { readonly kind: 'publish'; readonly body: unknown }
  | { readonly kind: 'unschedule'; readonly body: unknown };

export interface ReleasePort {
  /** An Idempotency-Key that had been used with the same body before gives the same release again. */
  create(body: unknown, idempotencyKey: string | null): Promise<Result<ReleaseWithNewsroom>>;
  /** Null when there is no such release. */
  get(number: number): Promise<ReleaseWithNewsroom | null>;
  /** `ifMatch` is the header as it came; `precondition-required`, `stale`, `wrong-state`, `invalid`. */
  change(number: number, ifMatch: string | null, change: ReleaseChange): Promise<Result<ReleaseWithNewsroom>>;
  list(query: ListQuery): Promise<Result<ReleaseListPage>>;
  /** Every kept revision, ascending; null when there is no such release. */
  revisions(number: number): Promise<ReleaseWithNewsroom[] | null>;
  revision(number: number, revision: number): Promise<ReleaseWithNewsroom | null>;
}
