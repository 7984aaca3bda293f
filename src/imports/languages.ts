import { isLanguage, type Language } from '../base/locale/language.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ImportContext } from './document.ts';

export type NearestLanguage =
  | { readonly ok: true; readonly language: Language }
  | { readonly ok: false; readonly refusal: Refusal };

/** Old exports write these instead of the two-letter codes that BCP 47 requires. */
const ISO_639_2_CODES: { readonly [code: string]: Language } = { fin: 'fi', swe: 'sv', eng: 'en' };

/** Undetermined, and no linguistic content (ISO 639-2). */
const TAGS_WITHOUT_LANGUAGE: readonly string[] = ['und', 'zxx'];

const MAX_NAME_LENGTH = 35;

/** An empty `xml:lang`: the language is not known, whatever stands further out (XML 1.0 section 2.12). */
export const UNDECLARED = Symbol('undeclared');

export type LanguageTag = string | null | undefined | typeof UNDECLARED;

/**
 * The first usable language of `tags`, then of `documentTags`, then of `Content-Language`, then the default. An
 * unsupported tag is refused, because skipping it would label the text with a wrong language. A language that the
 * publisher named stands in for unsupported tags and for all that the document as a whole says.
 */
export function nearestLanguage(
  tags: readonly LanguageTag[],
  context: ImportContext,
  documentTags: readonly LanguageTag[] = [],
): NearestLanguage {
  const named = context.language ?? null;
  const [headerTag = ''] = (context.contentLanguage ?? '').split(',');
  for (const tag of named === null ? [...tags, ...documentTags, headerTag] : tags) {
    if (tag === UNDECLARED) break;
    const primary =
      (tag ?? '')
        .trim()
        .split(/[-_.@]/, 1)[0]
        ?.toLowerCase() ?? '';
    if (primary === '' || TAGS_WITHOUT_LANGUAGE.includes(primary)) continue;
    const language = languageOfSubtag(primary);
    if (language !== null) return { ok: true, language };
    if (named === null) return refused(tag ?? '');
  }
  return { ok: true, language: named ?? context.defaultLanguage };
}

export function languageOfSubtag(primary: string): Language | null {
  if (isLanguage(primary)) return primary;
  return Object.hasOwn(ISO_639_2_CODES, primary) ? (ISO_639_2_CODES[primary] ?? null) : null;
}

function refused(tag: string): NearestLanguage {
  const name = tag
    .slice(0, 4 * MAX_NAME_LENGTH)
    .replace(/[^A-Za-z0-9._-]+/g, '')
    .slice(0, MAX_NAME_LENGTH);
  const refusal: Refusal = { code: 'language-not-served' };
  return { ok: false, refusal: name === '' ? refusal : { ...refusal, name } };
}
