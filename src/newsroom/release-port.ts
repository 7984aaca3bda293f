import type { Language } from '../base/locale/language.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release, ReleaseState } from '../domain/release.ts';

/**
 * What the application asks of a newsroom and of the directory. In process on Node, across RPC to a Durable Object on
 * Workers: arguments and answers are plain data, problems are values.
 */

/** A release as it is kept, with the newsroom it belongs to. */
export interface ReleaseWithNewsroom {
  readonly newsroom: Newsroom;
  readonly release: Release;
}

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
