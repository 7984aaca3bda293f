/** Everything that XML 1.0 section 2.2 does not let into a document, lone surrogates included. */
const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * The one rule for text on its way into a document, in every format: what XML cannot carry in any spelling
 * disappears, and a line ends in LF as every XML parser would have it (XML 1.0 section 2.11). Validation has
 * normally done as much; a renderer does not depend on it, since a body can regain `&#1;` from its sanitizer.
 */
export function xmlText(text: string): string {
  return text.replace(ILLEGAL, '').replace(/\r\n?/g, '\n');
}

/** Text as element content, in XML and in HTML alike; without the quotes that an attribute's value escapes too. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
