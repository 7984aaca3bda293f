import type { Language, Localized } from '../base/locale/language.ts';
import type { ImportContact, ImportItem, Words } from './document.ts';

/** What belongs to a release as a whole, as one of its languages has it. */
export type Shared = Pick<ImportItem, 'contacts' | 'media' | 'links'>;

export const NOTHING_SHARED: Shared = { contacts: [], media: [], links: [] };

/** Words per language; a plain string is in `language`. */
export function localized(words: Words, language: Language): Localized {
  return typeof words === 'string' ? { [language]: words } : words;
}

/** The same with the language of every word written out. */
export function inLanguage({ contacts, media, links }: Shared, language: Language): Shared {
  const spelled = <T extends Worded>(one: T): T => ({
    ...one,
    ...everyWord(one, (words) => localized(words, language)),
  });
  return { contacts: contacts.map(spelled), media: media.map(spelled), links: links.map(spelled) };
}

/**
 * What several languages of a release say of its contacts, media and links, each in its own words: everything once, with
 * its words in all of them. A medium or a link is known by its address, a contact by its name and where to reach it.
 */
export function together(parts: readonly Shared[]): Shared {
  return {
    contacts: union(
      parts.flatMap(({ contacts }) => contacts),
      ({ name, email, phone }: ImportContact) => JSON.stringify([name, email ?? phone]),
    ),
    media: union(
      parts.flatMap(({ media }) => media),
      ({ url }) => url,
    ),
    links: union(
      parts.flatMap(({ links }) => links),
      ({ url }) => url,
    ),
  };
}

/** What is said in words about a contact, a medium or a link. */
interface Worded {
  readonly title?: Words;
  readonly alt?: Words;
  readonly caption?: Words;
}

function union<T extends Worded>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  const known = new Map<string, T>();
  for (const one of all) {
    const before = known.get(keyOf(one));
    known.set(keyOf(one), before === undefined ? one : both(before, one));
  }
  return [...known.values()];
}

/** What the first does not say, the second may. */
function both<T extends Worded>(first: T, second: T): T {
  const words = everyWord(first, (said, name) => {
    const more = second[name];
    return typeof said === 'string' || typeof more === 'string' ? said : { ...more, ...said };
  });
  return { ...second, ...first, ...words };
}

function everyWord(one: Worded, say: (words: Words, name: keyof Worded) => Words): Worded {
  const { title, alt, caption } = one;
  return {
    ...(title !== undefined && { title: say(title, 'title') }),
    ...(alt !== undefined && { alt: say(alt, 'alt') }),
    ...(caption !== undefined && { caption: say(caption, 'caption') }),
  };
}
