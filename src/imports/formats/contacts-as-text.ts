import { LIMITS } from '../../domain/limits.ts';
import { oneLine } from '../../domain/text.ts';
import type { ImportContact } from '../document.ts';
import { contactFrom, present } from './details.ts';

/** What stands before an address or a number, in the services' languages. */
const LABEL =
  /^(?:puh(?:elin)?|p|gsm|matkapuhelin|tel|tfn|telefon|tlf|mob(?:il)?|phone|sähköposti|s-posti|e-?post|e-?mail)(?:\.\s*:?|:|\s)\s*/iu;
const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
/** A number as people write it, perhaps with a remark in brackets: `09 310 1641 (vaihde)`. */
const PHONE = /^\+?[\d\s()./-]{5,40}(?:\([^()]{1,40}\))?$/;

/** Words that a contact has before where to reach them: name, title, perhaps an office. More are prose. */
const WORDS = 4;

/** Longer text is not looked through for contacts. */
const LONGEST = 20_000;

/** What was made of contacts that are written as text. */
export interface ContactsRead {
  readonly contacts: readonly ImportContact[];
  /** Text that no contact could be made of; empty as a rule. */
  readonly rest: string;
}

/**
 * Contacts from text, conservatively: names and titles, each followed by its addresses and numbers, in lines or with
 * commas between. Text that is built otherwise becomes one contact by that name where it is short enough for one.
 */
export function readContactsAsText(text: string): ContactsRead {
  const found = text.length > LONGEST ? null : contactsIn(text);
  if (found !== null) return { contacts: found, rest: '' };
  const name = oneLine(text);
  return name.length <= LIMITS.name
    ? { contacts: present([contactFrom({ name })]), rest: '' }
    : { contacts: [], rest: text };
}

/** A contact in the making. */
interface Draft {
  readonly words: string[];
  email: string;
  phone: string;
}

/** Null when the text is not built of contacts. */
function contactsIn(text: string): readonly ImportContact[] | null {
  const drafts: Draft[] = [];
  for (const part of partsOf(text)) {
    const said = part.replace(LABEL, '');
    const isEmail = EMAIL.test(said);
    const isReach = isEmail || PHONE.test(said);
    let draft = drafts.at(-1);
    const isTaken = draft !== undefined && (isEmail ? draft.email !== '' : draft.phone !== '');
    const isNext = isReach ? isTaken : draft !== undefined && (draft.email !== '' || draft.phone !== '');
    if (draft === undefined || isNext) {
      draft = { words: [], email: '', phone: '' };
      drafts.push(draft);
    }
    if (!isReach) draft.words.push(part);
    else if (isEmail) draft.email = said;
    else draft.phone = said;
  }
  const isBuilt = ({ words, email, phone }: Draft) =>
    words.length > 0 && words.length <= WORDS && (email !== '' || phone !== '');
  if (drafts.length === 0 || !drafts.every(isBuilt)) return null;
  const contacts = drafts.map(({ words: [name = '', ...title], email, phone }) =>
    contactFrom({ name, title: title.join(', '), email, phone }),
  );
  return present(contacts);
}

/** Lines, and what commas part in them. A heading (`Lisätietoja:`) is no contact. */
function partsOf(text: string): string[] {
  return text
    .split(/[\n,;|]/)
    .map(oneLine)
    .filter((part) => part !== '' && !part.endsWith(':'));
}
