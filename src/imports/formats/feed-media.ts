import type { ImportMedia } from '../document.ts';
import { plainText, resolveAddress } from '../html.ts';
import { attributeOf, childNamed, childrenNamed, textOf, type XmlElement } from '../xml.ts';
import { NAMESPACES } from '../xml-namespace.ts';

/** Placeholder of formats that require a type (RFC 2046 section 4.5.1). */
const UNKNOWN_TYPE = 'application/octet-stream';

/** Media RSS comes first, because it has most details. A thumbnail is used when there is no image. */
export function mediaOf(
  item: XmlElement,
  base: string | null,
  enclosures: readonly ImportMedia[],
): ImportMedia[] {
  const described = describedMedia(item, base);
  const media = new Map<string, ImportMedia>();
  for (const medium of [...described, ...enclosures]) {
    const known = media.get(medium.url);
    const { url, caption, ...facts } = medium;
    // An enclosure's title is a caption only when nothing else describes the medium.
    media.set(url, known === undefined ? medium : { ...facts, ...known });
  }
  const hasImage = [...media.values()].some(({ type }) => type?.toLowerCase().startsWith('image/'));
  if (hasImage || described.length > 0) return [...media.values()];
  return [...media.values(), ...thumbnails(item, base).filter(({ url }) => !media.has(url))];
}

export function enclosureOf(
  address: string | null,
  base: string | null,
  {
    type,
    length,
    title,
  }: { readonly type: string | null; readonly length: string | null; readonly title?: string | null },
): ImportMedia[] {
  const url = resolveAddress(address ?? '', base).trim();
  if (url === '') return [];
  return [{ url, ...typeOf(type), ...bytesOf(length), ...descriptionField('caption', title ?? '') }];
}

type Description = Pick<ImportMedia, 'alt' | 'caption' | 'credit'>;

/** A `media:group` holds one medium in several sizes, so only its default is read (Media RSS 1.5.1). */
function describedMedia(item: XmlElement, base: string | null): ImportMedia[] {
  const itemDescription = descriptionOf(item);
  const single = childrenNamed(item, NAMESPACES.media, 'content').flatMap((content) =>
    mediumOf(content, base, itemDescription),
  );
  const grouped = childrenNamed(item, NAMESPACES.media, 'group').flatMap((group) => {
    const contents = childrenNamed(group, NAMESPACES.media, 'content');
    const content = contents.find((each) => attributeOf(each, 'isDefault') === 'true') ?? contents[0];
    return content === undefined
      ? []
      : mediumOf(content, base, { ...itemDescription, ...descriptionOf(group) });
  });
  return [...single, ...grouped];
}

function mediumOf(content: XmlElement, base: string | null, inherited: Description): ImportMedia[] {
  const url = resolveAddress(attributeOf(content, 'url') ?? '', base).trim();
  if (url === '') return [];
  const facts = { ...typeOf(attributeOf(content, 'type')), ...bytesOf(attributeOf(content, 'fileSize')) };
  return [{ url, ...facts, ...inherited, ...descriptionOf(content) }];
}

/** `media:title` is the text alternative, as in Kaiku's own feeds. */
function descriptionOf(element: XmlElement): Description {
  const texts = (name: string) =>
    childrenNamed(element, NAMESPACES.media, name)
      .map((each) => (attributeOf(each, 'type') === 'html' ? plainText(textOf(each)) : textOf(each).trim()))
      .filter((text) => text !== '');
  return {
    ...descriptionField('alt', texts('title')[0] ?? ''),
    ...descriptionField('caption', texts('description')[0] ?? ''),
    ...descriptionField('credit', texts('credit').join(', ')),
  };
}

function thumbnails(item: XmlElement, base: string | null): ImportMedia[] {
  const group = childNamed(item, NAMESPACES.media, 'group') ?? item;
  const [first] = [item, group].flatMap((each) => childrenNamed(each, NAMESPACES.media, 'thumbnail'));
  const url = first === undefined ? '' : resolveAddress(attributeOf(first, 'url') ?? '', base).trim();
  return url === '' ? [] : [{ url, ...descriptionOf(item), ...descriptionOf(group) }];
}

function typeOf(type: string | null): { readonly type?: string } {
  const written = type?.trim() ?? '';
  return written === '' || written.toLowerCase() === UNKNOWN_TYPE ? {} : { type: written };
}

/** A length of 0 means unknown (RSS Board profile). */
function bytesOf(length: string | null): { readonly bytes?: number } {
  const digits = length?.trim() ?? '';
  return /^[1-9]\d{0,14}$/.test(digits) ? { bytes: Number(digits) } : {};
}

function descriptionField(name: keyof Description, text: string): Description {
  return text === '' ? {} : { [name]: text };
}
