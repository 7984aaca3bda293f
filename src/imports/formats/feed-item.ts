import type { Language } from '../../base/locale/language.ts';
import { LIMITS } from '../../domain/limits.ts';
import { oneLine, withoutRepeats } from '../../domain/text.ts';
import type { ReadDate } from '../dates.ts';
import type {
  ImportContact,
  ImportContext,
  ImportItem,
  ImportMedia,
  ImportVariant,
  RefusedItem,
} from '../document.ts';
import { hasMarkup, plainText, resolveHtml } from '../html.ts';
import { sourceId, sourceOf } from '../identity.ts';
import { languageOf, nearestLanguage } from '../languages.ts';
import { titled } from '../prose.ts';
import type { Page } from './feed-link.ts';

/** What an RSS item or an Atom entry says, before it is judged. */
export interface FeedItem {
  readonly index: number;
  /** Its own; null when it has none. */
  readonly id: string | null;
  /** Addresses where it can be read, the likeliest first. */
  readonly pages: readonly Page[];
  /** Plain text; empty when it has none. */
  readonly title: string;
  readonly texts: Texts;
  readonly keywords: readonly string[];
  readonly published: ReadDate;
  readonly updated: ReadDate;
  /** Language tags, nearest first. */
  readonly languages: readonly (string | null)[];
  readonly contacts: readonly ImportContact[];
  readonly media: readonly ImportMedia[];
  readonly links: ImportItem['links'];
  readonly translations: readonly Page[];
}

export type Texts = Pick<ImportVariant, 'lead' | 'body'>;

/** Text of a feed that is prose or HTML, with the base of its relative addresses. */
export interface FeedText {
  readonly text: string;
  readonly isHtml: boolean;
  readonly base: string | null;
}

/**
 * A summary beside a full text is the lead; alone it is the lead as well unless it has markup, which only a body can
 * keep.
 */
export function textsOf(summary: FeedText | null, body: string): Texts {
  if (summary === null) return { lead: '', body };
  if (body.trim() === '' && summary.isHtml && hasMarkup(summary.text)) {
    return { lead: '', body: resolveHtml(summary.text, summary.base) };
  }
  const lead = summary.isHtml ? plainText(summary.text) : summary.text.trim();
  // Feeds that have the whole text twice would have it as a lead that no release can hold.
  const isBodyAgain = lead.length > LIMITS.lead && oneLine(lead) === oneLine(plainText(body));
  return { lead: isBodyAgain ? '' : lead, body };
}

/** The item as it comes in, or why it does not. */
export function judged(item: FeedItem, context: ImportContext): ImportItem | RefusedItem {
  const { index, id, pages, published, updated, media, links, contacts } = item;
  const refuse = (refusal: RefusedItem['refusal']): RefusedItem => {
    const name = oneLine(id ?? pages[0]?.url ?? '').slice(0, LIMITS.url);
    return { index, id: name === '' ? null : name, refusal };
  };
  if (published === 'not-understood' || updated === 'not-understood') {
    return refuse({ code: 'date-not-understood' });
  }
  const nearest = nearestLanguage(item.languages, context);
  if (!nearest.ok) return refuse(nearest.refusal);
  const { language } = nearest;
  const variant = titled({ title: item.title, ...item.texts, keywords: withoutRepeats(tidy(item.keywords)) });
  if (variant === null) return refuse({ code: 'no-text' });
  const page = pages.find(({ tag }) => tag === '' || languageIn(tag) === language) ?? pages[0];
  const link = page?.url ?? null;
  // What only says when it was last changed was published then, as far as anyone can tell.
  const publishAt = published ?? updated;
  return {
    index,
    source: sourceOf(sourceId(id, link, [language, variant.title, variant.lead, variant.body]), link, null),
    type: 'release',
    publishAt,
    updatedAt: updated !== null && publishAt !== null && updated > publishAt ? updated : null,
    variants: { [language]: variant },
    sourceLanguage: language,
    contacts,
    media,
    links,
    related: item.translations.flatMap(({ tag, url }) => {
      const other = languageIn(tag);
      return other === null || other === language || url === link ? [] : [{ language: other, url }];
    }),
  };
}

function languageIn(tag: string): Language | null {
  return languageOf(tag.trim().toLowerCase().split(/[-_]/, 1)[0] ?? '');
}

function tidy(keywords: readonly string[]): string[] {
  return keywords.map(oneLine).filter((keyword) => keyword !== '');
}

/** Addresses of machines, under which no one answers. */
const NOBODY = /^(?:no|do-?not|ei)[-_.]?(?:reply|vastaa|svara)@/i;
const ADDRESS = /^[^\s<>()@,;:"]+@[^\s<>()@,;:"]+\.[^\s<>()@,;:"]+$/;

/** A person with an address, as `Name <address>` or, as RSS has it, `address (Name)`; nobody otherwise. */
export function personIn(text: string): ImportContact[] {
  const words = oneLine(text.slice(0, LIMITS.name + LIMITS.email)).split(' ');
  const parts = words.map((word) => word.replace(/^[<(]|[>)]$/g, ''));
  const at = parts.findIndex((part) => ADDRESS.test(part));
  return person(parts.filter((_, index) => index !== at).join(' '), parts[at] ?? '');
}

export function person(name: string, email: string): ImportContact[] {
  const isReachable = email.length <= LIMITS.email && ADDRESS.test(email) && !NOBODY.test(email);
  return name.trim() === '' || !isReachable ? [] : [{ name: name.trim(), email }];
}
