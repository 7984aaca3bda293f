import type { Language, Localized } from '../base/locale/language.ts';
import type { ImportContact, ImportItem, LocalizableText } from './document.ts';

/** Parts that all languages of a release share. */
export type SharedContent = Pick<ImportItem, 'contacts' | 'media' | 'links'>;

export const NO_SHARED_CONTENT: SharedContent = { contacts: [], media: [], links: [] };

/** A plain string is in `language`. */
export function localizedText(text: LocalizableText, language: Language): Localized {
  return typeof text === 'string' ? { [language]: text } : text;
}

export function localizedContent(
  { contacts, media, links }: SharedContent,
  language: Language,
): SharedContent {
  const localizedEntry = <T extends LocalizableFields>(entry: T): T => ({
    ...entry,
    ...mappedTexts(entry, (text) => localizedText(text, language)),
  });
  return {
    contacts: contacts.map(localizedEntry),
    media: media.map(localizedEntry),
    links: links.map(localizedEntry),
  };
}

/**
 * Merges the parts from several languages. Media and links are matched by URL, contacts by name and e-mail or
 * phone.
 */
export function mergedContent(parts: readonly SharedContent[]): SharedContent {
  return {
    contacts: mergedByKey(
      parts.flatMap(({ contacts }) => contacts),
      ({ name, email, phone }: ImportContact) => JSON.stringify([name, email ?? phone]),
    ),
    media: mergedByKey(
      parts.flatMap(({ media }) => media),
      ({ url }) => url,
    ),
    links: mergedByKey(
      parts.flatMap(({ links }) => links),
      ({ url }) => url,
    ),
  };
}

interface LocalizableFields {
  readonly title?: LocalizableText;
  readonly alt?: LocalizableText;
  readonly caption?: LocalizableText;
}

function mergedByKey<T extends LocalizableFields>(
  all: readonly T[],
  keyOf: (entry: T) => string,
): readonly T[] {
  const known = new Map<string, T>();
  for (const entry of all) {
    const before = known.get(keyOf(entry));
    known.set(keyOf(entry), before === undefined ? entry : mergedEntry(before, entry));
  }
  return [...known.values()];
}

/** Values of `first` take precedence. */
function mergedEntry<T extends LocalizableFields>(first: T, second: T): T {
  const texts = mappedTexts(first, (text, name) => {
    const other = second[name];
    return typeof text === 'string' || typeof other === 'string' ? text : { ...other, ...text };
  });
  return { ...second, ...first, ...texts };
}

function mappedTexts(
  entry: LocalizableFields,
  toText: (text: LocalizableText, name: keyof LocalizableFields) => LocalizableText,
): LocalizableFields {
  const { title, alt, caption } = entry;
  return {
    ...(title !== undefined && { title: toText(title, 'title') }),
    ...(alt !== undefined && { alt: toText(alt, 'alt') }),
    ...(caption !== undefined && { caption: toText(caption, 'caption') }),
  };
}
