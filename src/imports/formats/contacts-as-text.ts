import { LIMITS } from '../../domain/limits.ts';
import { toOneLine } from '../../domain/text.ts';
import type { ImportContact } from '../document.ts';
import { contactFrom, withoutNulls } from './details.ts';

const LABEL =
  /^(?:puh(?:elin)?|p|gsm|matkapuhelin|tel|tfn|telefon|tlf|mob(?:il)?|phone|sähköposti|s-posti|e-?post|e-?mail)(?:\.\s*:?|:|\s)\s*/iu;
const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
/** A phone number may end with a remark: `09 310 1641 (vaihde)`. */
const PHONE = /^\+?[\d\s()./-]{5,40}(?:\([^()]{1,40}\))?$/;

/** In contacts, this many parts at most come before the e-mail or phone: name, title, office. */
const MAX_WORDS = 4;

const MAX_TEXT_LENGTH = 20_000;

export interface ParsedContacts {
  readonly contacts: readonly ImportContact[];
  /** Text that is not a contact; usually empty. */
  readonly rest: string;
}

/**
 * Reads names and titles with e-mail addresses and phone numbers, separated by lines or commas. Other text becomes
 * the name of one contact when it is short enough.
 */
export function readContactsAsText(text: string): ParsedContacts {
  const contacts = text.length > MAX_TEXT_LENGTH ? null : contactsIn(text);
  if (contacts !== null) return { contacts, rest: '' };
  const name = toOneLine(text);
  return name.length <= LIMITS.name
    ? { contacts: withoutNulls([contactFrom({ name })]), rest: '' }
    : { contacts: [], rest: text };
}

interface ContactDraft {
  readonly words: string[];
  email: string;
  phone: string;
}

function contactsIn(text: string): readonly ImportContact[] | null {
  const drafts: ContactDraft[] = [];
  for (const part of partsOf(text)) {
    const value = part.replace(LABEL, '');
    const isEmail = EMAIL.test(value);
    const isEmailOrPhone = isEmail || PHONE.test(value);
    let draft = drafts.at(-1);
    const isFilled = draft !== undefined && (isEmail ? draft.email !== '' : draft.phone !== '');
    const isNextContact = isEmailOrPhone
      ? isFilled
      : draft !== undefined && (draft.email !== '' || draft.phone !== '');
    if (draft === undefined || isNextContact) {
      draft = { words: [], email: '', phone: '' };
      drafts.push(draft);
    }
    if (!isEmailOrPhone) draft.words.push(part);
    else if (isEmail) draft.email = value;
    else draft.phone = value;
  }
  const isContact = ({ words, email, phone }: ContactDraft) =>
    words.length > 0 && words.length <= MAX_WORDS && (email !== '' || phone !== '');
  if (drafts.length === 0 || !drafts.every(isContact)) return null;
  const contacts = drafts.map(({ words: [name = '', ...title], email, phone }) =>
    contactFrom({ name, title: title.join(', '), email, phone }),
  );
  return withoutNulls(contacts);
}

/** Headings such as `Lisätietoja:` are left out. */
function partsOf(text: string): string[] {
  return text
    .split(/[\n,;|]/)
    .map(toOneLine)
    .filter((part) => part !== '' && !part.endsWith(':'));
}
