import type { Mail, Mailbox } from './mail.ts';

/**
 * What became of one attempt. `temporary`: to be tried again. `recipient-refused`: this reader cannot be reached, now
 * or later. `permanent`: this mail will not be taken.
 */
export type Sent =
  | {
      readonly ok: true;
      /** The Message-ID it travels under: ours over SMTP, the platform's own on Workers. */
      readonly messageId: string;
    }
  | {
      readonly ok: false;
      readonly kind: 'temporary' | 'recipient-refused' | 'permanent';
      /** The transport's short code (`550`, `5.1.1`, `ETIMEDOUT`), never its text, which may repeat addresses. */
      readonly code: string;
    };

/** Where mail leaves the house. Never throws. */
export interface Mailer {
  send(mail: Mail): Promise<Sent>;
}

/** Where mail leaves, and under whose name. */
export interface MailTransport {
  readonly mailer: Mailer;
  readonly sender: Mailbox;
}
