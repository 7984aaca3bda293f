import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { isPublic, type Release } from '../domain/release.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { decodeRelease } from '../repository/records.ts';
import type { Batch } from '../storage/batch.ts';
import type { SearchTerms, Store, Stored, Write } from '../storage/store.ts';
import { plainText } from './plain-text.ts';
import { termsOf } from './words.ts';

/** Grows when texts come to be indexed in another way: every newsroom is then indexed again. */
export const SEARCH_VERSION = 1;
const PORTION = 100;

/** What one public variant is found by. The terms cost the most, so they are made when they are needed. */
interface SearchRow {
  readonly value: Stored;
  readonly found: () => SearchTerms;
}

/** Null when the variant is not public: what is not public is not found. */
function searchRow(release: Release | null, language: Language): SearchRow | null {
  const variant = release?.variants[language];
  if (release == null || variant?.publication == null || !isPublic(release, language)) return null;
  const { title, lead, body, keywords, publication } = variant;
  const at = publication.publishedAt;
  const terms = (...texts: readonly string[]) => termsOf(language, texts.join('\n'));
  return {
    value: { at, digest: digestOf([String(SEARCH_VERSION), title, lead, ...keywords, body]) },
    found: () => ({ at, fields: [terms(title), terms(lead, ...keywords), terms(plainText(body))] }),
  };
}

/** Puts the release's public variants among what is found, and takes the others out, in the commit that changes it. */
export function findable(batch: Batch, key: number, before: Release | null, after: Release): void {
  for (const language of LANGUAGES) {
    const was = searchRow(before, language);
    const is = searchRow(after, language);
    const row = newsroomKeys.searchRow(key, language, after.number);
    if (is === null && was !== null) batch.remove(row);
    if (is !== null && !isSame(was?.value, is.value)) batch.set(row, is.value, { found: is.found() });
  }
}

/** The rows that the release is found by. */
export function searchKeys(key: number, release: Release): string[] {
  return LANGUAGES.filter((language) => searchRow(release, language) !== null).map((language) =>
    newsroomKeys.searchRow(key, language, release.number),
  );
}

/** The rows that the releases are found by, and the writes that mend those that differ. */
export async function searchWrites(
  store: Store,
  key: number,
  releases: readonly Release[],
): Promise<{ keys: readonly string[]; writes: readonly Write[] }> {
  const rows = releases.flatMap((release) =>
    LANGUAGES.flatMap((language) => {
      const row = searchRow(release, language);
      return row === null ? [] : [{ ...row, key: newsroomKeys.searchRow(key, language, release.number) }];
    }),
  );
  const keys = rows.map((row) => row.key);
  const stored = await store.getMany(keys);
  const differing = rows.filter(({ value }, at) => !isSame(stored[at], value));
  return { keys, writes: differing.map(({ found, ...write }) => ({ ...write, found: found() })) };
}

/**
 * The writes that mend the rows of the next portion of releases. `after` is the key of the last release that was looked
 * at; the answer's is null at the end.
 */
export async function mendSearchRows(
  store: Store,
  key: number,
  after: string | null,
): Promise<{ writes: readonly Write[]; after: string | null }> {
  const base = newsroomKeys.releases(key);
  const keys = await store.keys(base, { limit: PORTION, ...(after !== null && { after }) });
  const releases = (await store.getMany(keys)).flatMap((record) => decodeRelease(record) ?? []);
  const { writes } = await searchWrites(store, key, releases);
  return { writes, after: keys.length < PORTION ? null : (keys.at(-1) ?? null) };
}

/** The record that says how far the index goes: `after` as for `mendSearchRows`, null when it is complete. */
export function searchable(after: string | null): Stored {
  return { version: SEARCH_VERSION, after };
}

function isSame(stored: Stored | null | undefined, value: Stored): boolean {
  return stored?.at === value.at && stored?.digest === value.digest;
}

/** FNV-1a of 32 bits: tells a text from the one before it, which nobody chooses to be alike. */
function digestOf(texts: readonly string[]): number {
  let hash = 0x811c9dc5;
  const text = texts.join('\u0000');
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
