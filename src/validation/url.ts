import { LIMITS } from '../domain/limits.ts';

/** RFC 3986 section 2. An address of these characters is kept unchanged, any other is normalized. */
const RFC3986_CHARACTERS = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/;

/** Returns null unless `text` is an absolute http or https address without credentials. */
export function parseHttpUrl(text: string): string | null {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return null;
  return withinLimit(originalOrHref(text, url));
}

/** Returns null for a scheme other than http, https and `otherSchemes`, and for a relative address without a base. */
export function resolveUrl(
  text: string,
  base: string | null,
  otherSchemes: readonly string[],
): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const absolute = URL.parse(trimmed);
  if (absolute !== null) {
    if (otherSchemes.includes(absolute.protocol)) return withinLimit(originalOrHref(trimmed, absolute));
    // The parser would take the file name in `https:kuva.jpg` for the host.
    return /^https?:[/\\]{2}/i.test(trimmed) ? withinLimit(originalOrHref(trimmed, absolute)) : null;
  }
  const resolved = base === null ? null : URL.parse(trimmed, base);
  return resolved !== null && /^https?:$/.test(resolved.protocol) ? withinLimit(resolved.href) : null;
}

function originalOrHref(text: string, url: URL): string {
  return RFC3986_CHARACTERS.test(text) ? text : url.href;
}

function withinLimit(url: string): string | null {
  return url.length > LIMITS.url ? null : url;
}
