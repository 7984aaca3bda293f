import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import type { Scope } from '../domain/scope.ts';
import type { Stored } from '../storage/store.ts';

/**
 * `version` grows with every visible change; every document is rendered from one version. `changedAt` is the version's
 * instant in whole seconds, which cannot tell two changes within one second apart (RFC 9110 section 8.8.2.2).
 */
export interface NewsroomRecord {
  readonly schema: 1;
  readonly newsroom: Newsroom;
  readonly key: number;
  readonly version: number;
  readonly changedAt: Instant;
  /** True when an earlier version may have been served with the same `changedAt`, so that the date is no validator. */
  readonly crowded: boolean;
  readonly lastNumber: number;
  readonly writes: number;
  /** Only in a newsroom that an earlier version of Kaiku has left closed in a restore. */
  readonly attempt?: unknown;
  readonly restoring: boolean;
}

export interface TokenRecord {
  readonly schema: 1;
  readonly id: string;
  /** SHA-256 of the secret, hexadecimal. The secret is not stored. */
  readonly hash: string;
  readonly createdAt: Instant;
  readonly label?: string;
  /** Tokens of before there were scopes have none, and administer. */
  readonly scope?: Scope;
}

export interface IdempotencyRecord {
  readonly schema: 1;
  readonly body: string;
  readonly number: number;
  readonly at: Instant;
}

/** Items that a source published under one id. Some sources use one id for all languages of a release. */
export interface OriginRecord {
  readonly schema: 1;
  readonly number: number;
  /** The revision in which an import last wrote the fields that all languages share. */
  readonly shared: number;
  readonly parts: { readonly [L in Language]?: OriginPart };
  /** The site whose item this is. Records of older versions lack it: see `imports/origins.ts`. */
  readonly site?: string;
  /** Whether the release was made from this item, so that what all languages share follows it. */
  readonly isFirst?: boolean;
}

export interface OriginPart {
  /** The revision of the release in which an import last wrote this language. */
  readonly revision: number;
  readonly hash: string;
  readonly updatedAt: Instant | null;
}

interface ReleaseRecord {
  readonly schema: 1;
  readonly release: Release;
}

/** The guards check only the kind and the schema of a record, because only the service writes records. */
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

export function decodeRelease(value: Stored | null | undefined): Release | null {
  return isReleaseRecord(value) ? value.release : null;
}

export function encode(record: NewsroomRecord | TokenRecord | IdempotencyRecord | OriginRecord): Stored {
  return { ...record };
}
