import type { Language } from '../base/locale/language.ts';
import { byWeight, parseWeighted } from './weighted.ts';

/**
 * The language for an `Accept-Language` field by RFC 4647 section 3.4 (lookup): ranges by weight, then in the order
 * written, each cut from the right until a language fits. `*` is skipped, `q=0` excludes a language; when nothing
 * fits, `fallback`, even if it was excluded. `available` are the languages there are.
 */
export function lookupLanguage(
  acceptLanguage: string | null,
  available: readonly Language[],
  fallback: Language,
): Language {
  const ranges = byWeight(parseWeighted(acceptLanguage));
  const excluded = new Set(ranges.filter(({ q }) => q === 0).map(({ value }) => value));
  const allowed = available.filter((language) => !excluded.has(language));
  for (const { value, q } of ranges) {
    const found = q === 0 ? undefined : lookupRange(value, allowed);
    if (found !== undefined) return found;
  }
  return fallback;
}

/**
 * The language of a negotiated request: `?lang=` where it names one that is available (`sv`, also `sv-FI`), else
 * `Accept-Language`, else `fallback`.
 */
export function chooseLanguage(asked: {
  /** The value of `lang` in the query, unchecked. */
  readonly query: string | null | undefined;
  readonly acceptLanguage: string | null;
  readonly available: readonly Language[];
  readonly fallback: Language;
}): Language {
  const named = lookupRange((asked.query ?? '').toLowerCase(), asked.available);
  return named ?? lookupLanguage(asked.acceptLanguage, asked.available, asked.fallback);
}

/** RFC 4647 section 2.1; `*` alone is a range too, but lookup skips it, so it need not match here. */
const RANGE = /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/;

/** `sv-x-foo` is tried as `sv-x-foo`, then `sv`: a single letter goes together with what follows it. */
function lookupRange(range: string, available: readonly Language[]): Language | undefined {
  if (!RANGE.test(range)) return undefined;
  for (let tag = range; tag !== ''; tag = tag.slice(0, Math.max(0, cutAt(tag)))) {
    const found = available.find((language) => language === tag);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where the last subtag of `tag` begins, with the single-letter one before it; -1 when there is only one. */
function cutAt(tag: string): number {
  const cut = tag.lastIndexOf('-');
  return tag[cut - 2] === '-' ? cut - 2 : cut;
}
