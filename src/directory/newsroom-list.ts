import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Store, Transaction } from '../storage/store.ts';

/** Newsrooms on a page of the list. */
const ROWS = 100;

const SLUG = /^[a-z0-9-]{1,63}$/;

/** By slug, which follows the name closely enough to find one by its letter, in each language that the newsroom has. */
const keys = {
  rows: (language: Language) => `directory:listed:${language}`,
  row: (language: Language, slug: string) => `directory:listed:${language}:${slug}`,
};

/** Writes into the transaction how a newsroom stands in the lists; `before` is null when it is new there. */
export function putInList(transaction: Transaction, before: Newsroom | null, after: Newsroom): void {
  for (const language of LANGUAGES) {
    if (before?.languages.includes(language)) transaction.remove(keys.row(language, before.slug));
    if (after.languages.includes(language))
      transaction.set(keys.row(language, after.slug), { n: after.number });
  }
}

/** Numbers of newsrooms after the slug `before`, and the last slug when more follow; null for what can be no slug. */
export async function readList(
  store: Store,
  language: Language,
  before: string | null,
): Promise<{ readonly numbers: readonly number[]; readonly next: string | null } | null> {
  if (before !== null && !SLUG.test(before)) return null;
  const rows = await store.keys(keys.rows(language), {
    limit: ROWS + 1,
    ...(before !== null && { after: keys.row(language, before) }),
  });
  const shown = rows.slice(0, ROWS);
  const numbers = (await store.getMany(shown)).flatMap((row) => (typeof row?.n === 'number' ? row.n : []));
  const last = shown.at(-1)?.split(':').at(-1);
  return { numbers, next: rows.length > ROWS && last !== undefined ? last : null };
}
