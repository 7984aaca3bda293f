import type { Language } from '../base/locale/language.ts';
import { byWeight, parseWeighted } from './weighted.ts';

/** Lookup of RFC 4647 section 3.4: `*` is skipped and `q=0` excludes a language, but never `fallback`. */
export function lookupLanguage(
  acceptLanguage: string | null,
  available: readonly Language[],
  fallback: Language,
): Language {
  const ranges = byWeight(parseWeighted(acceptLanguage));
  const excluded = new Set(ranges.filter(({ q }) => q === 0).map(({ value }) => value));
  const allowed = available.filter((language) => !excluded.has(language));
  for (const { value, q } of ranges) {
    const match = q === 0 ? undefined : lookupRange(value, allowed);
    if (match !== undefined) return match;
  }
  return fallback;
}

export function chooseLanguage(request: {
  /** The unchecked `lang` of the query; it has precedence over `Accept-Language`. */
  readonly query: string | null | undefined;
  readonly acceptLanguage: string | null;
  readonly available: readonly Language[];
  readonly fallback: Language;
}): Language {
  const { query, acceptLanguage, available, fallback } = request;
  return (
    lookupRange((query ?? '').toLowerCase(), available) ?? lookupLanguage(acceptLanguage, available, fallback)
  );
}

const RANGE = /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/;

/** Tries `sv-x-foo`, then `sv`, because RFC 4647 removes a single-letter subtag with the one behind it. */
function lookupRange(range: string, available: readonly Language[]): Language | undefined {
  if (!RANGE.test(range)) return undefined;
  for (let tag = range; tag !== ''; tag = tag.slice(0, Math.max(0, lastSubtagIndex(tag)))) {
    const match = available.find((language) => language === tag);
    if (match !== undefined) return match;
  }
  return undefined;
}

function lastSubtagIndex(tag: string): number {
  const cut = tag.lastIndexOf('-');
  return tag[cut - 2] === '-' ? cut - 2 : cut;
}
