import { type Language, pick } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { toStamp } from '../../base/time/helsinki.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { type Contact, type Release, releaseId, type Variant } from '../../domain/release.ts';
import { slugOf } from '../../domain/representation.ts';
import { oneLine } from '../../domain/text.ts';
import { releaseUrl } from '../../domain/urls.ts';
import { bodyHtml } from './body-html.ts';
import { bodyText } from './body-text.ts';
import { frame, link, paragraphs, smallLine } from './frame.ts';
import { automaticHeaders, headerText, listHeaders, messageId, threadHeaders } from './headers.ts';
import type { Mail, Mailbox } from './mail.ts';
import { html, type Markup } from './markup.ts';

/** What a mail tells: that a release was published, how it was corrected, or that it was withdrawn. */
export type Tidings = 'published' | 'corrected' | 'withdrawn';

export interface ReleaseLetter {
  readonly sender: Mailbox;
  readonly newsroom: Newsroom;
  readonly baseUrl: string;
  readonly release: Release;
  /** The variant's language; the reader's own unless they take another. */
  readonly language: Language;
  readonly tidings: Tidings;
  /** The revision that the tidings are of. */
  readonly revision: number;
  readonly reader: { readonly id: string; readonly email: string; readonly language: Language };
  /** The Message-ID of the mail that brought the release; null in that mail. */
  readonly original: string | null;
  /** How many of the release's corrections the reader knows already. */
  readonly corrections: number;
  /** Addresses of the reader's pages. */
  readonly links: { readonly manage: string; readonly cancel: string };
}

/** A release as a mail. Null when it has no such variant, or no correction or withdrawal of it to tell. */
export function releaseMail(letter: ReleaseLetter): Mail | null {
  const { sender, newsroom, baseUrl, release, language, reader, links } = letter;
  const variant = release.variants[language];
  const told = variant === undefined ? null : enqueueUpdate(letter, variant);
  if (variant === undefined || told === null) return null;
  const name = oneLine(pick(newsroom.name, reader.language, newsroom.defaultLanguage) ?? newsroom.slug);
  const footer = foot(letter, name);
  return {
    from: { name: sender.name || headerText(name), address: sender.address },
    to: reader.email,
    subject: headerText(told.subject),
    text: `${[...told.text, `-- \n${footer.text}`].join('\n\n')}\n`,
    html: frame(reader.language, told.subject, told.html, footer.html),
    headers: {
      ...automaticHeaders(language),
      ...listHeaders(newsroom, reader.language, links.cancel),
      ...threadHeaders(letter.original),
    },
    messageId: messageId(baseUrl, releaseId(newsroom.number, release.number), letter.revision, reader.id),
  };
}

/** One mail's words, twice. */
interface Told {
  readonly subject: string;
  /** Parted by empty lines. */
  readonly text: readonly string[];
  readonly html: readonly Markup[];
}

function enqueueUpdate(letter: ReleaseLetter, variant: Variant): Told | null {
  const { release, reader, tidings } = letter;
  const title = oneLine(variant.title);
  if (tidings === 'withdrawn') return withdrawn(letter, variant, title);
  const whole = content(letter, variant, title);
  if (tidings === 'published') return whole;
  const news = release.corrections.slice(letter.corrections);
  const latest = news.at(-1);
  if (latest === undefined) return null;
  const notes = news.map(({ note }) => pick(note, letter.language, release.sourceLanguage) ?? '');
  const first = notified({
    heading: translate(reader.language, 'mail:correction.heading'),
    words: notes.join('\n\n'),
    intro: translate(reader.language, 'mail:correction.intro', { stamp: toStamp(latest.at) }),
  });
  return {
    subject: translate(reader.language, 'mail:correction.subject', { title }),
    text: [...first.text, ...whole.text],
    html: [...first.html, ...whole.html],
  };
}

/** The reader has the title from the first mail, and needs it to know which release went. */
function withdrawn(
  { release, reader, language }: ReleaseLetter,
  variant: Variant,
  title: string,
): Told | null {
  const withdrawal = variant.withdrawn ?? release.withdrawn;
  if (withdrawal === null || variant.publication === null) return null;
  const notice = notified({
    heading: translate(reader.language, 'mail:withdrawal.heading'),
    words: pick(withdrawal.reason, language, release.sourceLanguage) ?? '',
    intro: translate(reader.language, 'mail:withdrawal.intro', {
      stamp: toStamp(withdrawal.at),
      published: toStamp(variant.publication.publishedAt),
    }),
  });
  return {
    subject: translate(reader.language, 'mail:withdrawal.subject', { title }),
    text: [...notice.text, title],
    html: [
      ...notice.html,
      html`<h2 lang="${language}" style="font-size:18px;line-height:1.3">${title}</h2>\n`,
    ],
  };
}

/** What was corrected, or why it was withdrawn, before anything else. */
function notified(notice: { readonly heading: string; readonly words: string; readonly intro: string }) {
  const { heading, words, intro } = notice;
  return {
    text: [`${heading}: ${words}`, intro],
    html: [
      html`<h1 style="font-size:20px;line-height:1.3;margin:0 0 8px">${heading}</h1>\n`,
      ...paragraphs(words),
      ...paragraphs(intro),
    ],
  };
}

/** The release itself. Its own words carry their language, which need not be the mail's. */
function content(letter: ReleaseLetter, variant: Variant, title: string): Told {
  const { newsroom, baseUrl, release, language, reader } = letter;
  const stamp = toStamp(variant.publication?.publishedAt ?? release.publishAt ?? release.createdAt);
  const name = oneLine(pick(newsroom.name, reader.language, newsroom.defaultLanguage) ?? newsroom.slug);
  const head = `${stamp} | ${translate(reader.language, `common:type.${release.type}`)} | ${name}`;
  const apology =
    language === reader.language ? [] : [translate(reader.language, `mail:fallback.${language}`)];
  const url = releaseUrl(baseUrl, language, newsroom.slug, release.number, slugOf(variant));
  const page = translate(reader.language, 'mail:page');
  const contacts = contactLines(release, language);
  const contactsTitle = translate(reader.language, 'feed:entry.contacts');
  return {
    subject: title,
    text: [
      ...apology,
      head,
      title,
      ...[variant.lead, bodyText(variant.body)].filter((text) => text.trim() !== ''),
      ...(contacts.length > 0 ? [`${contactsTitle}\n${contacts.map((line) => `- ${line}`).join('\n')}`] : []),
      `${page}:\n${url}`,
    ],
    html: [
      ...apology.flatMap(paragraphs),
      smallLine(head),
      html`<div lang="${language}">\n`,
      html`<h1 style="font-size:24px;line-height:1.3;margin:0 0 16px">${title}</h1>\n`,
      html`<div style="font-weight:bold">${paragraphs(variant.lead)}</div>\n`,
      html`${bodyHtml(variant.body)}\n</div>\n`,
      ...(contacts.length > 0 ? [contactList(contactsTitle, contacts)] : []),
      html`<p>${link(url, page)}</p>`,
    ],
  };
}

/** `Name, title, phone, address`, one line a contact. */
function contactLines({ contacts, sourceLanguage }: Release, language: Language): string[] {
  return contacts.map((contact: Contact) => {
    const title = contact.title === undefined ? '' : (pick(contact.title, language, sourceLanguage) ?? '');
    const parts = [contact.name, title, contact.phone ?? '', contact.email ?? ''];
    return parts
      .map(oneLine)
      .filter((part) => part !== '')
      .join(', ');
  });
}

function contactList(title: string, contacts: readonly string[]): Markup {
  const lines = contacts.map((line) => html`<li>${line}</li>\n`);
  return html`<h2 style="font-size:18px;line-height:1.3">${title}</h2>\n<ul>\n${lines}</ul>\n`;
}

/** Why one gets this mail, and how to get no more. */
function foot({ reader, links }: ReleaseLetter, name: string): { text: string; html: Markup } {
  const { language, email } = reader;
  const why = translate(language, 'mail:why', { address: email, newsroom: name });
  const manage = translate(language, 'mail:manage');
  const cancel = translate(language, 'mail:cancel');
  return {
    text: `${why}\n\n${manage}:\n${links.manage}\n\n${cancel}:\n${links.cancel}`,
    html: html`${paragraphs(why)}<p>${link(links.manage, manage)} · ${link(links.cancel, cancel)}</p>`,
  };
}
