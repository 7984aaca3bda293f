import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { toMonth } from '../base/time/helsinki.ts';
import { SITEMAP_RELEASES } from '../domain/limits.ts';
import type { PageName } from '../domain/page-name.ts';
import type { Release } from '../domain/release.ts';
import { cutSegment, directoryCuts, newsroomCuts, standing, type Timeline } from '../domain/timeline.ts';
import { hasPublicVariant } from '../domain/visibility.ts';

/**
 * What documents are made of, by name. A document bears the tags of all that it is made of, a change names what it
 * changed, and a cache in front marks whatever bears one of these. Every tag begins with its owner's name (`n7` of a
 * newsroom, `all` of the directory), which is a tag by itself: every document of that owner bears it.
 */
export const tag = {
  /** The public releases on a shelf. The one with every cut is also what pages show the latest, or the number, of. */
  list: ({ owner, language, cut }: Timeline) =>
    cut.kind === 'all'
      ? `${owner}-${language}`
      : `${owner}-${language}-${cutSegment(cut).slice(0, LONGEST_CUT)}`,
  month: (owner: string, language: Language, month: string) => `${owner}-${language}-${month}`,
  /** One release in all its languages, wherever it is shown as it was when it was not new any more. */
  release: (owner: string, number: number) => `${owner}-r${number}`,
  /** What the public is shown of a newsroom's library. */
  library: (owner: string) => `${owner}-media`,
  /** The bytes of a file of the library. They never change; they go. */
  file: (owner: string, id: string) => `${owner}-file-${id}`,
  /** A part of a newsroom's sitemap. */
  sitemap: (owner: string, part: number) => `${owner}-sitemap-${part}`,
  /** What search engines find everything by. */
  discovery: (owner: string) => `${owner}-sitemap`,
} as const;

/** How a cache is told: marked stale, or deleted. */
export type CacheAction = 'invalidate' | 'purge';

/** Told in the turn in which the directory commits, before it does: both are one write, or neither is. */
export type InvalidateCache = (tags: readonly string[], cure: CacheAction) => void;

/** A tag has 1,024 characters at most, and an address may name any keyword. Two that begin alike are told together. */
const LONGEST_CUT = 900;
/** Tags of one change; beyond them everything of its owners. A call takes a hundred, and a refused one is not alone. */
const MOST = 50;

/** What a change of one release changes among its newsroom's documents. Pure. */
export function changedTags(owner: string, before: Release | null, after: Release): readonly string[] {
  if (isSaidOtherwise(before, after)) return [owner];
  const lists = [before, after].flatMap((release) => listsOf(owner, release));
  if (lists.length === 0) return [];
  const parts = [FIRST, Math.ceil(after.number / SITEMAP_RELEASES)];
  const sitemaps = parts.map((part) => tag.sitemap(owner, part));
  return fewestTags([...lists, ...sitemaps, ...known(owner, after.number, before)]);
}

/** What a change of the library changes: pages with files, those of the releases that refer to this one, and a date. Pure. */
export function libraryTags(owner: string, releases: readonly number[]): readonly string[] {
  const pages = releases.map((number) => tag.release(owner, number));
  return fewestTags([tag.library(owner), tag.sitemap(owner, FIRST), ...pages]);
}

/** What a change of one release, whose id is `id`, changes among the directory's documents. Pure. */
export function directoryTags(
  owner: string,
  id: number,
  before: Release | null,
  after: Release,
): readonly string[] {
  if (isSaidOtherwise(before, after)) return [owner];
  const lists = [before, after].flatMap((release) =>
    LANGUAGES.flatMap((language) =>
      (standing(release, language, directoryCuts)?.cuts ?? []).map((cut) =>
        tag.list({ owner, language, cut }),
      ),
    ),
  );
  return [...lists, tag.discovery(owner), ...known(owner, id, before)];
}

/**
 * The fewest tags that reach as far as all of `tags`: none whose owner is named as a whole, and the owners alone where
 * they would be more than `most`. Pure.
 */
export function fewestTags(tags: readonly string[], most = MOST): readonly string[] {
  const whole = new Set(tags.filter((name) => ownerIn(name) === name));
  const left = new Set(tags.filter((name) => whole.has(name) || !whole.has(ownerIn(name))));
  return left.size > most ? [...new Set(tags.map(ownerIn))] : [...left];
}

/** A language was withdrawn that was not before: what is kept of it must go. Pure. */
export function isGone(before: Release | null, after: Release): boolean {
  return LANGUAGES.some(
    (language) => isWithdrawn(after, language) && !(before !== null && isWithdrawn(before, language)),
  );
}

/** The first part is of the newsroom's own page as well, with the newsroom's date. */
const FIRST = 1;

function listsOf(owner: string, release: Release | null): string[] {
  return LANGUAGES.flatMap((language) => {
    const stands = standing(release, language, newsroomCuts);
    if (stands === null) return [];
    const lists = stands.cuts.map((cut) => tag.list({ owner, language, cut }));
    return [...lists, tag.month(owner, language, toMonth(stands.at))];
  });
}

/** Until it is public no document is of it. */
function known(owner: string, number: number, before: Release | null): string[] {
  return hasPublicVariant(before) ? [tag.release(owner, number)] : [];
}

function ownerIn(name: string): string {
  return name.replace(/-.*/, '');
}

/** A feed says that a release was withdrawn, and why, where it stood then: nobody looks up where that was. */
function isSaidOtherwise(before: Release | null, after: Release): boolean {
  return withdrawals(before) !== withdrawals(after);
}

function withdrawals(release: Release | null): string {
  if (release === null || !LANGUAGES.some((language) => isWithdrawn(release, language))) return '';
  const said = LANGUAGES.map((language) => release.variants[language]?.withdrawn ?? null);
  return JSON.stringify([release.sourceLanguage, said]);
}

function isWithdrawn({ variants }: Release, language: Language): boolean {
  return variants[language]?.withdrawn != null;
}

/** What a feed is made of; `archived` are the releases of a closed archive document, which changes with these only. Pure. */
export function feedTags(timeline: Timeline, archived: readonly number[] | null): readonly string[] {
  const { owner } = timeline;
  return [owner, ...(archived?.map((number) => tag.release(owner, number)) ?? [tag.list(timeline)])];
}

/** What a newsroom's page is made of. Pure. */
export function pageTags(owner: string, language: Language, page: PageName): readonly string[] {
  const latest = tag.list({ owner, language, cut: { kind: 'all' } });
  switch (page.kind) {
    case 'newsroom':
      return [owner, latest, tag.library(owner)];
    case 'release':
      // In a language that the release has not it is shown in another, hence a tag of all its languages.
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
