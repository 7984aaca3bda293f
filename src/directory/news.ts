import { isLanguage, LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { isPublic, type Release, releaseId } from '../domain/release.ts';
import { type ProjectedRow, type Projection, writeDifference } from '../repository/projection.ts';
import type { Store, Transaction } from '../storage/store.ts';
import { directoryKeys as keys } from './records.ts';

/** Google's news sitemaps contain only articles of the last two days. */
export const NEWS_SPAN = 2 * 24 * 60 * 60 * 1000;
/** Old rows to remove with one change, which adds at most one row per language. */
const MAX_REMOVED = 10;

export interface NewsRow {
  readonly id: number;
  readonly language: Language;
}

const newsroomOf = (id: number) => Math.floor(id / 1_000_000);

/** One row per public variant. Pure. */
export function newsRows(release: Release, id: number): ProjectedRow[] {
  return LANGUAGES.flatMap((language) => {
    const publication = release.variants[language]?.publication;
    return publication != null && isPublic(release, language)
      ? [{ key: keys.newsRow(publication.publishedAt, id, language), value: { id } }]
      : [];
  });
}

/** The rows of one newsroom that are not older than `since`. Older ones are left to `putNews`. */
export function recentNews(since: Instant): Projection {
  const isRecent = (row: string) => row < keys.newsBefore(since);
  return {
    rows: (release, { number }) =>
      newsRows(release, releaseId(number, release.number)).filter(({ key }) => isRecent(key)),
    base: () => keys.news(),
    isOwn: (row, { number }) => isRecent(row) && newsroomOf(keys.parseNewsRow(row).id) === number,
    numberOf: (row) => keys.parseNewsRow(row).id,
  };
}

/** Writes only rows within `NEWS_SPAN`, and removes some older rows. */
export async function putNews(
  transaction: Transaction,
  id: number,
  before: Release | null,
  after: Release,
  now: Instant,
): Promise<void> {
  const since = now - NEWS_SPAN;
  const old = await transaction.keys(keys.news(), { after: keys.newsBefore(since), limit: MAX_REMOVED });
  for (const row of old) transaction.remove(row);
  const rowsBefore = before === null ? [] : newsRows(before, id);
  const rowsAfter = newsRows(after, id).filter(({ key }) => key < keys.newsBefore(since));
  writeDifference(transaction, rowsBefore, rowsAfter);
}

export async function readNews(store: Store, since: Instant, limit: number): Promise<NewsRow[]> {
  const rows = await store.keys(keys.news(), { before: keys.newsBefore(since), limit });
  return rows.flatMap((row) => {
    const { id, language } = keys.parseNewsRow(row);
    return isLanguage(language) ? [{ id, language }] : [];
  });
}
