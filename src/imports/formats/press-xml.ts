import type { Language } from '../../base/locale/language.ts';
import type { ImportContact, ImportContext, ImportDocument, ImportLink, ImportMedia } from '../document.ts';
import { keywordsIn } from '../prose.ts';
import { NOTHING_SHARED } from '../shared-content.ts';
import { attributeOf, elementsOf, languageTagOf, textOf, type XmlElement } from '../xml.ts';
import { contactFrom, linkFrom, mediumFrom, present } from './details.ts';
import { type PressRelease, readPressRelease } from './press-release.ts';

const RELEASE = 'release';

/** Whether this is the root of a press-service export: a release, or something around releases. */
export function isPressXml(root: XmlElement): boolean {
  return root.name === RELEASE || releasesIn(root).length > 0 || root.name === 'releases';
}

/** The export of the Nordic press services: one `<release>`, or many in one element. */
export function readPressXml(root: XmlElement, context: ImportContext): ImportDocument {
  const base = context.url ?? context.website;
  const releases = root.name === RELEASE ? [root] : releasesIn(root);
  const items = releases.flatMap((release, index) =>
    readPressRelease(readRelease(release, base), index, context),
  );
  return { format: 'press-xml', items };
}

function releasesIn(root: XmlElement): XmlElement[] {
  return elementsOf(root).filter(({ name }) => name === RELEASE);
}

function readRelease(release: XmlElement, base: string | null): PressRelease {
  const tag = attributeOf(release, 'lang') ?? languageTagOf(release);
  const version = {
    tags: [tag ?? '', languageNamed(text(release, 'language', 'label'))],
    url: text(release, 'longurl') || text(release, 'shorturl'),
    title: text(release, 'title'),
    lead: text(release, 'leadtext'),
    body: text(release, 'body'),
    boilerplate: text(release, 'boilerplate'),
    keywords: readKeywords(release),
    contactsAsText: text(release, 'contactsAsText'),
    shared: {
      contacts: present(all(release, 'contacts', 'contact').map(readContact)),
      media: readMedia(release, base),
      links: readLinks(release, base),
    },
  };
  return {
    id: (attributeOf(release, 'id') ?? '').trim(),
    type: text(release, 'type', 'label') || text(release, 'type'),
    date: text(release, 'publicationDate'),
    embargo: text(release, 'embargo'),
    versions: [version],
    shared: NOTHING_SHARED,
  };
}

/** One field of free text, or an element for each. */
function readKeywords(release: XmlElement): string[] {
  const listed = all(release, 'keywords', 'keyword').map((keyword) => textOf(keyword));
  return listed.length > 0 ? listed : keywordsIn(text(release, 'keywords'));
}

/** A contact's picture and accounts have no place in a release. */
function readContact(contact: XmlElement): ImportContact | null {
  return contactFrom({
    name: text(contact, 'name'),
    title: text(contact, 'title'),
    email: text(contact, 'email'),
    phone: text(contact, 'phone'),
  });
}

/** Images in their largest form, then documents. Logos are the publisher's and not the release's. */
function readMedia(release: XmlElement, base: string | null): ImportMedia[] {
  const images = all(release, 'images', 'image').map((image) =>
    mediumFrom(
      {
        url: text(image, 'url') || text(image, 'mediumimageurl') || text(image, 'smallimageurl'),
        type: text(image, 'mimeType'),
        alt: text(image, 'alttext'),
        caption: text(image, 'caption') || text(image, 'title'),
        credit: text(image, 'photographer') || text(image, 'copyright'),
      },
      base,
    ),
  );
  const documents = all(release, 'documents', 'document').map((document) =>
    mediumFrom(
      {
        url: text(document, 'url'),
        type: text(document, 'mimeType'),
        caption: text(document, 'title'),
      },
      base,
    ),
  );
  return present([...images, ...documents]);
}

/** Links, and videos as links: they are players and channels, not files. */
function readLinks(release: XmlElement, base: string | null): ImportLink[] {
  const links = [...all(release, 'links', 'link'), ...all(release, 'videos', 'video')].map((link) =>
    linkFrom({ url: text(link, 'url'), title: text(link, 'description') || text(link, 'title') }, base),
  );
  const player = EMBEDDED.exec(text(release, 'videoembedcode'))?.[1] ?? '';
  const title = text(release, 'videodescription');
  const videos = [player, text(release, 'videochannellink')].map((url) => linkFrom({ url, title }, base));
  return present([...links, ...videos]);
}

/** What the code for embedding a video shows. */
const EMBEDDED = /\ssrc\s?=\s?["'](https?:\/\/[^"'\s<>]+)["']/i;

/** A language as the services' labels call it, as a tag; a label that is none of these is passed on, to be refused. */
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

/** The text of the first element along a path of names, with no white space around it; empty when there is none. */
function text(element: XmlElement, ...path: readonly string[]): string {
  let found: XmlElement | undefined = element;
  for (const name of path) found = found && elementsOf(found).find((child) => child.name === name);
  return textOf(found)?.trim() ?? '';
}

/** The elements called `name` in the first one called `list`. */
function all(element: XmlElement, list: string, name: string): XmlElement[] {
  const found = elementsOf(element).find((child) => child.name === list);
  return found === undefined ? [] : elementsOf(found).filter((child) => child.name === name);
}
