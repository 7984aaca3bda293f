import type { Result } from '../base/problem.ts';
import type { ReleaseWithNewsroom } from '../domain/release-with-newsroom.ts';
import type { ImportItem, RefusedItem } from './document.ts';
import type { DocumentSource } from './document-source.ts';
import type { ImportNote } from './import-note.ts';

export type ItemOutcome = RefusedItem | AcceptedItem;

export interface AcceptedItem {
  readonly index: number;
  readonly id: string;
  readonly effect: 'created' | 'joined' | 'updated' | 'corrected' | 'unchanged';
  readonly release: number;
  /** Why the release, or one of its languages, was not updated although the source may have changed. */
  readonly kept: 'withdrawn' | 'edited' | null;
  /** The item may be another language of `possibleMatch`, and an editor can join them. */
  readonly isUncertain: boolean;
  /** Release number; null when it is unknown. */
  readonly possibleMatch: number | null;
  readonly notes: readonly ImportNote[];
}

export interface ImportPort {
  /** Imports a batch of items in their order, as one commit. */
  importItems(items: readonly ImportItem[], source: DocumentSource): Promise<Result<readonly ItemOutcome[]>>;
}

export interface JoinPort {
  /** Moves the variants of the release in `body` to release `into`. `ifMatch` is for `into`. */
  join(into: number, ifMatch: string | null, body: unknown): Promise<Result<ReleaseWithNewsroom>>;
  /** Makes one variant a separate release and returns it. `ifMatch` is for `number`. */
  split(number: number, ifMatch: string | null, body: unknown): Promise<Result<ReleaseWithNewsroom>>;
}
