import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release, ReleaseState } from '../domain/release.ts';
import type { ReleaseWithNewsroom } from '../domain/release-with-newsroom.ts';
import type { Scope } from '../domain/scope.ts';

export interface ReleaseListPage {
  readonly newsroom: Newsroom;
  readonly releases: readonly Release[];
  /** The cursor of the next page; null on the last page. */
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

/** `body` is the parsed JSON of the request. */
export type ReleaseChange =
  | { readonly kind: 'patch'; readonly body: unknown }
  | { readonly kind: 'schedule'; readonly body: unknown }
  | { readonly kind: 'correct'; readonly body: unknown }
  | { readonly kind: 'withdraw'; readonly body: unknown }
  | { readonly kind: 'publish'; readonly body: unknown }
  | { readonly kind: 'unschedule'; readonly body: unknown };

export interface ReleasePort {
  /**
   * Returns the first release again for an `Idempotency-Key` that was used with the same body. `forbidden` when the
   * token's scope, `administer` where none is given, does not reach as far as the state that the body asks for.
   */
  create(body: unknown, idempotencyKey: string | null, scope?: Scope): Promise<Result<ReleaseWithNewsroom>>;
  get(number: number): Promise<ReleaseWithNewsroom | null>;
  /** `ifMatch` is the raw header. Fails with `forbidden`, `precondition-required`, `stale`, `wrong-state` or `invalid`. */
  change(
    number: number,
    ifMatch: string | null,
    change: ReleaseChange,
    scope?: Scope,
  ): Promise<Result<ReleaseWithNewsroom>>;
  list(query: ListQuery): Promise<Result<ReleaseListPage>>;
  /** Ascending; null when the release does not exist. */
  revisions(number: number): Promise<ReleaseWithNewsroom[] | null>;
  revision(number: number, revision: number): Promise<ReleaseWithNewsroom | null>;
}
