import { languagesOf } from '../base/locale/language.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Source } from '../domain/release.ts';
import { oneLine } from '../domain/text.ts';
import { httpUrl } from '../validation/url.ts';
import { digest } from './digest.ts';
import type { ImportItem } from './document.ts';

/** Characters of a source's id; of a longer one its digest is the identity. */
const ID_LENGTH = LIMITS.url;

/** Before a digest, so that no source's own id is taken for one. */
const DIGEST_SCHEME = 'murmur3:';

/** What tells an item again at the next import: its own id, else its link, else what it says. */
export function sourceId(own: string | null, link: string | null, content: readonly string[]): string {
  const id = oneLine(own ?? '') || oneLine(link ?? '');
  if (id === '') return DIGEST_SCHEME + digest(JSON.stringify(content));
  return id.length > ID_LENGTH ? DIGEST_SCHEME + digest(id) : id;
}

/** Where an item came from. `url` is left out unless it is an http address, `type` unless its source gives it one. */
export function sourceOf(id: string, url: string | null, type: string | null): Source {
  const address = url === null ? null : httpUrl(url.trim());
  const label = oneLine(type ?? '').slice(0, LIMITS.name);
  return { id, ...(address !== null && { url: address }), ...(label !== '' && { type: label }) };
}

/**
 * Tells at the next import whether the source changed what the item says. Dates are no part of it: there are sources
 * that date everything anew whenever they are asked. 32 hexadecimal digits.
 */
export function contentHash({ type, variants, contacts, media, links }: ImportItem): string {
  const said = languagesOf(variants).map((language) => {
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
  return digest(JSON.stringify([type, said, shared]));
}
