import type { Release } from '../domain/release.ts';

/** `number` is the owner's number of the release: the directory uses the release's id. */
export type CommitFollower = (number: number, before: Release | null, after: Release) => void;

/** Who wants to know of each changed release, called under the owner's lock after the commit. */
export class CommitFollowers {
  readonly #followers = new Set<CommitFollower>();

  /** Returns the function that ends it. */
  add(follower: CommitFollower): () => void {
    this.#followers.add(follower);
    return () => {
      this.#followers.delete(follower);
    };
  }

  tell(...change: Parameters<CommitFollower>): void {
    for (const follower of this.#followers) follower(...change);
  }
}
