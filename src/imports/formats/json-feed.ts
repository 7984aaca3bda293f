import { isObject, type JsonObject, own } from '../../base/json.ts';
import { RELEASE_TYPES } from '../../domain/release.ts';
import { type ReadDate, readDate } from '../dates.ts';
import type {
  ImportContact,
  ImportContext,
  ImportDocument,
  ImportItem,
  ImportMedia,
  ImportVariant,
  RefusedItem,
} from '../document.ts';
import { hasMarkup, plainText, resolveAddress, resolveHtml } from '../html.ts';
import { sourceId, sourceOf } from '../identity.ts';
import { asText, listIn, textIn } from '../json-value.ts';
import { nearestLanguage } from '../languages.ts';
import { keywordsIn, paragraphs, titled } from '../prose.ts';
import { contactFrom, linkFrom, mediumFrom, present } from './details.ts';

/** What is said where a format demands a type that is not known (RFC 2046 section 4.5.1). */
const UNKNOWN_TYPE = 'application/octet-stream';

/** JSON Feed 1 and 1.1, and what Kaiku adds to it under `_kaiku`. */
export function readJsonFeed(feed: JsonObject, context: ImportContext): ImportDocument {
  const items = listIn(feed, 'items').map((item, index) => readItem(item, index, feed, context));
  return { format: 'json-feed', items };
}

function readItem(
  item: unknown,
  index: number,
  feed: JsonObject,
  context: ImportContext,
): ImportItem | RefusedItem {
  const base = context.url ?? context.website;
  const address = textIn(item, 'url', 'external_url');
  const url = address === '' ? null : resolveAddress(address, base);
  const id = textIn(item, 'id') || null;
  const refused = (refusal: RefusedItem['refusal']) => ({ index, id: id ?? url, refusal });

  if (!isObject(item)) return refused({ code: 'not-an-object' });
  const tag = textIn(item, 'language') || textIn(feed, 'language');
  const nearest = nearestLanguage([tag], context);
  if (!nearest.ok) return refused(nearest.refusal);
  const [published, modified] = [dateIn(item, 'date_published'), dateIn(item, 'date_modified')];
  if (published === 'not-understood' || modified === 'not-understood') {
    return refused({ code: 'date-not-understood' });
  }
  const variant = titled(readVariant(item, base));
  if (variant === null) return refused({ code: 'no-text' });

  const { language } = nearest;
  const kaiku = own(item, '_kaiku');
  const type = textIn(kaiku, 'type');
  const { title, lead, body } = variant;
  return {
    index,
    source: sourceOf(sourceId(id, url, [title, lead, body, asText(published)]), url, type),
    type: RELEASE_TYPES.find((known) => known === type) ?? 'release',
    publishAt: published ?? modified,
    updatedAt: published !== null && modified !== null && modified > published ? modified : null,
    variants: { [language]: variant },
    sourceLanguage: language,
    contacts: readContacts(item, kaiku),
    media: readMedia(item, base),
    links: readLinks(item, kaiku, base),
    related: readRelated(kaiku, base, context),
  };
}

/** Text is plain where the format says so. */
function readVariant(item: JsonObject, base: string | null): ImportVariant {
  const title = textIn(item, 'title');
  const lead = textIn(item, 'summary').trim();
  const html = textIn(item, 'content_html');
  const body = html === '' ? paragraphs(textIn(item, 'content_text')) : resolveHtml(html, base);
  const tags = own(item, 'tags');
  return {
    title,
    lead,
    body: isStandIn(body, lead || title) ? '' : body,
    keywords: Array.isArray(tags) ? tags.map(asText) : keywordsIn(asText(tags)),
  };
}

/** The format demands content of every item, so that summary or title stand in for a body that there is not. */
function isStandIn(body: string, text: string): boolean {
  return !hasMarkup(body) && plainText(body) === text.trim();
}

function dateIn(item: JsonObject, name: string): ReadDate {
  const date = own(item, name) ?? null;
  return date === null || typeof date === 'string' ? readDate(date) : 'not-understood';
}

/** An author is a contact only where one can write to them; otherwise it is who publishes. */
function readContacts(item: JsonObject, kaiku: unknown): ImportContact[] {
  const authors = [...listIn(item, 'authors'), own(item, 'author')].map((author) => {
    const email = textIn(author, 'url').trim();
    return /^mailto:/i.test(email) ? contactFrom({ name: textIn(author, 'name'), email }) : null;
  });
  const contacts = listIn(kaiku, 'contacts').map((contact) =>
    contactFrom({
      name: textIn(contact, 'name'),
      title: textIn(contact, 'title'),
      email: textIn(contact, 'email'),
      phone: textIn(contact, 'phone'),
    }),
  );
  return present([...contacts, ...authors]);
}

function readMedia(item: JsonObject, base: string | null): ImportMedia[] {
  const attached = present(listIn(item, 'attachments').map((attachment) => readAttachment(attachment, base)));
  const images = ['image', 'banner_image'].map((name) => mediumFrom({ url: textIn(item, name) }, base));
  // What is shown is as a rule attached too, where more is said of it.
  const known = new Set(attached.map(({ url }) => url));
  return [...attached, ...present(images).filter(({ url }) => !known.has(url))];
}

function readAttachment(attachment: unknown, base: string | null): ImportMedia | null {
  const kaiku = own(attachment, '_kaiku');
  const type = textIn(attachment, 'mime_type');
  const written = {
    url: textIn(attachment, 'url'),
    type: type === UNKNOWN_TYPE ? '' : type,
    alt: textIn(kaiku, 'alt'),
    caption: isObject(kaiku) ? textIn(kaiku, 'caption') : textIn(attachment, 'title'),
    credit: textIn(kaiku, 'credit'),
  };
  return mediumFrom(written, base, own(attachment, 'size_in_bytes'));
}

function readLinks(item: JsonObject, kaiku: unknown, base: string | null): ImportItem['links'] {
  const links = listIn(kaiku, 'links').map((link) =>
    linkFrom({ url: textIn(link, 'url'), title: textIn(link, 'title') }, base),
  );
  // The page an item is about, unless it is the item's only address.
  const about = textIn(item, 'url') === '' ? '' : textIn(item, 'external_url');
  return present([...links, linkFrom({ url: about }, base)]);
}

function readRelated(kaiku: unknown, base: string | null, context: ImportContext): ImportItem['related'] {
  return listIn(kaiku, 'variants').flatMap((variant) => {
    const nearest = nearestLanguage([textIn(variant, 'language')], context);
    const url = textIn(variant, 'url');
    return nearest.ok && url !== '' && textIn(variant, 'language') !== ''
      ? [{ language: nearest.language, url: resolveAddress(url, base) }]
      : [];
  });
}
