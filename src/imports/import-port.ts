import type { Result } from '../base/problem.ts';
import type { ReleaseWithNewsroom } from '../domain/release-with-newsroom.ts';
import type { ImportItem, RefusedItem } from './document.ts';

/** What became of one item of a foreign document. */
export type ItemOutcome = RefusedItem | ItemTaken;

export interface ItemTaken {
  readonly index: number;
  /** The source's id of the item. */
  readonly id: string;
  /** `joined`: it became a further language of a release that was here already. */
  readonly became: 'created' | 'joined' | 'updated' | 'corrected' | 'unchanged';
  /** Number of the release. */
  readonly release: number;
  /** Why the item left it, or one of its languages, as it is, though its source may have changed. */
  readonly kept: 'withdrawn' | 'edited' | null;
  /** It may be another language of a release, but not for certain: it came in apart, for an editor to join. */
  readonly isUncertain: boolean;
  /** That release, where it is known. */
  readonly apartFrom: number | null;
}

export interface ImportPort {
  /** Takes over a portion of a document's items, in their order, as one commit. */
  importItems(items: readonly ImportItem[]): Promise<Result<readonly ItemOutcome[]>>;
}

export interface JoinPort {
  /** Makes the variants of the release that `body` names variants of release `into`; `ifMatch` is of `into`. */
  join(into: number, ifMatch: string | null, body: unknown): Promise<Result<ReleaseWithNewsroom>>;
  /** Makes one variant a release of its own, which is returned; `ifMatch` is of the release it leaves. */
  split(number: number, ifMatch: string | null, body: unknown): Promise<Result<ReleaseWithNewsroom>>;
}
