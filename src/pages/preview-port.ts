import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';

/** A link that shows a release as it is now to whoever holds it. */
export interface PreviewGrant {
  readonly newsroom: Newsroom;
  readonly token: string;
  readonly expiresAt: Instant;
  /** The languages that it can be seen in, the release's first one in front. */
  readonly languages: readonly Language[];
}

export interface PreviewPort {
  /** `not-found`, `invalid`; `wrong-state` for a release that was withdrawn. */
  grant(number: number, body: unknown): Promise<Result<PreviewGrant>>;
  /**
   * The release's page, HTML. `not-found` for a link that has expired or was never given, for a release that is gone, and
   * for a language the newsroom does not have: which of them is not told.
   */
  get(token: string, language: Language): Promise<Result<string>>;
}
