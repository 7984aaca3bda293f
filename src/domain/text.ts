/**
 * The one rule for what is no text. Dropped wherever they stand, in plain text and in HTML: C0 and C1 control characters,
 * lone surrogates, U+FFFE and U+FFFF (none of which XML 1.0 section 2.2 can carry safely) and U+FEFF, which readers take
 * for a byte order mark. White space among the controls is first tidied as the kind of text asks.
 */
const NO_TEXT = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u{D800}-\u{DFFF}\uFEFF\uFFFE\uFFFF]/gu;

/** Finnish and Swedish numbers (`10 000 €`) are written with these; alone they are not white space to tidy away. */
const NO_BREAK_SPACES: readonly string[] = ['\u00A0', '\u202F'];

/** One line: every run of white space, line ends included, becomes one space; none at either end. */
export function oneLine(text: string): string {
  return text
    .replace(NO_TEXT, '')
    .replace(/[\s\u0085]+/gu, (run) => (NO_BREAK_SPACES.includes(run) ? run : ' '))
    .trim();
}

/** Several lines: every kind of line end becomes `\n`, tabs and spaces stay; no white space at either end. */
export function lines(text: string): string {
  return text
    .replace(NO_TEXT, '')
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
    .trim();
}

/** HTML source: as `lines`, except that white space at the ends is markup's own business. */
export function markup(html: string): string {
  return html.replace(NO_TEXT, '').replace(/\r\n?|[\v\f\u0085]/gu, '\n');
}

/** The form in which keywords are compared, stored in timelines and written in addresses: NFC and lower case. */
export function canonicalKeyword(text: string): string {
  // Lower case can undo NFC (U+0130 falls apart), and composing can meet a letter that lower case had not seen.
  return text.normalize('NFC').toLowerCase().normalize('NFC');
}

/** `.` and `..` cannot be path segments: every client resolves them away (RFC 3986 section 5.2.4). */
export function isDots(keyword: string): boolean {
  return keyword === '.' || keyword === '..';
}

/** The first spelling of each keyword, in the order given. */
export function withoutRepeats(keywords: string[]): string[] {
  const seen = new Set<string>();
  return keywords.filter((keyword) => {
    const canonical = canonicalKeyword(keyword);
    return seen.has(canonical) ? false : seen.add(canonical);
  });
}
