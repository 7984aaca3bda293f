import type { Mail } from '../../subscribers/mail/mail.ts';
import { parseMailbox } from '../../subscribers/mail/mailbox.ts';
import type { MailTransport, SendResult } from '../../subscribers/mail/mailer.ts';

/** With the other codes the mail or the configuration is wrong. */
const TEMPORARY: readonly string[] = [
  'E_RATE_LIMIT_EXCEEDED',
  'E_DAILY_LIMIT_EXCEEDED',
  'E_INTERNAL_SERVER_ERROR',
  'E_DELIVERY_FAILED',
  'E_SENDER_NOT_VERIFIED',
  'E_SENDER_DOMAIN_NOT_AVAILABLE',
];

const SUPPRESSED = 'E_RECIPIENT_SUPPRESSED';

export function openMailTransport(binding: SendEmail | undefined, from: string | null): MailTransport | null {
  const sender = from === null ? null : parseMailbox(from);
  if (binding === undefined || sender === null) return null;
  return { mailer: { send: (mail) => send(binding, mail) }, sender };
}

/** The platform makes the Message-ID, and signs the mail with its own key, including both List fields. */
async function send(
  binding: SendEmail,
  { from, to, subject, text, html, headers }: Mail,
): Promise<SendResult> {
  try {
    const { messageId } = await binding.send({
      from: from.name === '' ? from.address : { email: from.address, name: from.name },
      to,
      subject,
      text,
      html,
      headers: acceptedHeaders(headers),
    });
    return { ok: true, messageId: bracketed(messageId) };
  } catch (error) {
    const code = codeOf(error);
    if (code === SUPPRESSED) return { ok: false, kind: 'recipient-refused', code };
    const isTemporary = code === 'E_UNKNOWN' || TEMPORARY.includes(code);
    return { ok: false, kind: isTemporary ? 'temporary' : 'permanent', code };
  }
}

/** The platform refuses an unsubscribe address without https (RFC 8058 section 3.1), as in development. */
function acceptedHeaders(headers: Mail['headers']): Record<string, string> {
  const isHttps = headers['List-Unsubscribe']?.startsWith('<https:') ?? false;
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => isHttps || !name.startsWith('List-Unsubscribe')),
  );
}

function bracketed(messageId: string): string {
  return /^<.*>$/.test(messageId) ? messageId : `<${messageId}>`;
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E_[A-Z_]+$/.test(code) ? code : 'E_UNKNOWN';
}
