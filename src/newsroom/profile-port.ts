import type { Result } from '../base/problem.ts';
import type { Newsroom, Profile } from '../domain/newsroom.ts';

export interface ProfilePort {
  /** `taken` when the key has a newsroom. The token is returned only here. */
  create(profile: Profile, number: number): Promise<Result<{ newsroom: Newsroom; token: string }>>;
  /** Null before the newsroom is created and during a restore. */
  get(): Promise<Newsroom | null>;
  /** `body` is a merge patch (RFC 7396). The caller must reserve a new slug for this key first. */
  patch(body: unknown): Promise<Result<Newsroom>>;
}
