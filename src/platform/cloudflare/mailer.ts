import type { Mail } from '../../subscribers/mail/mail.ts';
import { parseMailbox } from '../../subscribers/mail/mailbox.ts';
import type { MailTransport, Sent } from '../../subscribers/mail/mailer.ts';

/** Refusals that another try may not meet. The other codes say that the mail or the set-up is wrong. */
const TEMPORARY: readonly string[] = [
  'E_RATE_LIMIT_EXCEEDED',
  'E_DAILY_LIMIT_EXCEEDED',
  'E_INTERNAL_SERVER_ERROR',
  'E_DELIVERY_FAILED',
  'E_SENDER_NOT_VERIFIED',
  'E_SENDER_DOMAIN_NOT_AVAILABLE',
];

/** The address has bounced before, or its reader has complained. */
const SUPPRESSED = 'E_RECIPIENT_SUPPRESSED';

/** Mail through the `send_email` binding; null without it or without a sender. */
export function openMailTransport(binding: SendEmail | undefined, from: string | null): MailTransport | null {
  const sender = from === null ? null : parseMailbox(from);
  if (binding === undefined || sender === null) return null;
  return { mailer: { send: (mail) => send(binding, mail) }, sender };
}

/** The platform makes the Message-ID and signs with its own key, both List fields included. */
async function send(binding: SendEmail, { from, to, subject, text, html, headers }: Mail): Promise<Sent> {
  try {
    const { messageId } = await binding.send({
      from: from.name === '' ? from.address : { email: from.address, name: from.name },
      to,
      subject,
      text,
      html,
      headers: accepted(headers),
    });
    return { ok: true, messageId: bracketed(messageId) };
  } catch (error) {
    const code = codeOf(error);
    if (code === SUPPRESSED) return { ok: false, kind: 'recipient-refused', code };
    const isTemporary = code === 'E_UNKNOWN' || TEMPORARY.includes(code);
    return { ok: false, kind: isTemporary ? 'temporary' : 'permanent', code };
  }
}

/** It refuses a mail whose unsubscription is not https (RFC 8058 section 3.1), which addresses in development are not. */
function accepted(headers: Mail['headers']): Record<string, string> {
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
