import { type Language, pickText } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { toDisplayTime } from '../../base/time/helsinki.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { type Contact, type Release, releaseId, type Variant } from '../../domain/release.ts';
import { slugOf } from '../../domain/representation.ts';
import { toPlainLine } from '../../domain/text.ts';
import { releaseUrl } from '../../domain/urls.ts';
import { bodyHtml } from './body-html.ts';
import { bodyText } from './body-text.ts';
import { frame, link, paragraphs, smallLine } from './frame.ts';
import { automaticHeaders, headerText, listHeaders, messageId, threadHeaders } from './headers.ts';
import type { Mail, Mailbox } from './mail.ts';
import { html, type Markup } from './markup.ts';

export type ReleaseMailKind = 'published' | 'corrected' | 'withdrawn';

export interface ReleaseMailInput {
  readonly sender: Mailbox;
  readonly newsroom: Newsroom;
  readonly baseUrl: string;
  readonly release: Release;
  /** The language of the variant, which can differ from the reader's language. */
  readonly language: Language;
  readonly kind: ReleaseMailKind;
  readonly revision: number;
  readonly reader: { readonly id: string; readonly email: string; readonly language: Language };
  /** The Message-ID of the first mail about the release; null in that mail. */
  readonly original: string | null;
  /** Number of corrections that earlier mails to the reader contain. */
  readonly corrections: number;
  readonly links: { readonly manage: string; readonly cancel: string };
}

/** Null when the release has no such variant, or no correction or withdrawal that `kind` asks for. */
export function releaseMail(input: ReleaseMailInput): Mail | null {
  const { sender, newsroom, baseUrl, release, language, reader, links } = input;
  const variant = release.variants[language];
  const composed = variant === undefined ? null : composeMail(input, variant);
  if (variant === undefined || composed === null) return null;
  const name = toPlainLine(
    pickText(newsroom.name, reader.language, newsroom.defaultLanguage) ?? newsroom.slug,
  );
  const footer = footerOf(input, name);
  return {
    from: { name: sender.name || headerText(name), address: sender.address },
    to: reader.email,
    subject: headerText(composed.subject),
    text: `${[...composed.text, `-- \n${footer.text}`].join('\n\n')}\n`,
    html: frame(reader.language, composed.subject, composed.html, footer.html),
    headers: {
      ...automaticHeaders(language),
      ...listHeaders(newsroom, reader.language, links.cancel),
      ...threadHeaders(input.original),
    },
    messageId: messageId(baseUrl, releaseId(newsroom.number, release.number), input.revision, reader.id),
  };
}

interface ComposedMail {
  readonly subject: string;
  readonly text: readonly string[];
  readonly html: readonly Markup[];
}

function composeMail(input: ReleaseMailInput, variant: Variant): ComposedMail | null {
  const { release, reader, kind } = input;
  const title = toPlainLine(variant.title);
  if (kind === 'withdrawn') return withdrawalNotice(input, variant, title);
  const content = releaseContent(input, variant, title);
  if (kind === 'published') return content;
  const newCorrections = release.corrections.slice(input.corrections);
  const latest = newCorrections.at(-1);
  if (latest === undefined) return null;
  const notes = newCorrections.map(
    ({ note }) => pickText(note, input.language, release.sourceLanguage) ?? '',
  );
  const notice = noticeOf({
    heading: translate(reader.language, 'mail:correction.heading'),
    body: notes.join('\n\n'),
    intro: translate(reader.language, 'mail:correction.intro', { stamp: toDisplayTime(latest.at) }),
  });
  return {
    subject: translate(reader.language, 'mail:correction.subject', { title }),
    text: [...notice.text, ...content.text],
    html: [...notice.html, ...content.html],
  };
}

/** Repeats only the title, so that the reader knows which release was withdrawn. */
function withdrawalNotice(
  { release, reader, language }: ReleaseMailInput,
  variant: Variant,
  title: string,
): ComposedMail | null {
  const withdrawal = variant.withdrawn ?? release.withdrawn;
  if (withdrawal === null || variant.publication === null) return null;
  const notice = noticeOf({
    heading: translate(reader.language, 'mail:withdrawal.heading'),
    body: pickText(withdrawal.reason, language, release.sourceLanguage) ?? '',
    intro: translate(reader.language, 'mail:withdrawal.intro', {
      stamp: toDisplayTime(withdrawal.at),
      published: toDisplayTime(variant.publication.publishedAt),
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

function noticeOf(notice: { readonly heading: string; readonly body: string; readonly intro: string }) {
  const { heading, body, intro } = notice;
  return {
    text: [`${heading}: ${body}`, intro],
    html: [
      html`<h1 style="font-size:20px;line-height:1.3;margin:0 0 8px">${heading}</h1>\n`,
      ...paragraphs(body),
      ...paragraphs(intro),
    ],
  };
}

/** The text of the release has its own `lang`, because the rest of the mail is in the reader's language. */
function releaseContent(input: ReleaseMailInput, variant: Variant, title: string): ComposedMail {
  const { newsroom, baseUrl, release, language, reader } = input;
  const stamp = toDisplayTime(variant.publication?.publishedAt ?? release.publishAt ?? release.createdAt);
  const name = toPlainLine(
    pickText(newsroom.name, reader.language, newsroom.defaultLanguage) ?? newsroom.slug,
  );
  const head = `${stamp} | ${translate(reader.language, `common:type.${release.type}`)} | ${name}`;
  const fallbackNotice =
    language === reader.language ? [] : [translate(reader.language, `mail:fallback.${language}`)];
  const url = releaseUrl(baseUrl, language, newsroom.slug, release.number, slugOf(variant));
  const page = translate(reader.language, 'mail:page');
  const contacts = contactLines(release, language);
  const contactsTitle = translate(reader.language, 'feed:entry.contacts');
  return {
    subject: title,
    text: [
      ...fallbackNotice,
      head,
      title,
      ...[variant.lead, bodyText(variant.body)].filter((text) => text.trim() !== ''),
      ...(contacts.length > 0 ? [`${contactsTitle}\n${contacts.map((line) => `- ${line}`).join('\n')}`] : []),
      `${page}:\n${url}`,
    ],
    html: [
      ...fallbackNotice.flatMap(paragraphs),
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

function contactLines({ contacts, sourceLanguage }: Release, language: Language): string[] {
  return contacts.map((contact: Contact) => {
    const title =
      contact.title === undefined ? '' : (pickText(contact.title, language, sourceLanguage) ?? '');
    const parts = [contact.name, title, contact.phone ?? '', contact.email ?? ''];
    return parts
      .map(toPlainLine)
      .filter((part) => part !== '')
      .join(', ');
  });
}

function contactList(title: string, contacts: readonly string[]): Markup {
  const lines = contacts.map((line) => html`<li>${line}</li>\n`);
  return html`<h2 style="font-size:18px;line-height:1.3">${title}</h2>\n<ul>\n${lines}</ul>\n`;
}

function footerOf({ reader, links }: ReleaseMailInput, name: string): { text: string; html: Markup } {
  const { language, email } = reader;
  const why = translate(language, 'mail:why', { address: email, newsroom: name });
  const manage = translate(language, 'mail:manage');
  const cancel = translate(language, 'mail:cancel');
  return {
    text: `${why}\n\n${manage}:\n${links.manage}\n\n${cancel}:\n${links.cancel}`,
    html: html`${paragraphs(why)}<p>${link(links.manage, manage)} · ${link(links.cancel, cancel)}</p>`,
  };
}
