import { hex } from '../base/hex.ts';
import type { Language } from '../base/locale/language.ts';
import type { Release, ReleaseState } from '../domain/release.ts';
import { inverted, invertedNumber, padded } from '../storage/keys.ts';

/** The directory's key among the newsrooms', which begin at 1. */
export const DIRECTORY_KEY = 0;

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
  /** What the directory has yet to be told. */
  outbox: (key: number) => `outbox:${padded(key)}`,
  outboxRow: (key: number, topic: string) => `outbox:${padded(key)}:${topic}`,
};

/** Where a release stands in a list: newest first by `publishAt`, else by creation, then by number. */
export function position(release: Release): string {
  return `${inverted(release.publishAt ?? release.createdAt)}:${invertedNumber(release.number)}`;
}
