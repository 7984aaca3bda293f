import { isLanguage, LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { isPublic, type Release } from '../domain/release.ts';
import type { Store, Transaction } from '../storage/store.ts';
import { directoryKeys as keys } from './records.ts';

/** How long news is news to the search engines that ask for it. */
export const NEWS_SPAN = 2 * 24 * 60 * 60 * 1000;
/** Rows that leave with one change: more than come with it. */
const LEAVING = 10;

/** One public variant among the news. */
export interface NewsRow {
  readonly id: number;
  readonly language: Language;
}

/** Writes into the transaction how a release stands among the news. What was published longer ago never gets there. */
export async function putNews(
  transaction: Transaction,
  id: number,
  before: Release | null,
  after: Release,
  now: Instant,
): Promise<void> {
  const since = now - NEWS_SPAN;
  const old = await transaction.keys(keys.news(), { after: keys.newsBefore(since), limit: LEAVING });
  for (const row of old) transaction.remove(row);
  for (const language of LANGUAGES) {
    const was = before?.variants[language]?.publication;
    if (was != null) transaction.remove(keys.newsRow(was.publishedAt, id, language));
    const is = after.variants[language]?.publication;
    if (is != null && isPublic(after, language) && is.publishedAt > since) {
      transaction.set(keys.newsRow(is.publishedAt, id, language), { id });
    }
  }
}

/** What was published after `since`, newest first. */
export async function readNews(store: Store, since: Instant, limit: number): Promise<NewsRow[]> {
  const rows = await store.keys(keys.news(), { before: keys.newsBefore(since), limit });
  return rows.flatMap((row) => {
    const { id, language } = keys.parseNewsRow(row);
    return isLanguage(language) ? [{ id, language }] : [];
  });
}
