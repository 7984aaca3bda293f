import { LIMITS } from '../domain/limits.ts';

/** RFC 3986 section 2. An address of these characters is kept unchanged, any other is normalized. */
const RFC3986_CHARACTERS = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/;

/** Returns null unless `text` is an absolute http or https address without credentials. */
export function parseHttpUrl(text: string): string | null {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return null;
  return withinLimit(originalOrHref(text, url));
}

/** The parser skips leading controls and spaces, and tabs and line ends anywhere. */
const WITH_SCHEME = /^[\0-\x20]*[a-z][a-z0-9+.\-\t\n\r]*:/i;

/** Returns null for a scheme other than http, https and `otherSchemes`, and for a relative address without a base. */
export function resolveUrl(
  text: string,
  base: string | null,
  otherSchemes: readonly string[],
): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  // An address that cannot be parsed costs Workers a tenth of a millisecond.
  const absolute = WITH_SCHEME.test(trimmed) && URL.canParse(trimmed) ? URL.parse(trimmed) : null;
  if (absolute !== null) {
    if (otherSchemes.includes(absolute.protocol)) return withinLimit(originalOrHref(trimmed, absolute));
    // The parser would take the file name in `https:kuva.jpg` for the host.
    return /^https?:[/\\]{2}/i.test(trimmed) ? withinLimit(originalOrHref(trimmed, absolute)) : null;
  }
  const resolved = base === null || !URL.canParse(trimmed, base) ? null : URL.parse(trimmed, base);
  return resolved !== null && /^https?:$/.test(resolved.protocol) ? withinLimit(resolved.href) : null;
}

function originalOrHref(text: string, url: URL): string {
  return RFC3986_CHARACTERS.test(text) ? text : url.href;
}

function withinLimit(url: string): string | null {
  return url.length > LIMITS.url ? null : url;
}
