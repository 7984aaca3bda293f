import { isLanguage, type Language } from '../base/locale/language.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ImportContext } from './document.ts';

export type NearestLanguage =
  | { readonly ok: true; readonly language: Language }
  | { readonly ok: false; readonly refusal: Refusal };

/** ISO 639-2 codes of the languages served, which old exports write where BCP 47 wants the two letters. */
const THREE_LETTERS: { readonly [code: string]: Language } = { fin: 'fi', swe: 'sv', eng: 'en' };

/** Tags that say no language: undetermined, and not linguistic at all (ISO 639-2). */
const SILENT: readonly string[] = ['und', 'zxx'];

/** As long as a refusal may name a tag. */
const NAMED_LENGTH = 35;

/**
 * The language of a text, from `tags`, nearest first, then the `Content-Language` it came with, then the newsroom's
 * default. The first tag that says anything decides: one that Kaiku does not serve is refused and never passed over,
 * or the text would be labelled as what it is not. `sv-FI`, `fi_FI` and `swe` are understood.
 */
export function nearestLanguage(
  tags: readonly (string | null | undefined)[],
  context: ImportContext,
): NearestLanguage {
  const [carried = ''] = (context.contentLanguage ?? '').split(',');
  for (const tag of [...tags, carried]) {
    const primary =
      (tag ?? '')
        .trim()
        .split(/[-_.@]/, 1)[0]
        ?.toLowerCase() ?? '';
    if (primary === '' || SILENT.includes(primary)) continue;
    const language = languageOf(primary);
    return language === null ? refused(tag ?? '') : { ok: true, language };
  }
  return { ok: true, language: context.defaultLanguage };
}

/** The language that a primary subtag in lower case means; null when Kaiku does not serve it. */
export function languageOf(primary: string): Language | null {
  if (isLanguage(primary)) return primary;
  return Object.hasOwn(THREE_LETTERS, primary) ? (THREE_LETTERS[primary] ?? null) : null;
}

function refused(tag: string): NearestLanguage {
  const name = tag
    .slice(0, 4 * NAMED_LENGTH)
    .replace(/[^A-Za-z0-9._-]+/g, '')
    .slice(0, NAMED_LENGTH);
  const refusal: Refusal = { code: 'language-not-served' };
  return { ok: false, refusal: name === '' ? refusal : { ...refusal, name } };
}
