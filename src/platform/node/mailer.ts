import type * as Nodemailer from 'nodemailer';
import { type Log, SILENT } from '../../base/log.ts';
import type { Mail } from '../../subscribers/mail/mail.ts';
import { parseMailbox } from '../../subscribers/mail/mailbox.ts';
import type { Mailer, MailTransport, SendResult } from '../../subscribers/mail/mailer.ts';
import type { MailEnvironment } from '../environment.ts';

/** In milliseconds. */
const TIMEOUTS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  dnsTimeout: 10_000,
};

/** For one mail with the wait for a connection, in milliseconds: a reader who unsubscribes meanwhile waits for it. */
const SEND_TIMEOUT = 60_000;

/** Of the whole process. As many as one newsroom may have mails under way (`DELIVERY_CONCURRENCY.mails`). */
const MAX_CONNECTIONS = 20;
const MAX_MAILS_PER_CONNECTION = 100;

/** The default of nodemailer lacks the List fields, which RFC 8058 section 4 wants signed. */
const SIGNED_FIELDS = [
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
  close(): void;
}

/** Loaded for the first mail, since nodemailer is a sixth of all code and would slow the start. */
const loadLibrary = (): Promise<typeof Nodemailer> => import('nodemailer');

export interface MailTransportOptions {
  readonly log?: Log;
  readonly load?: () => Promise<typeof Nodemailer>;
}

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
        transport = undefined;
        throw error;
      });
  const mailer: Mailer = {
    async send(mail) {
      try {
        transport ??= open();
        const { messageId } = await (await transport).sendMail(messageOf(mail));
        isFailing = false;
        return { ok: true, messageId };
      } catch (error) {
        if (isOutage(error) && !isFailing) {
          log.failed('mail relay', outageError(error));
          isFailing = true;
        }
        return toFailure(error);
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
    ...smtpOptions(smtpUrl),
    ...TIMEOUTS,
    maxConnections: MAX_CONNECTIONS,
    maxMessages: MAX_MAILS_PER_CONNECTION,
    // Nothing in a mail names a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim !== null && {
      dkim: { domainName, keySelector: dkim.selector, privateKey: dkim.key, headerFieldNames: SIGNED_FIELDS },
    }),
  });
  // A pooled connection may break between two mails; the next mail opens another.
  transport.on('error', () => undefined);
  return transport;
}

/** With `smtps` TLS begins at once; with `smtp` it is used where the relay offers STARTTLS. */
function smtpOptions(address: string) {
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

function messageOf({ from, to, subject, text, html, headers, messageId }: Mail) {
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId,
    headers,
    envelope: { from: from.address, to: [to] },
    signal: AbortSignal.timeout(SEND_TIMEOUT),
  };
}

/** RFC 5321 section 4.2.1: 4yz is temporary, 5yz permanent. Outside of a mail's commands all failures are temporary. */
function toFailure(error: unknown): SendResult {
  const { command, response, code } = fieldsOf(error);
  const [, status, enhanced = ''] = /^([245]\d\d)[ -](?:(\d\.\d{1,3}\.\d{1,3})\b)?/.exec(response) ?? [];
  if (status === undefined) return { ok: false, kind: 'temporary', code };
  const failure = { ok: false, code: enhanced === '' ? status : `${status}-${enhanced}` } as const;
  if (status < '500' || !MAIL_COMMANDS.includes(command)) return { ...failure, kind: 'temporary' };
  const isReader = command === 'RCPT TO' && isReaderRefused(status, enhanced);
  return { ...failure, kind: isReader ? 'recipient-refused' : 'permanent' };
}

/** In other commands (greeting, TLS, login) a 5yz is about our set-up. */
const MAIL_COMMANDS: readonly string[] = ['MAIL FROM', 'RCPT TO', 'DATA'];

function isOutage(error: unknown): boolean {
  return !MAIL_COMMANDS.includes(fieldsOf(error).command);
}

/** Leaves out the relay's text, which may repeat an address. */
function outageError(error: unknown): Error {
  const { response, code } = fieldsOf(error);
  const [status] = /^[245]\d\d/.exec(response) ?? [];
  const message = status === undefined ? 'no mail leaves' : `no mail leaves, the relay said ${status}`;
  return Object.assign(new Error(message), { code });
}

/** An enhanced code (RFC 3463) decides where there is one: `550 5.7.1` is a policy, which must end no subscription. */
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
