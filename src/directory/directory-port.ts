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
  /** Null: the profile, or with `tags` the library, of which the directory shows nothing. */
  readonly release: Release | null;
  /** The hub's subscribers are not told. */
  readonly isQuiet: boolean;
  /** Of the newsroom's documents that the change is seen in (`cache-tags.ts`); null: of all of them. */
  readonly tags: readonly string[] | null;
}

/** Who has which slug and number. */
export interface RegistryPort {
  /**
   * The key that `slug` belongs to, reserving it for a new newsroom (`key` null) or for an existing one. `taken` when
   * it belongs, or ever belonged, to another.
   */
  reserve(slug: string, key: number | null): Promise<Result<{ key: number; number: number }>>;
  /** The newsroom's key by its slug, present or former. */
  keyOfSlug(slug: string): Promise<number | null>;
  keyOfNumber(number: number): Promise<number | null>;
  /** Gives a restored newsroom the number of its export; `wrong-state` `number-taken`. */
  claimNumber(number: number, key: number): Promise<Result<null>>;
}

/** What newsrooms tell the directory. */
export interface UpdatePort {
  /** Takes over what has changed of a newsroom, as one commit; older states of a release than the known one are ignored. */
  apply(newsroom: Newsroom, changes: readonly PublicChange[]): Promise<void>;
  /** Compares the timeline across newsrooms with the releases of the newsroom with this number, and mends what differs. */
  rebuild(newsroomNumber: number): Promise<RebuildReport>;
}

export interface DirectoryPagePort {
  /** All newsrooms that have the language. `not-found` for a place that is none. */
  get(query: DirectoryPageQuery): Promise<Result<EncodedDocument>>;
}

/** What the application, and newsrooms, ask of the directory, by subject. */
export interface DirectoryPort {
  readonly registry: RegistryPort;
  readonly updates: UpdatePort;
  readonly feeds: FeedPort;
  readonly pages: DirectoryPagePort;
  readonly discovery: DiscoveryPort;
  readonly hub: HubPort;
}

/** The subjects by name, for a platform that asks for them across a border. */
export const DIRECTORY_SUBJECTS = [
  'registry',
  'updates',
  'feeds',
  'pages',
  'discovery',
  'hub',
] as const satisfies readonly (keyof DirectoryPort)[];
