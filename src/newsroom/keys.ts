import type { Language } from '../locale/language.ts';
import type { Release, ReleaseState } from '../release/release.ts';
import { ascending, hex, inverted, invertedNumber, padded } from '../store/keys.ts';
import type { Instant } from '../time/instant.ts';

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
  outbox: (key: number) => `outbox:${padded(key)}`,
  outboxRow: (key: number, topic: string) => `outbox:${padded(key)}:${topic}`,
  /** Everything that is to happen at an instant, soonest first, across the newsrooms of one store. */
  due: () => 'due',
  dueRow: (at: Instant, key: number, task: string) => `due:${ascending(at)}:${padded(key)}:${task}`,
};

/** Where a release stands in a list: newest first by `publishAt`, else by creation, then by number. */
export function position(release: Release): string {
  return `${inverted(release.publishAt ?? release.createdAt)}:${invertedNumber(release.number)}`;
}
