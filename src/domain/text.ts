import { withoutBidiControls } from './bidi.ts';

/**
 * XML 1.0 section 2.2 excludes control characters, lone surrogates, U+FFFE and U+FFFF; parsers take U+FEFF for a byte
 * order mark.
 */
const UNSAFE_CHARACTERS =
  /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u{D800}-\u{DFFF}\uFEFF\uFFFE\uFFFF]/gu;

/** Without the flag `u`, which makes a search slow; finds every surrogate. */
const MAY_BE_UNSAFE = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\uD800-\uDFFF\uFEFF\uFFFE\uFFFF]/;

function withoutUnsafe(text: string): string {
  return MAY_BE_UNSAFE.test(text) ? text.replace(UNSAFE_CHARACTERS, '') : text;
}

export function toOneLine(text: string): string {
  return withoutUnsafe(text).replace(CHANGED_SPACE, ' ').trim();
}

/** Single spaces stay as they are, also the no-break spaces of Finnish and Swedish numbers such as `10 000 €`. */
const CHANGED_SPACE = /[\s\u0085]{2,}|[^\S \u00A0\u202F]|\u0085/gu;

/** A name or a title as it comes in. `toOneLine` alone finds and shows what was stored before controls were taken out. */
export function toPlainLine(text: string): string {
  return toOneLine(withoutBidiControls(text));
}

export function toLines(text: string): string {
  return withoutUnsafe(text)
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
    .trim();
}

export function toHtmlSource(html: string): string {
  return withoutUnsafe(html).replace(/\r\n?|[\v\f\u0085]/g, '\n');
}

/** Keywords are compared, stored in timelines and written in addresses in this form. */
export function canonicalKeyword(text: string): string {
  // Lower case can undo NFC (U+0130 is decomposed), hence the second normalization.
  return text.normalize('NFC').toLowerCase().normalize('NFC');
}

/** Clients remove dot segments from addresses (RFC 3986 section 5.2.4). */
export function isDotSegment(keyword: string): boolean {
  return keyword === '.' || keyword === '..';
}

export function distinctKeywords(keywords: string[]): string[] {
  const seen = new Set<string>();
  return keywords.filter((keyword) => {
    const canonical = canonicalKeyword(keyword);
    return seen.has(canonical) ? false : seen.add(canonical);
  });
}
