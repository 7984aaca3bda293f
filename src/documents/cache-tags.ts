import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { toIsoMonth } from '../base/time/helsinki.ts';
import { RELEASES_PER_SITEMAP } from '../domain/limits.ts';
import type { PageName } from '../domain/page-name.ts';
import type { Release } from '../domain/release.ts';
import {
  cutSegment,
  directoryCuts,
  newsroomCuts,
  publicVariantOf,
  type Timeline,
} from '../domain/timeline.ts';
import { hasPublicVariant } from '../domain/visibility.ts';

/**
 * A document has the tags of its contents, and a change invalidates documents by tag. Each tag begins with the owner
 * segment (`n7` or `all`), which is also a tag of every document of that owner.
 */
export const tag = {
  list: ({ owner, language, cut }: Timeline) =>
    cut.kind === 'all'
      ? `${owner}-${language}`
      : `${owner}-${language}-${cutSegment(cut).slice(0, MAX_CUT_LENGTH)}`,
  month: (owner: string, language: Language, month: string) => `${owner}-${language}-${month}`,
  release: (owner: string, number: number) => `${owner}-r${number}`,
  library: (owner: string) => `${owner}-media`,
  /** The bytes of a file, which never change: a change with this tag removes or hides them. */
  file: (owner: string, id: string) => `${owner}-file-${id}`,
  sitemap: (owner: string, part: number) => `${owner}-sitemap-${part}`,
  discovery: (owner: string) => `${owner}-sitemap`,
} as const;

/** `invalidate` marks documents stale, `purge` deletes them. */
export type CacheAction = 'invalidate' | 'purge';

/** Must be called in the same turn as the commit and before it, so that both are one write. */
export type InvalidateCache = (tags: readonly string[], action: CacheAction) => void;

/** A tag has 1,024 characters at most; long keywords with the same beginning share a tag. */
const MAX_CUT_LENGTH = 900;
/** A purge call accepts a hundred tags, and tags of an earlier failed call can be added. */
const MAX_TAGS = 50;

export function changedTags(owner: string, before: Release | null, after: Release): readonly string[] {
  if (hasChangedWithdrawals(before, after)) return [owner];
  const lists = [before, after].flatMap((release) => listTags(owner, release));
  if (lists.length === 0) return [];
  const parts = [FIRST_SITEMAP, Math.ceil(after.number / RELEASES_PER_SITEMAP)];
  const sitemaps = parts.map((part) => tag.sitemap(owner, part));
  return reducedTags([...lists, ...sitemaps, ...releaseTags(owner, after.number, before)]);
}

/** `releases` are the numbers of the releases that refer to the file. */
export function libraryTags(owner: string, releases: readonly number[]): readonly string[] {
  const pages = releases.map((number) => tag.release(owner, number));
  return reducedTags([tag.library(owner), tag.sitemap(owner, FIRST_SITEMAP), ...pages]);
}

export function directoryTags(
  owner: string,
  id: number,
  before: Release | null,
  after: Release,
): readonly string[] {
  if (hasChangedWithdrawals(before, after)) return [owner];
  const lists = [before, after].flatMap((release) =>
    LANGUAGES.flatMap((language) =>
      (publicVariantOf(release, language, directoryCuts)?.cuts ?? []).map((cut) =>
        tag.list({ owner, language, cut }),
      ),
    ),
  );
  return [...lists, tag.discovery(owner), ...releaseTags(owner, id, before)];
}

/** Removes tags whose owner tag is present, and returns only owner tags when more than `limit` would remain. */
export function reducedTags(tags: readonly string[], limit = MAX_TAGS): readonly string[] {
  const owners = new Set(tags.filter((name) => ownerIn(name) === name));
  const remaining = new Set(tags.filter((name) => owners.has(name) || !owners.has(ownerIn(name))));
  return remaining.size > limit ? [...new Set(tags.map(ownerIn))] : [...remaining];
}

/** Bytes that are no longer public must be deleted, not only marked stale. */
export function isFileTag(name: string): boolean {
  return /^n\d+-file-/.test(name);
}

/** Documents of a withdrawn language must be deleted, not only marked stale. */
export function hasNewWithdrawal(before: Release | null, after: Release): boolean {
  return LANGUAGES.some(
    (language) => isWithdrawn(after, language) && !(before !== null && isWithdrawn(before, language)),
  );
}

/** The first part also lists the newsroom's page with its date. */
const FIRST_SITEMAP = 1;

function listTags(owner: string, release: Release | null): string[] {
  return LANGUAGES.flatMap((language) => {
    const variant = publicVariantOf(release, language, newsroomCuts);
    if (variant === null) return [];
    const lists = variant.cuts.map((cut) => tag.list({ owner, language, cut }));
    return [...lists, tag.month(owner, language, toIsoMonth(variant.at))];
  });
}

/** A release that was not public has no documents. */
function releaseTags(owner: string, number: number, before: Release | null): string[] {
  return hasPublicVariant(before) ? [tag.release(owner, number)] : [];
}

function ownerIn(name: string): string {
  return name.replace(/-.*/, '');
}

/** Any feed of the owner can contain the deleted entry, so the owner's tag is used. */
function hasChangedWithdrawals(before: Release | null, after: Release): boolean {
  return withdrawals(before) !== withdrawals(after);
}

function withdrawals(release: Release | null): string {
  if (release === null || !LANGUAGES.some((language) => isWithdrawn(release, language))) return '';
  const withdrawalByLanguage = LANGUAGES.map((language) => release.variants[language]?.withdrawn ?? null);
  return JSON.stringify([release.sourceLanguage, withdrawalByLanguage]);
}

function isWithdrawn({ variants }: Release, language: Language): boolean {
  return variants[language]?.withdrawn != null;
}

/** An archive document changes only with its own releases, whose numbers are `archived`. */
export function feedTags(timeline: Timeline, archived: readonly number[] | null): readonly string[] {
  const { owner } = timeline;
  return [owner, ...(archived?.map((number) => tag.release(owner, number)) ?? [tag.list(timeline)])];
}

export function pageTags(owner: string, language: Language, page: PageName): readonly string[] {
  const latest = tag.list({ owner, language, cut: { kind: 'all' } });
  switch (page.kind) {
    case 'newsroom':
      return [owner, latest, tag.library(owner)];
    case 'release':
      // A page in a language that the release lacks shows another language.
      return [owner, latest, tag.release(owner, page.number)];
    case 'keyword':
      return [owner, tag.list({ owner, language, cut: page })];
    case 'type':
      return [owner, tag.list({ owner, language, cut: page })];
    case 'month':
      return [owner, tag.month(owner, language, page.month)];
    case 'media':
      return [owner, tag.library(owner)];
    case 'search':
      return [owner, latest];
    case 'subscribe':
      return [owner];
  }
}
