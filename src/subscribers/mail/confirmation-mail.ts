import { type Language, pickText } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { toPlainLine } from '../../domain/text.ts';
import { button, frame, paragraphs } from './frame.ts';
import { automaticHeaders, headerText, messageId } from './headers.ts';
import type { Mail, Mailbox } from './mail.ts';
import { html } from './markup.ts';

export interface ConfirmationMailInput {
  readonly sender: Mailbox;
  readonly newsroom: Newsroom;
  readonly baseUrl: string;
  readonly to: string;
  readonly language: Language;
  readonly key: readonly (string | number)[];
  readonly link: string;
}

/** Contains no text of the person who filled in the form, because the address can be that of somebody else. */
export function confirmationMail(input: ConfirmationMailInput): Mail {
  const { sender, newsroom, baseUrl, to, language, key, link } = input;
  const name = toPlainLine(pickText(newsroom.name, language, newsroom.defaultLanguage) ?? newsroom.slug);
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
