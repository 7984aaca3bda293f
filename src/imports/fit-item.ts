import { LANGUAGES, type Language, type Localized, languagesOf } from '../base/locale/language.ts';
import { hasMoreCharacters, LIMITS, utf8Bytes } from '../domain/limits.ts';
import { distinctKeywords, toLines, toOneLine, toPlainLine } from '../domain/text.ts';
import type { ImportItem, ImportVariant, LocalizableText } from './document.ts';
import { firstWords, plainText } from './html.ts';
import type { ImportNote } from './import-note.ts';
import { localizedContent, mergedContent, type SharedContent } from './shared-content.ts';
import { paragraphs } from './variant-text.ts';

/** Bounds the work; a release allows far less. */
const MAX_DETAILS = 1_000;

/**
 * Makes an item fit the limits of a release, because a release that lacks the end of a list is better than none. The notes
 * name what was shortened, moved or left out. An item within the limits stays as it is.
 */
export function fitItem(item: ImportItem): ImportItem {
  const notes: ImportNote[] = [];
  const variants = Object.fromEntries(
    languagesOf(item.variants).flatMap((language) => {
      const variant = item.variants[language];
      return variant === undefined ? [] : [[language, fitVariant(variant, notes)]];
    }),
  );
  const shared = fitSharedContent(item, item.sourceLanguage, notes);
  return notes.length === 0
    ? item
    : { ...item, variants, ...shared, notes: [...(item.notes ?? []), ...notes] };
}

function fitVariant(variant: ImportVariant, notes: ImportNote[]): ImportVariant {
  let { title, lead, body, keywords } = variant;
  if (hasMoreCharacters(toPlainLine(title), LIMITS.title)) {
    title = firstWords(title, LIMITS.title);
    notes.push({ code: 'title-shortened' });
  }
  const kept = fitKeywords(keywords);
  if (kept.length < keywords.length) {
    notes.push({ code: 'keywords-left-out', count: keywords.length - kept.length });
    keywords = kept;
  }
  if (hasMoreCharacters(toLines(lead), LIMITS.lead)) {
    const withLead = beginsWith(body, lead) ? body : [paragraphs(lead), body].filter(Boolean).join('\n');
    const fits = utf8Bytes(withLead) <= LIMITS.bodyBytes || body === '';
    notes.push({ code: fits ? 'lead-moved' : 'lead-shortened' });
    lead = fits ? '' : firstWords(lead, LIMITS.lead);
    body = fits ? withLead : body;
  }
  return { ...variant, title, lead, body, keywords };
}

/** Enough to tell that a text is the beginning of a body. */
const COMPARED_LENGTH = 1_000;

function beginsWith(body: string, lead: string): boolean {
  const beginning = toOneLine(lead).slice(0, COMPARED_LENGTH);
  return toOneLine(plainText(body)).startsWith(beginning);
}

/** Only a list that does not fit loses its repetitions. */
function fitKeywords(keywords: readonly string[]): readonly string[] {
  const fitting = keywords.filter((keyword) => !hasMoreCharacters(toPlainLine(keyword), LIMITS.keyword));
  return fitting.length <= LIMITS.keywords
    ? fitting
    : distinctKeywords(fitting.map(toPlainLine)).slice(0, LIMITS.keywords);
}

/** Adds to `notes` what does not fit. Texts without a language are in `language`. */
export function fitSharedContent(
  content: SharedContent,
  language: Language,
  notes: ImportNote[],
): SharedContent {
  const { contacts, media, links } = withinCounts(content, language, notes);
  const shorten = shortener(notes);
  const withinLength = (name: 'contacts' | 'media' | 'links', texts: readonly (string | undefined)[]) => {
    const isWithin = texts.every((text) => !hasMoreCharacters(toPlainLine(text ?? ''), LIMITS.url));
    if (!isWithin) notes.push({ code: `${name}-left-out`, count: 1 });
    return isWithin;
  };
  return {
    contacts: contacts
      .filter(({ email }) => withinLength('contacts', [email]))
      .map((contact) => ({ ...contact, ...shorten(contact, { name: LIMITS.name, title: LIMITS.name }) })),
    media: media
      .filter(({ url }) => withinLength('media', [url]))
      .map((medium) => ({
        ...medium,
        ...shorten(medium, { alt: LIMITS.alt, caption: LIMITS.caption, credit: LIMITS.name }),
      })),
    links: links
      .filter(({ url }) => withinLength('links', [url]))
      .map((link) => ({ ...link, ...shorten(link, { title: LIMITS.name }) })),
  };
}

function withinCounts(content: SharedContent, language: Language, notes: ImportNote[]): SharedContent {
  const names = ['contacts', 'media', 'links'] as const;
  if (names.every((name) => content[name].length <= LIMITS[name])) return content;
  const { contacts, media, links } = content;
  const merged = mergedContent([
    localizedContent(
      {
        contacts: contacts.slice(0, MAX_DETAILS),
        media: media.slice(0, MAX_DETAILS),
        links: links.slice(0, MAX_DETAILS),
      },
      language,
    ),
  ]);
  for (const name of names) {
    const unread = Math.max(0, content[name].length - MAX_DETAILS);
    const count = Math.max(0, merged[name].length - LIMITS[name]) + unread;
    if (count > 0) notes.push({ code: `${name}-left-out`, count });
  }
  return {
    contacts: merged.contacts.slice(0, LIMITS.contacts),
    media: merged.media.slice(0, LIMITS.media),
    links: merged.links.slice(0, LIMITS.links),
  };
}

interface Detail {
  readonly name?: LocalizableText;
  readonly title?: LocalizableText;
  readonly alt?: LocalizableText;
  readonly caption?: LocalizableText;
  readonly credit?: LocalizableText;
}

const DETAIL_TEXTS = ['name', 'title', 'alt', 'caption', 'credit'] as const;

/** Shortens texts of contacts, media and links, and notes it once. */
function shortener(notes: ImportNote[]) {
  return (detail: Detail, limits: { readonly [name in keyof Detail]?: number }) => {
    const shortened: { [name: string]: unknown } = {};
    for (const name of DETAIL_TEXTS) {
      const text = detail[name];
      const max = limits[name];
      if (text === undefined || max === undefined || !isLonger(text, max)) continue;
      shortened[name] = typeof text === 'string' ? firstWords(text, max) : shortenedIn(text, max);
      if (!notes.some(({ code }) => code === 'details-shortened')) notes.push({ code: 'details-shortened' });
    }
    return shortened;
  };
}

function isLonger(text: LocalizableText, max: number): boolean {
  const texts = typeof text === 'string' ? [text] : Object.values(text);
  return texts.some((each) => hasMoreCharacters(toOneLine(each), max));
}

function shortenedIn(text: Localized, max: number): Localized {
  return Object.fromEntries(
    LANGUAGES.flatMap((language) => {
      const written = text[language];
      return written === undefined ? [] : [[language, firstWords(written, max)]];
    }),
  );
}
