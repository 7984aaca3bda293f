import { encodeHex } from '../base/hex.ts';
import type { Language } from '../base/locale/language.ts';
import type { Release, ReleaseState } from '../domain/release.ts';
import { invertedInstant, invertedNumber, paddedNumber } from '../storage/keys.ts';

/** Newsroom keys begin at 1. */
export const DIRECTORY_KEY = 0;

/** `key` is the newsroom's internal key, which never changes. Its public number may come from a restored export. */
export const newsroomKeys = {
  newsroom: (key: number) => `newsroom:${paddedNumber(key)}`,
  tokens: (key: number) => `token:${paddedNumber(key)}`,
  token: (key: number, id: string) => `token:${paddedNumber(key)}:${id}`,
  tokenUse: (key: number, id: string) => `token-use:${paddedNumber(key)}:${id}`,
  releases: (key: number) => `release:${paddedNumber(key)}`,
  release: (key: number, number: number) => `release:${paddedNumber(key)}:${paddedNumber(number)}`,
  revisions: (key: number, number: number) => `revision:${paddedNumber(key)}:${paddedNumber(number)}`,
  revision: (key: number, number: number, revision: number) =>
    `revision:${paddedNumber(key)}:${paddedNumber(number)}:${paddedNumber(revision)}`,
  idempotency: (key: number, given: string) => `idempotency:${paddedNumber(key)}:${encodeHex(given)}`,
  indexes: (key: number) => `index:${paddedNumber(key)}`,
  index: (key: number, state: ReleaseState, language: Language | 'any') =>
    `index:${paddedNumber(key)}:${state}:${language}`,
  indexRow: (key: number, release: Release, language: Language | 'any') =>
    `${newsroomKeys.index(key, release.state, language)}:${position(release)}`,
  outbox: (key: number) => `outbox:${paddedNumber(key)}`,
  outboxRow: (key: number, topic: string) => `outbox:${paddedNumber(key)}:${topic}`,
};

/** Sorts newest first by `publishAt`, or by `createdAt` without one, and then by number. */
export function position(release: Release): string {
  return `${invertedInstant(release.publishAt ?? release.createdAt)}:${invertedNumber(release.number)}`;
}
