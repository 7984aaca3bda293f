import type { ImportMedia } from '../document.ts';
import { plainText, resolveAddress } from '../html.ts';
import { attributeOf, childNamed, childrenNamed, textOf, type XmlElement } from '../xml.ts';
import { NAMESPACES } from '../xml-namespace.ts';

/** What is said where a format demands a type that is not known (RFC 2046 section 4.5.1). */
const UNKNOWN_TYPE = 'application/octet-stream';

/**
 * The media of a feed's item: Media RSS first, since it says most, then those `enclosures` that it does not have, then a
 * thumbnail where there is no picture yet. Each address once.
 */
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
    // An enclosure's title is a caption only where nothing else describes the medium.
    media.set(url, known === undefined ? medium : { ...facts, ...known });
  }
  const pictures = [...media.values()].some(({ type }) => type?.toLowerCase().startsWith('image/'));
  if (pictures || described.length > 0) return [...media.values()];
  return [...media.values(), ...thumbnails(item, base).filter(({ url }) => !media.has(url))];
}

/** An enclosure or an Atom link to one; `length` as it is written. */
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
  return [{ url, ...typeOf(type), ...bytesOf(length), ...textAs('caption', title ?? '') }];
}

type Description = Pick<ImportMedia, 'alt' | 'caption' | 'credit'>;

/** `media:content`, of a `media:group` its default: the others are the same in other sizes (Media RSS 1.5.1). */
function describedMedia(item: XmlElement, base: string | null): ImportMedia[] {
  const ofItem = descriptionOf(item);
  const single = childrenNamed(item, NAMESPACES.media, 'content').flatMap((content) =>
    mediumOf(content, base, ofItem),
  );
  const grouped = childrenNamed(item, NAMESPACES.media, 'group').flatMap((group) => {
    const contents = childrenNamed(group, NAMESPACES.media, 'content');
    const content = contents.find((each) => attributeOf(each, 'isDefault') === 'true') ?? contents[0];
    return content === undefined ? [] : mediumOf(content, base, { ...ofItem, ...descriptionOf(group) });
  });
  return [...single, ...grouped];
}

/** `above` is what its group or its item says of all that is in it. */
function mediumOf(content: XmlElement, base: string | null, above: Description): ImportMedia[] {
  const url = resolveAddress(attributeOf(content, 'url') ?? '', base).trim();
  if (url === '') return [];
  const facts = { ...typeOf(attributeOf(content, 'type')), ...bytesOf(attributeOf(content, 'fileSize')) };
  return [{ url, ...facts, ...above, ...descriptionOf(content) }];
}

/** `media:title` stands for the text alternative, as in Kaiku's own feeds. */
function descriptionOf(element: XmlElement): Description {
  const said = (name: string) =>
    childrenNamed(element, NAMESPACES.media, name)
      .map((each) => (attributeOf(each, 'type') === 'html' ? plainText(textOf(each)) : textOf(each).trim()))
      .filter((text) => text !== '');
  return {
    ...textAs('alt', said('title')[0] ?? ''),
    ...textAs('caption', said('description')[0] ?? ''),
    ...textAs('credit', said('credit').join(', ')),
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

/** A length of 0 means that it is unknown (RSS Board profile). */
function bytesOf(length: string | null): { readonly bytes?: number } {
  const digits = length?.trim() ?? '';
  return /^[1-9]\d{0,14}$/.test(digits) ? { bytes: Number(digits) } : {};
}

function textAs(name: keyof Description, text: string): Description {
  return text === '' ? {} : { [name]: text };
}
