import { isObject, type JsonObject, own } from '../../base/json.ts';
import { toUtcText } from '../../base/time/utc.ts';
import type { ImportContact, ImportContext, ImportDocument, ImportMedia } from '../document.ts';
import { asText, listIn, textIn } from '../json-value.ts';
import { keywordsIn } from '../prose.ts';
import { NOTHING_SHARED, type Shared } from '../shared-content.ts';
import { readContactsAsText } from './contacts-as-text.ts';
import { contactFrom, linkFrom, mediumFrom, present } from './details.ts';
import { type PressRelease, type PressVersion, readPressRelease } from './press-release.ts';

/** Members of which a record of a press service has at least one. */
const TELLING = ['versions', 'leadtext', 'body', 'title'];

/** The records of a press service's JSON: `{ releases }`, a list, or one alone; null when it is nothing of the kind. */
export function pressRecords(json: unknown): readonly unknown[] | null {
  const releases = own(json, 'releases');
  if (Array.isArray(releases)) return releases;
  if (Array.isArray(json)) return json.every((record) => !isObject(record) || isRecord(record)) ? json : null;
  return isRecord(json) ? [json] : null;
}

function isRecord(json: unknown): boolean {
  return isObject(json) && TELLING.some((name) => Object.hasOwn(json, name));
}

/** The JSON of the platform that the Nordic press services share: a record a release, in it a version a language. */
export function readPressJson(records: readonly unknown[], context: ImportContext): ImportDocument {
  const base = context.url ?? context.website;
  const items = records.flatMap((record, index): ImportDocument['items'] => {
    if (!isObject(record)) return [{ index, id: null, refusal: { code: 'not-an-object' } }];
    return readPressRelease(readRecord(record, base), index, context);
  });
  return { format: 'press-json', items };
}

function readRecord(record: JsonObject, base: string | null): PressRelease {
  const type = own(record, 'type');
  const versions = versionsOf(record);
  const isOwnVersion = versions.some(([, version]) => version === record);
  return {
    id: textIn(record, 'id').trim(),
    type: isObject(type) ? textIn(type, 'label', 'name') : asText(type),
    date: dateIn(own(record, 'date') ?? own(record, 'publicationDate')),
    embargo: dateIn(own(record, 'embargo')),
    versions: versions.map(([tag, version]) => readVersion(tag, version, record, base)),
    shared: isOwnVersion ? NOTHING_SHARED : sharedOfAll(record, base),
  };
}

/** Seconds since 1970 reach this number in the year 5138; a larger one counts milliseconds. */
const MILLISECONDS_FROM = 1e11;
/** The last millisecond that a date can be of (ECMA-262 section 21.4.1.1). */
const LAST = 8.64e15;

/** A date as text; a number is of an instant, and anything else is no date that could be understood. */
function dateIn(date: unknown): string {
  if (date === undefined || date === null || typeof date === 'string') return date ?? '';
  const number = typeof date === 'number' ? date : Number.NaN;
  const instant = Math.abs(number) < MILLISECONDS_FROM ? number * 1000 : number;
  return Math.abs(instant) <= LAST ? toUtcText(instant) : typeof date;
}

/** Each version with the language it stands under; a record without versions is its own. */
function versionsOf(record: JsonObject): (readonly [string, unknown])[] {
  const versions = own(record, 'versions');
  if (isObject(versions)) return Object.entries(versions).filter(([, version]) => isObject(version));
  if (Array.isArray(versions)) return versions.map((version) => ['', version]);
  return [['', record]];
}

function readVersion(tag: string, version: unknown, record: JsonObject, base: string | null): PressVersion {
  const body = own(version, 'body');
  const keywords = own(version, 'keywords');
  return {
    tags: [tag, textIn(version, 'lang', 'language'), textIn(record, 'lang', 'language')],
    url: textIn(version, 'url', 'longurl', 'shorturl'),
    title: textIn(version, 'title'),
    // The description is for search engines, as a rule from the lead.
    lead: textIn(version, 'leadtext', 'metadescription'),
    body: isObject(body) ? textIn(body, 'complete', 'html', 'text') : asText(body),
    boilerplate: textIn(version, 'boilerplate'),
    keywords: Array.isArray(keywords) ? keywords.map(keywordOf) : keywordsIn(asText(keywords)),
    contactsAsText: textIn(version, 'contactsAsText'),
    shared: sharedOf(version, base),
  };
}

function keywordOf(keyword: unknown): string {
  return isObject(keyword) ? textIn(keyword, 'name', 'label', 'keyword') : asText(keyword);
}

/** What stands beside the versions; contacts that are written as text among it. */
function sharedOfAll(record: JsonObject, base: string | null): Shared {
  const shared = sharedOf(record, base);
  if (shared.contacts.length > 0) return shared;
  return { ...shared, contacts: readContactsAsText(textIn(record, 'contactsAsText')).contacts };
}

function sharedOf(source: unknown, base: string | null): Shared {
  return {
    contacts: present(listIn(source, 'contacts').map(readContact)),
    media: present([
      ...listIn(source, 'images').map((image) => readImage(image, base)),
      ...listIn(source, 'documents', 'attachments').map((document) => readDocument(document, base)),
    ]),
    links: present(
      [...listIn(source, 'links'), ...listIn(source, 'videos')].map((link) =>
        linkFrom(
          { url: textIn(link, 'url') || asText(link), title: textIn(link, 'description', 'title') },
          base,
        ),
      ),
    ),
  };
}

function readContact(contact: unknown): ImportContact | null {
  return contactFrom({
    name: textIn(contact, 'name') || asText(contact),
    title: textIn(contact, 'title'),
    email: textIn(contact, 'email'),
    phone: textIn(contact, 'phone'),
  });
}

/** In its largest form. */
function readImage(image: unknown, base: string | null): ImportMedia | null {
  const written = {
    url: textIn(image, 'url', 'mediumimageurl', 'smallimageurl') || asText(image),
    type: textIn(image, 'mimeType'),
    alt: textIn(image, 'alttext', 'altText', 'alt'),
    caption: textIn(image, 'caption', 'title'),
    credit: textIn(image, 'photographer', 'copyright'),
  };
  return mediumFrom(written, base);
}

function readDocument(document: unknown, base: string | null): ImportMedia | null {
  const written = {
    url: textIn(document, 'url') || asText(document),
    type: textIn(document, 'mimeType'),
    caption: textIn(document, 'title', 'name'),
  };
  return mediumFrom(written, base);
}
