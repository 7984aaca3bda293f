import type { Mail, Mailbox } from './mail.ts';

export type SendResult =
  | {
      readonly ok: true;
      /** Cloudflare Workers replace the Message-ID by their own. */
      readonly messageId: string;
    }
  | {
      readonly ok: false;
      /** `recipient-refused` ends the subscription, `permanent` concerns this mail only. */
      readonly kind: 'temporary' | 'recipient-refused' | 'permanent';
      /** A code such as `550`, `5.1.1` or `ETIMEDOUT`. The text of the relay is left out, because it can repeat addresses. */
      readonly code: string;
    };

/** Never throws. */
export interface Mailer {
  send(mail: Mail): Promise<SendResult>;
}

export interface MailTransport {
  readonly mailer: Mailer;
  readonly sender: Mailbox;
}
