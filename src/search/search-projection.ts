import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { isPublic, type Release } from '../domain/release.ts';
import type { ProjectedNewsroom, ProjectedRow, Projection } from '../repository/projection.ts';
import { numberAtEnd } from '../repository/release-list.ts';
import type { Stored } from '../storage/store.ts';
import { searchKeys } from './keys.ts';
import { plainText } from './plain-text.ts';
import { termsOf } from './words.ts';

/** Grows when texts come to be indexed in another way: every newsroom is then indexed again. */
export const SEARCH_VERSION = 1;

/** What the public finds a release by, in each of its public languages. */
export const searchIndex: Projection = {
  rows: (release, newsroom) => LANGUAGES.flatMap((language) => searchRow(release, language, newsroom) ?? []),
  base: ({ key }) => searchKeys.all(key),
  numberOf: numberAtEnd,
  completion: ({ key }) => ({ key: searchKeys.progress(key), value: searchProgress(null) }),
};

/** Null when the variant is not public: what is not public is not found. */
function searchRow(release: Release, language: Language, { key }: ProjectedNewsroom): ProjectedRow | null {
  const variant = release.variants[language];
  if (variant?.publication == null || !isPublic(release, language)) return null;
  const { title, lead, body, keywords, publication } = variant;
  const at = publication.publishedAt;
  const terms = (...texts: readonly string[]) => termsOf(language, texts.join('\n'));
  return {
    key: searchKeys.row(key, language, release.number),
    value: { at, digest: digestOf([String(SEARCH_VERSION), title, lead, ...keywords, body]) },
    found: () => ({ at, fields: [terms(title), terms(lead, ...keywords), terms(plainText(body))] }),
  };
}

/** The record that says how far the index goes: the key of the last release looked at, null when it is complete. */
export function searchProgress(after: string | null): Stored {
  return { version: SEARCH_VERSION, after };
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
