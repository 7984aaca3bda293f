import type { Language } from '../../base/locale/language.ts';
import type { ImportContact, ImportContext, ImportDocument, ImportLink, ImportMedia } from '../document.ts';
import { NO_SHARED_CONTENT } from '../shared-content.ts';
import { parseKeywords } from '../variant-text.ts';
import { attributeOf, elementsOf, languageTagOf, textOf, type XmlElement } from '../xml.ts';
import { contactFrom, linkFrom, mediumFrom, withoutNulls } from './details.ts';
import { type PressRelease, readPressRelease } from './press-release.ts';

const RELEASE = 'release';

/** The root is a release or any element around releases. */
export function isPressXml(root: XmlElement): boolean {
  return root.name === RELEASE || releasesIn(root).length > 0 || root.name === 'releases';
}

/** Reads the export of the Nordic press services: one `<release>`, or many in one element. */
export function readPressXml(root: XmlElement, context: ImportContext): ImportDocument {
  const base = context.url ?? context.website;
  const releases = root.name === RELEASE ? [root] : releasesIn(root);
  const items = releases.flatMap((release, index) =>
    readPressRelease(readRelease(release, base, languageTagOf(root)), index, context),
  );
  return { format: 'press-xml', site: null, items };
}

function releasesIn(root: XmlElement): XmlElement[] {
  return elementsOf(root).filter(({ name }) => name === RELEASE);
}

function readRelease(release: XmlElement, base: string | null, documentTag: string | null): PressRelease {
  const tag = attributeOf(release, 'lang') ?? languageTagOf(release);
  const version = {
    tags: [tag ?? '', languageNamed(textAt(release, 'language', 'label'))],
    documentTags: [documentTag],
    url: textAt(release, 'longurl') || textAt(release, 'shorturl'),
    title: textAt(release, 'title'),
    lead: textAt(release, 'leadtext'),
    body: textAt(release, 'body'),
    boilerplate: textAt(release, 'boilerplate'),
    keywords: readKeywords(release),
    contactsAsText: textAt(release, 'contactsAsText'),
    shared: {
      contacts: withoutNulls(listedElements(release, 'contacts', 'contact').map(readContact)),
      media: readMedia(release, base),
      links: readLinks(release, base),
    },
  };
  return {
    id: (attributeOf(release, 'id') ?? '').trim(),
    type: textAt(release, 'type', 'label') || textAt(release, 'type'),
    date: textAt(release, 'publicationDate'),
    embargo: textAt(release, 'embargo'),
    versions: [version],
    shared: NO_SHARED_CONTENT,
  };
}

function readKeywords(release: XmlElement): string[] {
  const listed = listedElements(release, 'keywords', 'keyword').map((keyword) => textOf(keyword));
  return listed.length > 0 ? listed : parseKeywords(textAt(release, 'keywords'));
}

function readContact(contact: XmlElement): ImportContact | null {
  return contactFrom({
    name: textAt(contact, 'name'),
    title: textAt(contact, 'title'),
    email: textAt(contact, 'email'),
    phone: textAt(contact, 'phone'),
  });
}

/** Logos are left out, because they belong to the publisher. */
function readMedia(release: XmlElement, base: string | null): ImportMedia[] {
  const images = listedElements(release, 'images', 'image').map((image) =>
    mediumFrom(
      {
        url: textAt(image, 'url') || textAt(image, 'mediumimageurl') || textAt(image, 'smallimageurl'),
        type: textAt(image, 'mimeType'),
        alt: textAt(image, 'alttext'),
        caption: textAt(image, 'caption') || textAt(image, 'title'),
        credit: textAt(image, 'photographer') || textAt(image, 'copyright'),
      },
      base,
    ),
  );
  const documents = listedElements(release, 'documents', 'document').map((document) =>
    mediumFrom(
      {
        url: textAt(document, 'url'),
        type: textAt(document, 'mimeType'),
        caption: textAt(document, 'title'),
      },
      base,
    ),
  );
  return withoutNulls([...images, ...documents]);
}

/** Videos become links, because they are players and channels, not files. */
function readLinks(release: XmlElement, base: string | null): ImportLink[] {
  const links = [
    ...listedElements(release, 'links', 'link'),
    ...listedElements(release, 'videos', 'video'),
  ].map((link) =>
    linkFrom({ url: textAt(link, 'url'), title: textAt(link, 'description') || textAt(link, 'title') }, base),
  );
  const player = PLAYER_URL.exec(textAt(release, 'videoembedcode'))?.[1] ?? '';
  const title = textAt(release, 'videodescription');
  const videos = [player, textAt(release, 'videochannellink')].map((url) => linkFrom({ url, title }, base));
  return withoutNulls([...links, ...videos]);
}

const PLAYER_URL = /\ssrc\s?=\s?["'](https?:\/\/[^"'\s<>]+)["']/i;

/** Language tag for a label. An unknown label is returned, so that it is refused by name. */
function languageNamed(label: string): string {
  const name = label.toLowerCase();
  return Object.hasOwn(LANGUAGE_NAMES, name) ? (LANGUAGE_NAMES[name] ?? '') : label;
}

const LANGUAGE_NAMES: { readonly [name: string]: Language } = {
  suomi: 'fi',
  finska: 'fi',
  finsk: 'fi',
  finnish: 'fi',
  ruotsi: 'sv',
  svenska: 'sv',
  svensk: 'sv',
  swedish: 'sv',
  englanti: 'en',
  engelska: 'en',
  engelsk: 'en',
  english: 'en',
};

/** Trimmed text of the first element along `path`; empty without one. */
function textAt(element: XmlElement, ...path: readonly string[]): string {
  let current: XmlElement | undefined = element;
  for (const name of path) current = current && elementsOf(current).find((child) => child.name === name);
  return textOf(current)?.trim() ?? '';
}

function listedElements(element: XmlElement, list: string, name: string): XmlElement[] {
  const parent = elementsOf(element).find((child) => child.name === list);
  return parent === undefined ? [] : elementsOf(parent).filter((child) => child.name === name);
}
