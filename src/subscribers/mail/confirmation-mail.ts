import { type Language, pick } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { oneLine } from '../../domain/text.ts';
import { button, frame, paragraphs } from './frame.ts';
import { automaticHeaders, headerText, messageId } from './headers.ts';
import type { Mail, Mailbox } from './mail.ts';
import { html } from './markup.ts';

export interface ConfirmationLetter {
  readonly sender: Mailbox;
  readonly newsroom: Newsroom;
  readonly baseUrl: string;
  readonly to: string;
  readonly language: Language;
  /** What tells one asking from another: the reader's id and the link's time of issue. */
  readonly key: readonly (string | number)[];
  /** The confirmation link. */
  readonly link: string;
}

/**
 * Asks whether the subscription is meant. Nothing in it was written by who asked: the address may be a stranger's, and
 * the mail must be no way to send strangers words. The link is the first address in the text, alone on its line.
 */
export function confirmationMail(letter: ConfirmationLetter): Mail {
  const { sender, newsroom, baseUrl, to, language, key, link } = letter;
  const name = oneLine(pick(newsroom.name, language, newsroom.defaultLanguage) ?? newsroom.slug);
  const subject = translate(language, 'mail:confirm.subject', { newsroom: name });
  const open = translate(language, 'mail:confirm.open');
  const rest = [
    translate(language, 'mail:confirm.what', { newsroom: name }),
    translate(language, 'mail:confirm.valid'),
    translate(language, 'mail:confirm.ignore'),
  ];
  const content = [
    ...paragraphs(open),
    button(link, translate(language, 'mail:confirm.button')),
    ...rest.slice(0, 2).flatMap(paragraphs),
  ];
  return {
    from: { name: sender.name || headerText(name), address: sender.address },
    to,
    subject: headerText(subject),
    text: `${[open, link, ...rest].join('\n\n')}\n`,
    html: frame(language, subject, content, html`${rest.slice(2).flatMap(paragraphs)}`),
    headers: automaticHeaders(language),
    messageId: messageId(baseUrl, 'confirm', ...key),
  };
}
