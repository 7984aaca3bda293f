import { hex } from '../base/hex.ts';
import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { MediaItem } from '../domain/media-file.ts';
import type { Release, ReleaseState } from '../domain/release.ts';
import { ascending, inverted, invertedNumber, padded } from '../storage/keys.ts';

/**
 * Addresses of a newsroom's records. `key` is the newsroom's internal key, which never changes, whereas its public
 * number may come with a restored export.
 */
export const newsroomKeys = {
  newsroom: (key: number) => `newsroom:${padded(key)}`,
  tokens: (key: number) => `token:${padded(key)}`,
  token: (key: number, id: string) => `token:${padded(key)}:${id}`,
  releases: (key: number) => `release:${padded(key)}`,
  release: (key: number, number: number) => `release:${padded(key)}:${padded(number)}`,
  revisions: (key: number, number: number) => `revision:${padded(key)}:${padded(number)}`,
  revision: (key: number, number: number, revision: number) =>
    `revision:${padded(key)}:${padded(number)}:${padded(revision)}`,
  idempotency: (key: number, given: string) => `idempotency:${padded(key)}:${hex(given)}`,
  indexes: (key: number) => `index:${padded(key)}`,
  index: (key: number, state: ReleaseState, language: Language | 'any') =>
    `index:${padded(key)}:${state}:${language}`,
  indexRow: (key: number, release: Release, language: Language | 'any') =>
    `${newsroomKeys.index(key, release.state, language)}:${position(release)}`,
  /** Feeds elsewhere that are followed. */
  sources: (key: number) => `source:${padded(key)}`,
  source: (key: number, id: string) => `source:${padded(key)}:${id}`,
  /** A foreign item by the hash of its source's id. */
  origins: (key: number) => `origin:${padded(key)}`,
  origin: (key: number, hash: string) => `origin:${padded(key)}:${hash}`,
  /** What else a foreign item is known by, as a hash. */
  aliases: (key: number) => `alias:${padded(key)}`,
  alias: (key: number, hash: string) => `alias:${padded(key)}:${hash}`,
  /** What the public finds, by language and release. */
  searches: (key: number) => `search:${padded(key)}`,
  search: (key: number, language: Language) => `search:${padded(key)}:${language}`,
  searchRow: (key: number, language: Language, number: number) =>
    `search:${padded(key)}:${language}:${padded(number)}`,
  /** How far the releases from before there was a search have been brought into it. */
  searchable: (key: number) => `searchable:${padded(key)}`,
  /** Files of the library by their id, and in their order. */
  mediaItems: (key: number) => `media:${padded(key)}`,
  mediaItem: (key: number, id: string) => `media:${padded(key)}:${id}`,
  mediaOrder: (key: number) => `media-order:${padded(key)}`,
  mediaOrderRow: (key: number, { id, createdAt }: Pick<MediaItem, 'id' | 'createdAt'>) =>
    `media-order:${padded(key)}:${inverted(createdAt)}:${id}`,
  allMediaUses: (key: number) => `media-use:${padded(key)}`,
  /** The releases that refer to a file. */
  mediaUses: (key: number, id: string) => `media-use:${padded(key)}:${id}`,
  mediaUse: (key: number, id: string, number: number) => `media-use:${padded(key)}:${id}:${padded(number)}`,
  outbox: (key: number) => `outbox:${padded(key)}`,
  outboxRow: (key: number, topic: string) => `outbox:${padded(key)}:${topic}`,
  /** Everything that is to happen at an instant, soonest first, across the newsrooms of one store. */
  due: () => 'due',
  dueRow: (at: Instant, key: number, task: string) => `due:${ascending(at)}:${padded(key)}:${task}`,
  /** The task that lifts the embargo of a newsroom's release. */
  lift: (number: number) => `lift-${number}`,
  isLift: (row: string, key: number) => row.includes(`:${padded(key)}:lift-`),
};

/** Where a release stands in a list: newest first by `publishAt`, else by creation, then by number. */
export function position(release: Release): string {
  return `${inverted(release.publishAt ?? release.createdAt)}:${invertedNumber(release.number)}`;
}

/** Its key among the newsrooms', which begin at 1. */
export const DIRECTORY_KEY = 0;
