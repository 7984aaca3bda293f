import type { Language } from '../../base/locale/language.ts';
import { LIMITS } from '../../domain/limits.ts';
import { distinctKeywords, toOneLine, toPlainLine } from '../../domain/text.ts';
import { instantOf, type ParsedDate } from '../dates.ts';
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
import { dateNotes } from '../import-note.ts';
import { type LanguageTag, languageOfSubtag, nearestLanguage } from '../languages.ts';
import { withTitle } from '../variant-text.ts';
import type { LinkedPage } from './feed-link.ts';

export interface FeedItem {
  readonly index: number;
  readonly id: string | null;
  /** Web pages of the item, the most likely first. */
  readonly pages: readonly LinkedPage[];
  readonly title: string;
  readonly texts: LeadAndBody;
  readonly keywords: readonly string[];
  readonly published: ParsedDate;
  readonly updated: ParsedDate;
  /** Languages of the item and of what is in it, nearest first. */
  readonly languages: readonly LanguageTag[];
  /** Languages of what the item stands in. */
  readonly feedLanguages: readonly LanguageTag[];
  readonly contacts: readonly ImportContact[];
  readonly media: readonly ImportMedia[];
  readonly links: ImportItem['links'];
  readonly translations: readonly LinkedPage[];
}

export type LeadAndBody = Pick<ImportVariant, 'lead' | 'body'>;

export interface FeedText {
  readonly text: string;
  readonly isHtml: boolean;
  readonly base: string | null;
}

/** A summary is the lead. A summary with markup and no body is the body, because a lead is plain text. */
export function leadAndBody(summary: FeedText | null, body: string): LeadAndBody {
  if (summary === null) return { lead: '', body };
  if (body.trim() === '' && summary.isHtml && hasMarkup(summary.text)) {
    return { lead: '', body: resolveHtml(summary.text, summary.base) };
  }
  const lead = summary.isHtml ? plainText(summary.text) : summary.text.trim();
  // Some feeds repeat the whole text in the summary, which is too long for a lead.
  const isBodyRepeated = lead.length > LIMITS.lead && toOneLine(lead) === toOneLine(plainText(body));
  return { lead: isBodyRepeated ? '' : lead, body };
}

export function toImportItem(item: FeedItem, context: ImportContext): ImportItem | RefusedItem {
  const { index, id, pages, published, updated, media, links, contacts } = item;
  const refuse = (refusal: RefusedItem['refusal']): RefusedItem => {
    const name = toOneLine(id ?? pages[0]?.url ?? '').slice(0, LIMITS.url);
    return { index, id: name === '' ? null : name, refusal };
  };
  if (published === 'not-understood' || updated === 'not-understood') {
    return refuse({ code: 'date-not-understood' });
  }
  const nearest = nearestLanguage(item.languages, context, item.feedLanguages);
  if (!nearest.ok) return refuse(nearest.refusal);
  const { language } = nearest;
  const variant = withTitle({
    title: item.title,
    ...item.texts,
    keywords: distinctKeywords(nonEmptyKeywords(item.keywords)),
  });
  if (variant === null) return refuse({ code: 'no-text' });
  const page = pages.find(({ tag }) => tag === '' || languageOfTag(tag) === language) ?? pages[0];
  const link = page?.url ?? null;
  // Without a publication date, the date of the last change is used.
  const publishAt = instantOf(published ?? updated);
  const updatedAt = instantOf(updated);
  const notes = dateNotes(published, updated);
  return {
    index,
    source: sourceOf(sourceId(id, link, [language, variant.title, variant.lead, variant.body]), link, null),
    type: 'release',
    publishAt,
    updatedAt: updatedAt !== null && publishAt !== null && updatedAt > publishAt ? updatedAt : null,
    variants: { [language]: variant },
    sourceLanguage: language,
    contacts,
    media,
    links,
    related: item.translations.flatMap(({ tag, url }) => {
      const other = languageOfTag(tag);
      return other === null || other === language || url === link ? [] : [{ language: other, url }];
    }),
    ...(notes.length > 0 && { notes }),
  };
}

function languageOfTag(tag: string): Language | null {
  return languageOfSubtag(tag.trim().toLowerCase().split(/[-_]/, 1)[0] ?? '');
}

function nonEmptyKeywords(keywords: readonly string[]): string[] {
  return keywords.map(toPlainLine).filter((keyword) => keyword !== '');
}

const NO_REPLY = /^(?:no|do-?not|ei)[-_.]?(?:reply|vastaa|svara)@/i;
const EMAIL = /^[^\s<>()@,;:"]+@[^\s<>()@,;:"]+\.[^\s<>()@,;:"]+$/;

/** `Name <address>`, or `address (Name)` as in RSS. Empty for any other text. */
export function parsePerson(text: string): ImportContact[] {
  const words = toOneLine(text.slice(0, LIMITS.name + LIMITS.email)).split(' ');
  const parts = words.map((word) => word.replace(/^[<(]|[>)]$/g, ''));
  const at = parts.findIndex((part) => EMAIL.test(part));
  return reachablePerson(parts.filter((_, index) => index !== at).join(' '), parts[at] ?? '');
}

export function reachablePerson(name: string, email: string): ImportContact[] {
  const isReachable = email.length <= LIMITS.email && EMAIL.test(email) && !NO_REPLY.test(email);
  return name.trim() === '' || !isReachable ? [] : [{ name: name.trim(), email }];
}
