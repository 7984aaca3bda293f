import { languagesOf } from '../base/locale/language.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Source } from '../domain/release.ts';
import { toOneLine } from '../domain/text.ts';
import { parseHttpUrl } from '../validation/url.ts';
import { digest } from './digest.ts';
import type { ImportItem } from './document.ts';

/** A longer id is replaced by its digest. */
const ID_LENGTH = LIMITS.url;

/** Prefix that keeps digests apart from ids of documents. */
const DIGEST_SCHEME = 'murmur3:';

/** Identifies an item at the next import: its own id, else its link, else a digest of its content. */
export function sourceId(ownId: string | null, link: string | null, content: readonly string[]): string {
  const id = toOneLine(ownId ?? '') || toOneLine(link ?? '');
  if (id === '') return DIGEST_SCHEME + digest(JSON.stringify(content));
  return id.length > ID_LENGTH ? DIGEST_SCHEME + digest(id) : id;
}

/** `url` is left out when it is not an HTTP URL. */
export function sourceOf(id: string, url: string | null, type: string | null): Source {
  const address = url === null ? null : parseHttpUrl(url.trim());
  const label = toOneLine(type ?? '').slice(0, LIMITS.name);
  return { id, ...(address !== null && { url: address }), ...(label !== '' && { type: label }) };
}

/** Dates are not hashed, because some sources set new dates at every request. */
export function contentHash({ type, variants, contacts, media, links }: ImportItem): string {
  const texts = languagesOf(variants).map((language) => {
    const variant = variants[language];
    return [language, variant?.title, variant?.lead, variant?.body, variant?.keywords];
  });
  const shared = [
    contacts.map(({ name, title, email, phone }) => [name, title, email, phone]),
    media.map(({ url, type: mediaType, bytes, alt, caption, credit }) => [
      ...[url, mediaType, bytes, alt, caption, credit],
    ]),
    links.map(({ url, title }) => [url, title]),
  ];
  return digest(JSON.stringify([type, texts, shared]));
}
