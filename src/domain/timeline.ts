import { decodeHex, encodeHex } from '../base/hex.ts';
import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Cut } from './feed-name.ts';
import { isPublic, RELEASE_TYPES, type Release } from './release.ts';
import { canonicalKeyword } from './text.ts';

export interface Timeline {
  /** The key segment of a newsroom (`n7`), or `all` for the directory. */
  readonly owner: string;
  readonly language: Language;
  readonly cut: Cut;
}

/** With so many entries a subscription document moves its oldest half to an archive (RFC 5005 section 4). */
export const ARCHIVE_THRESHOLD = 100;
export const ARCHIVE_SIZE = 50;
export const MAX_TOMBSTONES = 50;

/** A keyword is free text, which a key segment cannot hold unless it is encoded. */
export function cutSegment(cut: Cut): string {
  if (cut.kind === 'keyword') return `k-${encodeHex(cut.keyword)}`;
  return cut.kind === 'type' ? `t-${cut.type}` : 'all';
}

export function parseCutSegment(segment: string): Cut | null {
  if (segment === 'all') return { kind: 'all' };
  const [, kind, name = ''] = /^([kt])-(.*)$/.exec(segment) ?? [];
  if (kind === 'k') return { kind: 'keyword', keyword: decodeHex(name) };
  const type = kind === 't' ? RELEASE_TYPES.find((releaseType) => releaseType === name) : undefined;
  return type === undefined ? null : { kind: 'type', type };
}

export interface PublicVariant {
  readonly at: Instant;
  readonly updatedAt: Instant;
  readonly cuts: readonly Cut[];
}

export function publicVariantOf(
  release: Release | null,
  language: Language,
  cuts: CutRule,
): PublicVariant | null {
  const publication = release?.variants[language]?.publication;
  if (release == null || publication == null || !isPublic(release, language)) return null;
  return { at: publication.publishedAt, updatedAt: publication.updatedAt, cuts: cuts(release, language) };
}

export type CutRule = (release: Release, language: Language) => readonly Cut[];

export const newsroomCuts: CutRule = (release, language) => {
  const keywords = new Set((release.variants[language]?.keywords ?? []).map(canonicalKeyword));
  return [
    { kind: 'all' },
    { kind: 'type', type: release.type },
    ...[...keywords].map((keyword) => ({ kind: 'keyword' as const, keyword })),
  ];
};

export const directoryCuts: CutRule = () => [{ kind: 'all' }];

export function ownerOf(key: number): string {
  return `n${key}`;
}
