import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';

export interface PreviewGrant {
  readonly newsroom: Newsroom;
  readonly token: string;
  readonly expiresAt: Instant;
  /** The languages of the variants that are not withdrawn; the source language comes first. */
  readonly languages: readonly Language[];
}

export interface PreviewPort {
  /** Fails with `not-found`, `malformed` or `invalid`, or with `wrong-state` for a withdrawn release. */
  grant(number: number, body: unknown): Promise<Result<PreviewGrant>>;
  /**
   * HTML. Fails with `not-found`, without a reason, for an expired or invalid token, for a missing or withdrawn release,
   * and for a language that the newsroom does not have.
   */
  get(token: string, language: Language): Promise<Result<string>>;
  /** Whether `signature`, of a file's address in a preview, lets its reader see the file. */
  shows(fileId: string, signature: string): Promise<boolean>;
}
