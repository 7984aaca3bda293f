import type * as Nodemailer from 'nodemailer';
import { type Log, SILENT } from '../../base/log.ts';
import type { Mail } from '../../subscribers/mail/mail.ts';
import { parseMailbox } from '../../subscribers/mail/mailbox.ts';
import type { Mailer, MailTransport, Sent } from '../../subscribers/mail/mailer.ts';
import type { MailEnvironment } from '../environment.ts';

/** In milliseconds. A relay that is slower than this is tried again later. */
const TIMEOUTS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  dnsTimeout: 10_000,
};

/** For one mail, the waiting for a connection included: whoever cancels meanwhile waits for it. */
const DEADLINE = 60_000;

/** Of the whole process: as many as one newsroom has mails under way, slow ones included. */
const CONNECTIONS = 20;
/** Relays close connections that go on for ever. */
const MAILS_A_CONNECTION = 100;

/** RFC 8058 section 4 wants both List fields signed, which nodemailer leaves out; Auto-Submitted and language too. */
const SIGNED = [
  ...[
    'From',
    'To',
    'Subject',
    'Date',
    'Message-ID',
    'MIME-Version',
    'Content-Type',
    'Content-Transfer-Encoding',
  ],
  ...[
    'Content-Language',
    'In-Reply-To',
    'References',
    'List-Id',
    'List-Unsubscribe',
    'List-Unsubscribe-Post',
  ],
  'Auto-Submitted',
].join(':');

export interface NodeMailTransport extends MailTransport {
  /** Lets go of the connections. */
  close(): void;
}

/** The library is loaded for the first mail: a sixth of all code, which starting up does not wait for. */
const loadLibrary = (): Promise<typeof Nodemailer> => import('nodemailer');

export interface MailTransportOptions {
  readonly log?: Log;
  readonly load?: () => Promise<typeof Nodemailer>;
}

/** Mail over SMTP; null when the environment names no relay or no sender. */
export function openMailTransport(
  { smtpUrl, from, dkim }: MailEnvironment,
  { log = SILENT, load = loadLibrary }: MailTransportOptions = {},
): NodeMailTransport | null {
  const sender = from === null ? null : parseMailbox(from);
  if (smtpUrl === null || sender === null) return null;
  const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  let transport: Promise<Transport> | undefined;
  let isFailing = false;
  const open = (): Promise<Transport> =>
    load()
      .then((library) => openTransport(library, smtpUrl, dkim, domain))
      .catch((error: unknown) => {
        // No file could be opened, perhaps: the next mail tries again.
        transport = undefined;
        throw error;
      });
  const mailer: Mailer = {
    async send(mail) {
      try {
        transport ??= open();
        const { messageId } = await (await transport).sendMail(message(mail));
        isFailing = false;
        return { ok: true, messageId };
      } catch (error) {
        // Once an outage: each mail that waits meets it again and again.
        if (isOutage(error) && !isFailing) {
          log.failed('mail relay', outage(error));
          isFailing = true;
        }
        return refusal(error);
      }
    },
  };
  return {
    mailer,
    sender,
    close: () => void transport?.then((opened) => opened.close()).catch(() => undefined),
  };
}

type Transport = ReturnType<typeof openTransport>;

function openTransport(
  { createTransport }: typeof Nodemailer,
  smtpUrl: string,
  dkim: MailEnvironment['dkim'],
  domainName: string,
) {
  const transport = createTransport({
    pool: true,
    ...smtp(smtpUrl),
    ...TIMEOUTS,
    maxConnections: CONNECTIONS,
    maxMessages: MAILS_A_CONNECTION,
    // Nothing in a mail names a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim !== null && {
      dkim: { domainName, keySelector: dkim.selector, privateKey: dkim.key, headerFieldNames: SIGNED },
    }),
  });
  // A pooled connection that breaks between mails is the next mail's business.
  transport.on('error', () => undefined);
  return transport;
}

/** `smtps` is TLS from the start; over `smtp` TLS is used where the relay offers it. */
function smtp(address: string) {
  const { protocol, hostname, port, username, password } = new URL(address);
  const secure = protocol.toLowerCase() === 'smtps:';
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 25) : Number(port),
    secure,
    ...(username !== '' && { auth }),
  };
}

function message({ from, to, subject, text, html, headers, messageId }: Mail) {
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId,
    headers,
    envelope: { from: from.address, to: [to] },
    signal: AbortSignal.timeout(DEADLINE),
  };
}

/** RFC 5321 section 4.2.1: 4yz is for now, 5yz for ever. What does not concern a mail is the operator's to mend. */
function refusal(error: unknown): Sent {
  const { command, response, code } = fieldsOf(error);
  const [, status, enhanced = ''] = /^([245]\d\d)[ -](?:(\d\.\d{1,3}\.\d{1,3})\b)?/.exec(response) ?? [];
  if (status === undefined) return { ok: false, kind: 'temporary', code };
  const said = { ok: false, code: enhanced === '' ? status : `${status}-${enhanced}` } as const;
  if (status < '500' || !MAIL_COMMANDS.includes(command)) return { ...said, kind: 'temporary' };
  const isReader = command === 'RCPT TO' && isReaderRefused(status, enhanced);
  return { ...said, kind: isReader ? 'recipient-refused' : 'permanent' };
}

/** Elsewhere (greeting, TLS, login) a 5yz is about us. */
const MAIL_COMMANDS: readonly string[] = ['MAIL FROM', 'RCPT TO', 'DATA'];

/** That no mail leaves at all, whoever it is for. */
function isOutage(error: unknown): boolean {
  return !MAIL_COMMANDS.includes(fieldsOf(error).command);
}

/** What is told of it: a relay's own words may name somebody. */
function outage(error: unknown): Error {
  const { response, code } = fieldsOf(error);
  const [status] = /^[245]\d\d/.exec(response) ?? [];
  const said = status === undefined ? 'no mail leaves' : `no mail leaves, the relay said ${status}`;
  return Object.assign(new Error(said), { code });
}

/**
 * No such mailbox, or it has moved or been closed. With an enhanced code (RFC 3463) that is what it says: a 550 may
 * also be a policy against us (`5.7.1`), for which nobody's subscription should end.
 */
function isReaderRefused(status: string, enhanced: string): boolean {
  if (enhanced !== '') return /^5\.1\.(?:0|1|2|3|4|6|10)$|^5\.2\.1$/.test(enhanced);
  return ['550', '551', '553'].includes(status);
}

function fieldsOf(error: unknown): { command: string; response: string; code: string } {
  const fields: { readonly [name: string]: unknown } =
    typeof error === 'object' && error !== null ? { ...error } : {};
  const { command, response, code } = fields;
  return {
    command: typeof command === 'string' ? command : '',
    response: typeof response === 'string' ? response : '',
    code: typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : 'EUNKNOWN',
  };
}
