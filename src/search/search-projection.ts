import { fnv1a } from '../base/fnv.ts';
import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { isPublic, type Release } from '../domain/release.ts';
import type { ProjectedNewsroom, ProjectedRow, Projection } from '../repository/projection.ts';
import { numberAtEnd } from '../repository/release-list.ts';
import type { Stored } from '../storage/store.ts';
import { searchKeys } from './keys.ts';
import { plainText } from './plain-text.ts';
import { termsOf } from './words.ts';

/** Must be increased when texts are indexed differently, so that every newsroom is indexed again. */
export const SEARCH_VERSION = 1;

export const searchIndex: Projection = {
  rows: (release, newsroom) => LANGUAGES.flatMap((language) => searchRow(release, language, newsroom) ?? []),
  base: ({ key }) => searchKeys.all(key),
  numberOf: numberAtEnd,
  completion: ({ key }) => ({ key: searchKeys.progress(key), value: searchProgress(null) }),
};

function searchRow(release: Release, language: Language, { key }: ProjectedNewsroom): ProjectedRow | null {
  const variant = release.variants[language];
  if (variant?.publication == null || !isPublic(release, language)) return null;
  const { title, lead, body, keywords, publication } = variant;
  const at = publication.publishedAt;
  const terms = (...texts: readonly string[]) => termsOf(language, texts.join('\n'));
  return {
    key: searchKeys.row(key, language, release.number),
    value: { at, digest: fnv1a([String(SEARCH_VERSION), title, lead, ...keywords, body].join('\u0000')) },
    searchTerms: () => ({ at, fields: [terms(title), terms(lead, ...keywords), terms(plainText(body))] }),
  };
}

/** `after` is the key of the last indexed release, or null when the index is complete. `resets`: see `IndexState`. */
export function searchProgress(after: string | null, resets = 0): Stored {
  return { version: SEARCH_VERSION, after, ...(resets > 0 && { resets }) };
}
