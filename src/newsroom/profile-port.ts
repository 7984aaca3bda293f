import type { Result } from '../base/problem.ts';
import type { Newsroom, Profile } from '../domain/newsroom.ts';

export interface ProfilePort {
  /** Founds the newsroom; `taken` when this key has one. The token is shown this once. */
  create(profile: Profile, number: number): Promise<Result<{ newsroom: Newsroom; token: string }>>;
  /** Null before it is founded, or while it is being restored. */
  get(): Promise<Newsroom | null>;
  /** `body` is a merge patch; a new slug must have been reserved for this key before. */
  patch(body: unknown): Promise<Result<Newsroom>>;
}
