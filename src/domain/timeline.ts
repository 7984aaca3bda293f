import { hex, unhex } from '../base/hex.ts';
import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Cut } from './feed-name.ts';
import { isPublic, RELEASE_TYPES, type Release } from './release.ts';
import { canonicalKeyword } from './text.ts';

/** One timeline: a cut of one owner's releases in one language. */
export interface Timeline {
  /** Key segment of who owns it: a newsroom's key or `all`. */
  readonly owner: string;
  readonly language: Language;
  readonly cut: Cut;
}

/** The subscription document closes its oldest half when it reaches this many entries (RFC 5005 section 4). */
export const FULL = 100;
export const CLOSED = 50;
/** How many withdrawals a subscription document tells (RFC 6721). */
export const TOMBSTONES = 50;

/** Key segment of a cut. Keywords are free text, hence hexadecimal. */
export function cutSegment(cut: Cut): string {
  if (cut.kind === 'keyword') return `k-${hex(cut.keyword)}`;
  return cut.kind === 'type' ? `t-${cut.type}` : 'all';
}

/** The cut that `segment` is of; null when it is no cut's. */
export function parseCutSegment(segment: string): Cut | null {
  if (segment === 'all') return { kind: 'all' };
  const [, kind, name = ''] = /^([kt])-(.*)$/.exec(segment) ?? [];
  if (kind === 'k') return { kind: 'keyword', keyword: unhex(name) };
  const type = kind === 't' ? RELEASE_TYPES.find((known) => known === name) : undefined;
  return type === undefined ? null : { kind: 'type', type };
}

/** Where one public variant stands: in which cuts and at which instant. */
export interface Standing {
  readonly at: Instant;
  readonly updatedAt: Instant;
  readonly cuts: readonly Cut[];
}

/** Null when the variant is not public. */
export function standing(release: Release | null, language: Language, cuts: CutRule): Standing | null {
  const publication = release?.variants[language]?.publication;
  if (release == null || publication == null || !isPublic(release, language)) return null;
  return { at: publication.publishedAt, updatedAt: publication.updatedAt, cuts: cuts(release, language) };
}

/** Which cuts an owner keeps timelines of. */
export type CutRule = (release: Release, language: Language) => readonly Cut[];

/** A newsroom keeps all its releases, and cuts by type and keyword. */
export const newsroomCuts: CutRule = (release, language) => {
  const keywords = new Set((release.variants[language]?.keywords ?? []).map(canonicalKeyword));
  return [
    { kind: 'all' },
    { kind: 'type', type: release.type },
    ...[...keywords].map((keyword) => ({ kind: 'keyword' as const, keyword })),
  ];
};

/** The directory keeps one timeline a language. */
export const directoryCuts: CutRule = () => [{ kind: 'all' }];

/** The owner segment of a newsroom's timelines. */
export function ownerOf(key: number): string {
  return `n${key}`;
}
