import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { type ProjectedRow, writeDifference } from '../repository/projection.ts';
import type { Store, Transaction } from '../storage/store.ts';

const NEWSROOMS_PER_PAGE = 100;

const SLUG = /^[a-z0-9-]{1,63}$/;

/** Sorted by slug, which usually begins with the same letter as the name. */
const keys = {
  rows: (language: Language) => `directory:listed:${language}`,
  row: (language: Language, slug: string) => `directory:listed:${language}:${slug}`,
};

/** Pure. */
export function listRows({ languages, slug, number }: Newsroom): ProjectedRow[] {
  return LANGUAGES.filter((language) => languages.includes(language)).map((language) => ({
    key: keys.row(language, slug),
    value: { n: number },
  }));
}

/** Also writes unchanged rows, because a rebuild of the newsroom restores lost rows by this update. */
export function putInList(transaction: Transaction, before: Newsroom | null, after: Newsroom): void {
  const rows = listRows(after);
  const keysAfter = new Set(rows.map(({ key }) => key));
  const rowsBefore = before === null ? [] : listRows(before);
  const removed = rowsBefore.filter(({ key }) => !keysAfter.has(key));
  writeDifference(transaction, removed, rows);
}

export interface NewsroomListPage {
  readonly numbers: readonly number[];
  /** The last slug of the page; null on the last page. */
  readonly next: string | null;
}

/** Null when `afterSlug` is not a slug. */
export async function readNewsroomList(
  store: Store,
  language: Language,
  afterSlug: string | null,
): Promise<NewsroomListPage | null> {
  if (afterSlug !== null && !SLUG.test(afterSlug)) return null;
  const rows = await store.keys(keys.rows(language), {
    limit: NEWSROOMS_PER_PAGE + 1,
    ...(afterSlug !== null && { after: keys.row(language, afterSlug) }),
  });
  const rowsOfPage = rows.slice(0, NEWSROOMS_PER_PAGE);
  const numbers = (await store.getMany(rowsOfPage)).flatMap((row) =>
    typeof row?.n === 'number' ? row.n : [],
  );
  const last = rowsOfPage.at(-1)?.split(':').at(-1);
  return { numbers, next: rows.length > NEWSROOMS_PER_PAGE && last !== undefined ? last : null };
}
