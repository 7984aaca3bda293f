import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What the relay says to a recipient or to a whole mail; null takes it. */
export type Refusal = { readonly code: number; readonly text: string } | null;

export interface InboxOptions {
  readonly atRecipient?: (address: string) => Refusal;
  readonly atData?: (address: string) => Refusal;
  /** Whose mails wait, once they are there, until the test lets them go. */
  readonly hold?: (address: string) => boolean;
}

export interface Received {
  readonly to: string;
  readonly raw: string;
  readonly mail: ParsedMail;
}

/** A real SMTP server on loopback that keeps what it takes. */
export async function openInbox({ atRecipient, atData, hold }: InboxOptions = {}) {
  const received: Received[] = [];
  const held: (() => void)[] = [];
  const arrivals: (() => void)[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    // No reverse look-up: there is no name server to ask.
    disableReverseLookup: true,
    onRcptTo({ address }, _session, callback) {
      callback(asError(atRecipient?.(address) ?? null));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const refusal = atData?.(to) ?? null;
        if (refusal !== null) return callback(asError(refusal));
        const raw = Buffer.concat(chunks);
        void simpleParser(raw).then((mail) => {
          const take = () => {
            received.push({ to, raw: raw.toString('latin1'), mail });
            callback();
          };
          if (hold?.(to) !== true) return take();
          held.push(take);
          for (const arrived of arrivals.splice(0)) arrived();
        });
      });
    },
  });
  // A client that goes away in the middle is no failure of the test's.
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    received,
    url: `smtp://127.0.0.1:${port}`,
    to: (reader: string) => received.filter(({ to }) => to === reader).map(({ mail }) => mail),
    /** Resolves once a mail is held. */
    async arrived(): Promise<void> {
      while (held.length === 0) await new Promise<void>((arrived) => arrivals.push(arrived));
    },
    letGo(): void {
      for (const take of held.splice(0)) take();
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

export type Inbox = Awaited<ReturnType<typeof openInbox>>;

export function header(mail: ParsedMail | undefined, name: string): string {
  const line = mail?.headerLines.find(({ key }) => key === name.toLowerCase())?.line ?? '';
  return line
    .slice(line.indexOf(':') + 1)
    .replace(/\r?\n\s+/g, ' ')
    .trim();
}

export function sender(mail: ParsedMail | undefined): AddressObject['value'][number] | undefined {
  return mail?.from?.value[0];
}

function asError(refusal: Refusal): Error | null {
  return refusal === null ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code });
}
