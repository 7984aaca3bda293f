import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** The reply of the relay to a recipient or a whole mail; null accepts it. */
export type Refusal = { readonly code: number; readonly text: string } | null;

export interface InboxOptions {
  readonly atRecipient?: (address: string) => Refusal;
  readonly atData?: (address: string) => Refusal;
  /** True to accept the mails to an address only when the test calls `acceptDelayed`. */
  readonly isDelayed?: (address: string) => boolean;
}

export interface Received {
  readonly to: string;
  readonly raw: string;
  readonly mail: ParsedMail;
}

/** An SMTP server on loopback that keeps the accepted mails. */
export async function openInbox({ atRecipient, atData, isDelayed }: InboxOptions = {}) {
  const received: Received[] = [];
  const delayed: (() => void)[] = [];
  const arrivals: (() => void)[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    // The test has no name server.
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
          const accept = () => {
            received.push({ to, raw: raw.toString('latin1'), mail });
            callback();
          };
          if (isDelayed?.(to) !== true) return accept();
          delayed.push(accept);
          for (const arrived of arrivals.splice(0)) arrived();
        });
      });
    },
  });
  // A client that closes the connection early must not fail the test.
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    received,
    url: `smtp://127.0.0.1:${port}`,
    to: (reader: string) => received.filter(({ to }) => to === reader).map(({ mail }) => mail),
    /** Resolves when a delayed mail has arrived. */
    async waitForDelayed(): Promise<void> {
      while (delayed.length === 0) await new Promise<void>((arrived) => arrivals.push(arrived));
    },
    acceptDelayed(): void {
      for (const accept of delayed.splice(0)) accept();
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
