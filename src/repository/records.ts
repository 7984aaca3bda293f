import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import type { Stored } from '../storage/store.ts';

/**
 * The newsroom's own record. `version` grows with every visible change; every document is rendered from one version.
 * `changedAt` is the version's instant in whole seconds. A validator of one second's resolution (RFC 9110 section
 * 8.8.2.2) cannot tell two changes of one second apart, so `crowded` says when it is not to be relied on.
 */
export interface NewsroomRecord {
  readonly schema: 1;
  readonly newsroom: Newsroom;
  readonly key: number;
  readonly version: number;
  readonly changedAt: Instant;
  /** An earlier version may have been read under the same date, which then tells nothing. */
  readonly crowded: boolean;
  /** The number of the latest release. */
  readonly lastNumber: number;
  /** Grows with every write of this record: what the next write expects. */
  readonly writes: number;
  /** The restore under way, or the one that broke off. */
  readonly attempt?: RestoreAttempt;
  /** True from the first line of a restore until its last: nothing is public meanwhile. */
  readonly restoring: boolean;
}

/** Two restores of one newsroom may run into each other: what is taken of one is not to mix with the other. */
export interface RestoreAttempt {
  /** Of the request that it comes with. */
  readonly id: string;
  /** The slug that it ends with. */
  readonly slug: string;
  /** Lines taken, without the last. */
  readonly records: number;
  /** The last line has come, and counted as many. */
  readonly isWhole: boolean;
}

export interface TokenRecord {
  readonly schema: 1;
  readonly id: string;
  /** SHA-256 of the secret, hexadecimal. The secret itself is nowhere. */
  readonly hash: string;
  readonly createdAt: Instant;
}

export interface IdempotencyRecord {
  readonly schema: 1;
  /** SHA-256 of the request body. */
  readonly body: string;
  readonly number: number;
  readonly at: Instant;
}

/**
 * The items that came in under one id of their source: usually one, but there are sources that give all languages of a
 * release the same id.
 */
export interface OriginRecord {
  readonly schema: 1;
  /** The release they became. */
  readonly number: number;
  /** The revision in which an import last wrote what the release's languages share. */
  readonly shared: number;
  readonly parts: { readonly [L in Language]?: OriginPart };
}

/** What tells whether the source changed one language, or an editor did. */
export interface OriginPart {
  /** The release's revision that an import last wrote it in. */
  readonly revision: number;
  /** Of the item's content. */
  readonly hash: string;
  /** When its source said it had changed it. */
  readonly updatedAt: Instant | null;
}

interface ReleaseRecord {
  readonly schema: 1;
  readonly release: Release;
}

/** Our own writes are trusted to be whole; the guards tell which record it is and which schema wrote it. */
export function isNewsroomRecord(value: Stored | null | undefined): value is Stored & NewsroomRecord {
  return value?.schema === 1 && typeof value.version === 'number' && typeof value.newsroom === 'object';
}

export function isTokenRecord(value: Stored | null | undefined): value is Stored & TokenRecord {
  return value?.schema === 1 && typeof value.id === 'string' && typeof value.hash === 'string';
}

export function isIdempotencyRecord(value: Stored | null | undefined): value is Stored & IdempotencyRecord {
  return value?.schema === 1 && typeof value.body === 'string' && typeof value.number === 'number';
}

export function isOriginRecord(value: Stored | null | undefined): value is Stored & OriginRecord {
  return value?.schema === 1 && typeof value.shared === 'number' && typeof value.parts === 'object';
}

function isReleaseRecord(value: Stored | null | undefined): value is Stored & ReleaseRecord {
  return value?.schema === 1 && typeof value.release === 'object' && value.release !== null;
}

export function encodeRelease(release: Release): Stored {
  return { schema: 1, release };
}

/** Null for a record that is absent or no release. */
export function decodeRelease(value: Stored | null | undefined): Release | null {
  return isReleaseRecord(value) ? value.release : null;
}

/** A plain object as the store takes it. */
export function encode(record: NewsroomRecord | TokenRecord | IdempotencyRecord | OriginRecord): Stored {
  return { ...record };
}
