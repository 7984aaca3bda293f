import { LIMITS } from '../domain/limits.ts';

/** Only what RFC 3986 section 2 allows: such an address is kept to the letter, any other as the URL standard writes it. */
const AS_WRITTEN = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/;

/** An absolute http or https address without credentials, safe in every format; null when `text` is none. */
export function httpUrl(text: string): string | null {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return null;
  return bounded(written(text, url));
}

/**
 * The target of a link or image in a body. http, https and, where `others` allows, mailto and tel are kept; a relative
 * address is resolved against `base`. Null when nothing safe can be said: another scheme, or relative without a base.
 */
export function resolveUrl(text: string, base: string | null, others: readonly string[]): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const absolute = URL.parse(trimmed);
  if (absolute !== null) {
    if (others.includes(absolute.protocol)) return bounded(written(trimmed, absolute));
    // `https:kuva.jpg` has a scheme and no host of its own: the parser would make the file name the host.
    return /^https?:[/\\]{2}/i.test(trimmed) ? bounded(written(trimmed, absolute)) : null;
  }
  const resolved = base === null ? null : URL.parse(trimmed, base);
  return resolved !== null && /^https?:$/.test(resolved.protocol) ? bounded(resolved.href) : null;
}

function written(text: string, url: URL): string {
  return AS_WRITTEN.test(text) ? text : url.href;
}

function bounded(url: string): string | null {
  return url.length > LIMITS.url ? null : url;
}
