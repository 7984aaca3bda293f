import type { Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import type { FeedPort } from '../feeds/feed-port.ts';
import type { DirectoryPageQuery } from '../pages/page-port.ts';
import type { RebuildReport } from '../rebuild/rebuild.ts';
import type { HubPort } from '../websub/hub-port.ts';
import type { DiscoveryPort } from './discovery-port.ts';

export interface PublicChange {
  /** Null for a change of the profile or, when `tags` is given, of the media library. */
  readonly release: Release | null;
  /** True when the hub's subscribers get no delivery. */
  readonly isQuiet: boolean;
  /** Cache tags of the newsroom's documents that change; null for all its documents. */
  readonly tags: readonly string[] | null;
}

export interface RegistryPort {
  /** `key` is null for a new newsroom. `taken` when the slug belongs, or ever belonged, to another newsroom. */
  reserve(slug: string, key: number | null): Promise<Result<{ key: number; number: number }>>;
  /** Also finds former slugs. */
  keyOfSlug(slug: string): Promise<number | null>;
  keyOfNumber(number: number): Promise<number | null>;
  /** The directory's copy of the newsroom with this public number. */
  newsroomOfNumber(number: number): Promise<Newsroom | null>;
  /** Fails with `wrong-state` and the rule `number-taken`. */
  claimNumber(number: number, key: number): Promise<Result<null>>;
}

export interface UpdatePort {
  /** Applies all changes in one commit. A release that is older than the directory's copy is ignored. */
  apply(newsroom: Newsroom, changes: readonly PublicChange[]): Promise<void>;
  /** Of `numbers`, those of releases of which the directory has no readable copy. */
  lackingCopies(newsroomNumber: number, numbers: readonly number[]): Promise<number[]>;
  /** Writes lost copies without announcing them. `rebuild` then puts them on the timelines. */
  restoreCopies(newsroomNumber: number, releases: readonly Release[]): Promise<void>;
  /** Repairs the directory's timeline from its copies of this newsroom's releases. */
  rebuild(newsroomNumber: number): Promise<RebuildReport>;
}

export interface DirectoryPagePort {
  /** `not-found` when `before` is not a slug. */
  get(query: DirectoryPageQuery): Promise<Result<EncodedDocument>>;
}

export interface DirectoryPort {
  readonly registry: RegistryPort;
  readonly updates: UpdatePort;
  readonly feeds: FeedPort;
  readonly pages: DirectoryPagePort;
  readonly discovery: DiscoveryPort;
  readonly hub: HubPort;
}

/** Names for platforms that call a subject across RPC. */
export const DIRECTORY_SUBJECTS = [
  'registry',
  'updates',
  'feeds',
  'pages',
  'discovery',
  'hub',
] as const satisfies readonly (keyof DirectoryPort)[];
