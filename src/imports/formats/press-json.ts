import { isObject, type JsonObject, ownField } from '../../base/json.ts';
import { toUtcText } from '../../base/time/utc.ts';
import type { ImportContact, ImportContext, ImportDocument, ImportMedia } from '../document.ts';
import { asText, listIn, textIn } from '../json-value.ts';
import { NO_SHARED_CONTENT, type SharedContent } from '../shared-content.ts';
import { parseKeywords } from '../variant-text.ts';
import { readContactsAsText } from './contacts-as-text.ts';
import { contactFrom, linkFrom, mediumFrom, withoutNulls } from './details.ts';
import { type PressRelease, type PressVersion, readPressRelease } from './press-release.ts';

const RELEASE_MEMBERS = ['versions', 'leadtext', 'body', 'title'];

/** `{ releases }`, an array, or one record; null for other JSON. */
export function pressRecords(json: unknown): readonly unknown[] | null {
  const releases = ownField(json, 'releases');
  if (Array.isArray(releases)) return releases;
  if (Array.isArray(json)) return json.every((record) => !isObject(record) || isRecord(record)) ? json : null;
  return isRecord(json) ? [json] : null;
}

function isRecord(json: unknown): boolean {
  return isObject(json) && RELEASE_MEMBERS.some((name) => Object.hasOwn(json, name));
}

/** JSON of the Nordic press services: one record per release, one version per language. */
export function readPressJson(records: readonly unknown[], context: ImportContext): ImportDocument {
  const base = context.url ?? context.website;
  const items = records.flatMap((record, index): ImportDocument['items'] => {
    if (!isObject(record)) return [{ index, id: null, refusal: { code: 'not-an-object' } }];
    return readPressRelease(readRecord(record, base), index, context);
  });
  return { format: 'press-json', site: null, items };
}

function readRecord(record: JsonObject, base: string | null): PressRelease {
  const type = ownField(record, 'type');
  const versions = versionsOf(record);
  const isOwnVersion = versions.some(([, version]) => version === record);
  return {
    id: textIn(record, 'id').trim(),
    type: isObject(type) ? textIn(type, 'label', 'name') : asText(type),
    date: dateIn(ownField(record, 'date') ?? ownField(record, 'publicationDate')),
    embargo: dateIn(ownField(record, 'embargo')),
    versions: versions.map(([tag, version]) => readVersion(tag, version, record, base)),
    shared: isOwnVersion ? NO_SHARED_CONTENT : sharedByVersions(record, base),
  };
}

/** Smaller numbers are seconds since 1970, up to the year 5138. Larger numbers are milliseconds. */
const MILLISECONDS_FROM = 1e11;
/** Limit of dates in milliseconds (ECMA-262 section 21.4.1.1). */
const MAX_INSTANT = 8.64e15;

/** A number becomes date text. Any other value becomes text that is refused as a date. */
function dateIn(date: unknown): string {
  if (date === undefined || date === null || typeof date === 'string') return date ?? '';
  const number = typeof date === 'number' ? date : Number.NaN;
  const instant = Math.abs(number) < MILLISECONDS_FROM ? number * 1000 : number;
  return Math.abs(instant) <= MAX_INSTANT ? toUtcText(instant) : typeof date;
}

/** A record without `versions` is its only version. */
function versionsOf(record: JsonObject): (readonly [string, unknown])[] {
  const versions = ownField(record, 'versions');
  if (isObject(versions)) return Object.entries(versions).filter(([, version]) => isObject(version));
  if (Array.isArray(versions)) return versions.map((version) => ['', version]);
  return [['', record]];
}

function readVersion(tag: string, version: unknown, record: JsonObject, base: string | null): PressVersion {
  const body = ownField(version, 'body');
  const keywords = ownField(version, 'keywords');
  return {
    tags: [tag, textIn(version, 'lang', 'language'), textIn(record, 'lang', 'language')],
    url: textIn(version, 'url', 'longurl', 'shorturl'),
    title: textIn(version, 'title'),
    // `metadescription` is for search engines and usually copies the lead.
    lead: textIn(version, 'leadtext', 'metadescription'),
    body: isObject(body) ? textIn(body, 'complete', 'html', 'text') : asText(body),
    boilerplate: textIn(version, 'boilerplate'),
    keywords: Array.isArray(keywords) ? keywords.map(keywordOf) : parseKeywords(asText(keywords)),
    contactsAsText: textIn(version, 'contactsAsText'),
    shared: sharedContentIn(version, base),
  };
}

function keywordOf(keyword: unknown): string {
  return isObject(keyword) ? textIn(keyword, 'name', 'label', 'keyword') : asText(keyword);
}

function sharedByVersions(record: JsonObject, base: string | null): SharedContent {
  const shared = sharedContentIn(record, base);
  if (shared.contacts.length > 0) return shared;
  return { ...shared, contacts: readContactsAsText(textIn(record, 'contactsAsText')).contacts };
}

function sharedContentIn(source: unknown, base: string | null): SharedContent {
  return {
    contacts: withoutNulls(listIn(source, 'contacts').map(readContact)),
    media: withoutNulls([
      ...listIn(source, 'images').map((image) => readImage(image, base)),
      ...listIn(source, 'documents', 'attachments').map((document) => readDocument(document, base)),
    ]),
    links: withoutNulls(
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
