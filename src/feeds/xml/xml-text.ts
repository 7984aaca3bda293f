/** XML 1.0 section 2.2. Includes lone surrogates. */
const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Removes characters that XML cannot contain and ends lines with LF (XML 1.0 section 2.11). Validation does the same, but
 * the sanitizer can bring characters like `&#1;` back into a body.
 */
export function xmlText(text: string): string {
  return text.replace(ILLEGAL, '').replace(/\r\n?/g, '\n');
}

/** For element content in XML and HTML; attribute values must also escape quotes. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
