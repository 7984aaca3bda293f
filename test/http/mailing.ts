import type { ParsedMail } from 'mailparser';
import type { Language } from '../../src/base/locale/language.ts';
import { DEFAULT_BOUNDS } from '../../src/platform/environment.ts';
import { CONFIRMATION_BOUNDS, type ConfirmationBounds } from '../../src/subscribers/confirmation-limits.ts';
import { header, type InboxOptions, openInbox } from '../subscribers/mail/inbox.ts';
import { forwardTo, type RelayProxy } from '../subscribers/mail/relay-proxy.ts';
import { type Answer, BASE, NEWSROOM, openHarness, PROFILE, RELEASES } from './harness.ts';

export const SUBSCRIPTIONS = `${NEWSROOM}/subscriptions`;
export const LANGUAGES: readonly Language[] = ['fi', 'sv', 'en'];

/** A service with a newsroom in three languages and a mail relay, which it reaches through `relayProxy` if that is given. */
export async function openMailing(
  options: InboxOptions = {},
  relayProxy: RelayProxy | null = null,
  confirmations: ConfirmationBounds = CONFIRMATION_BOUNDS,
) {
  const inbox = await openInbox(options);
  await relayProxy?.handleWith(forwardTo(inbox.url));
  const mail = {
    smtpUrl: relayProxy?.url ?? inbox.url,
    from: 'Kaiku <tiedotteet@kaiku.example>',
    dkim: null,
  };
  const harness = openHarness({ mail, bounds: { ...DEFAULT_BOUNDS, confirmations } });
  const token = await harness.createNewsroom({ ...PROFILE, languages: LANGUAGES });

  async function form(path: string, fields: string): Promise<Answer> {
    const response = await harness.app.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: fields,
    });
    return { status: response.status, headers: response.headers, text: await response.text(), json: {} };
  }

  const waitUntilIdle = () => harness.service.waitUntilIdle();

  async function ask(email: string, language: Language, choices: object = {}): Promise<Answer> {
    const asked = await harness.call('POST', SUBSCRIPTIONS, { json: { email, language, ...choices } });
    await waitUntilIdle();
    return asked;
  }

  /** Confirms with the link of the latest confirmation mail. */
  async function confirm(email: string): Promise<Answer> {
    const link = firstAddress(inbox.to(email).at(-1));
    return form(link, '');
  }

  return {
    ...harness,
    inbox,
    token,
    form,
    waitUntilIdle,
    ask,
    confirm,
    async subscribe(email: string, language: Language, choices: object = {}): Promise<void> {
      await ask(email, language, choices);
      await confirm(email);
    },
    async publish(variants: object, rest: object = {}): Promise<Answer> {
      const json = { state: 'published', variants, ...rest };
      const published = await harness.call('POST', RELEASES, { token, json });
      await waitUntilIdle();
      return published;
    },
    async change(call: string, revision: number, json: object): Promise<Answer> {
      const headers = { 'If-Match': `"${revision}"` };
      const [method, path] = call === 'patch' ? ['PATCH', ''] : ['POST', `/${call}`];
      const changed = await harness.call(method, `${RELEASES}/1${path}`, { token, headers, json });
      await waitUntilIdle();
      return changed;
    },
    /** All mails except confirmation mails. */
    releases: (email: string) => inbox.to(email).filter((one) => header(one, 'List-Id') !== ''),
    /** Waits for running deliveries before the relay closes. */
    async close(): Promise<void> {
      await harness.service.close();
      await relayProxy?.close();
      await inbox.close();
    },
  };
}

export type MailHarness = Awaited<ReturnType<typeof openMailing>>;

/** The path of the first URL in the text part. */
export function firstAddress(mail: ParsedMail | undefined): string {
  const [address = ''] = /https?:\/\/\S+/.exec(mail?.text ?? '') ?? [];
  return address.replace(BASE, '');
}

/** The path of the unsubscribe link. */
export function cancelLink(mail: ParsedMail | undefined): string {
  return /subscriptions\/cancel\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
}
