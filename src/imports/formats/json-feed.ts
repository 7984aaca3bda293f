import { isObject, type JsonObject, ownField } from '../../base/json.ts';
import { RELEASE_TYPES } from '../../domain/release.ts';
import { instantOf, type ParsedDate, parseDate } from '../dates.ts';
import type {
  ImportContact,
  ImportContext,
  ImportDocument,
  ImportItem,
  ImportMedia,
  ImportVariant,
  RefusedItem,
} from '../document.ts';
import { siteOf } from '../document-source.ts';
import { hasMarkup, plainText, resolveAddress, resolveHtml } from '../html.ts';
import { sourceId, sourceOf } from '../identity.ts';
import { dateNotes } from '../import-note.ts';
import { asText, listIn, textIn } from '../json-value.ts';
import { nearestLanguage } from '../languages.ts';
import { paragraphs, parseKeywords, withTitle } from '../variant-text.ts';
import { contactFrom, linkFrom, mediumFrom, withoutNulls } from './details.ts';

/** Placeholder of formats that require a type (RFC 2046 section 4.5.1). */
const UNKNOWN_TYPE = 'application/octet-stream';

/** Reads JSON Feed 1 and 1.1 with Kaiku's extension `_kaiku`. */
export function readJsonFeed(feed: JsonObject, context: ImportContext): ImportDocument {
  const items = listIn(feed, 'items').map((item, index) => readItem(item, index, feed, context));
  const site = siteOf([textIn(feed, 'home_page_url'), textIn(feed, 'feed_url')], null);
  return { format: 'json-feed', site, items };
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
  const nearest = nearestLanguage([textIn(item, 'language')], context, [textIn(feed, 'language')]);
  if (!nearest.ok) return refused(nearest.refusal);
  const [published, modified] = [
    dateIn(item, 'date_published', context),
    dateIn(item, 'date_modified', context),
  ];
  if (published === 'not-understood' || modified === 'not-understood') {
    return refused({ code: 'date-not-understood' });
  }
  const variant = withTitle(readVariant(item, base));
  if (variant === null) return refused({ code: 'no-text' });

  const { language } = nearest;
  const kaiku = ownField(item, '_kaiku');
  const type = textIn(kaiku, 'type');
  const { title, lead, body } = variant;
  const notes = dateNotes(published, modified);
  return {
    index,
    source: sourceOf(sourceId(id, url, [title, lead, body, asText(instantOf(published))]), url, type),
    type: RELEASE_TYPES.find((known) => known === type) ?? 'release',
    publishAt: instantOf(published ?? modified),
    updatedAt:
      published !== null && modified !== null && modified.instant > published.instant
        ? modified.instant
        : null,
    variants: { [language]: variant },
    sourceLanguage: language,
    contacts: readContacts(item, kaiku),
    media: readMedia(item, base),
    links: readLinks(item, kaiku, base),
    related: readRelated(kaiku, base, context),
    ...(notes.length > 0 && { notes }),
  };
}

function readVariant(item: JsonObject, base: string | null): ImportVariant {
  const title = textIn(item, 'title');
  const lead = textIn(item, 'summary').trim();
  const html = textIn(item, 'content_html');
  const body = html === '' ? paragraphs(textIn(item, 'content_text')) : resolveHtml(html, base);
  const tags = ownField(item, 'tags');
  return {
    title,
    lead,
    body: isRepeatedText(body, lead || title) ? '' : body,
    keywords: Array.isArray(tags) ? tags.map(asText) : parseKeywords(asText(tags)),
  };
}

/** JSON Feed requires content, so feeds repeat the summary or the title when there is no body. */
function isRepeatedText(body: string, text: string): boolean {
  return !hasMarkup(body) && plainText(body) === text.trim();
}

function dateIn(item: JsonObject, name: string, { timezone }: ImportContext): ParsedDate {
  const date = ownField(item, name) ?? null;
  return date === null || typeof date === 'string' ? parseDate(date, timezone) : 'not-understood';
}

/** An author without an e-mail address is only the publisher. */
function readContacts(item: JsonObject, kaiku: unknown): ImportContact[] {
  const authors = [...listIn(item, 'authors'), ownField(item, 'author')].map((author) => {
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
  return withoutNulls([...contacts, ...authors]);
}

function readMedia(item: JsonObject, base: string | null): ImportMedia[] {
  const attached = withoutNulls(
    listIn(item, 'attachments').map((attachment) => readAttachment(attachment, base)),
  );
  const images = ['image', 'banner_image'].map((name) => mediumFrom({ url: textIn(item, name) }, base));
  // Images are usually attachments too, with more details.
  const known = new Set(attached.map(({ url }) => url));
  return [...attached, ...withoutNulls(images).filter(({ url }) => !known.has(url))];
}

function readAttachment(attachment: unknown, base: string | null): ImportMedia | null {
  const kaiku = ownField(attachment, '_kaiku');
  const type = textIn(attachment, 'mime_type');
  const written = {
    url: textIn(attachment, 'url'),
    type: type === UNKNOWN_TYPE ? '' : type,
    alt: textIn(kaiku, 'alt'),
    caption: isObject(kaiku) ? textIn(kaiku, 'caption') : textIn(attachment, 'title'),
    credit: textIn(kaiku, 'credit'),
  };
  return mediumFrom(written, base, ownField(attachment, 'size_in_bytes'));
}

function readLinks(item: JsonObject, kaiku: unknown, base: string | null): ImportItem['links'] {
  const links = listIn(kaiku, 'links').map((link) =>
    linkFrom({ url: textIn(link, 'url'), title: textIn(link, 'title') }, base),
  );
  // `external_url` is a link only when the item has a `url` too.
  const about = textIn(item, 'url') === '' ? '' : textIn(item, 'external_url');
  return withoutNulls([...links, linkFrom({ url: about }, base)]);
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
