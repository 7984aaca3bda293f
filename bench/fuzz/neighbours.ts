import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { Dice } from '../seeded-random.ts';
import { anyDocument } from './documents.ts';

/** Whom the service asks in its turn, as ill-behaved as they come: a relay, and a server with documents and callbacks. */
export interface Neighbours {
  readonly http: number;
  readonly smtp: number;
}

/** `told` hears each mail as it came. */
export async function openNeighbours(seed: number, told: (mail: string) => void): Promise<Neighbours> {
  const dice = new Dice(seed);
  const server = createServer((request, response) => answer(dice, request, response));
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((listening) => server.listen(0, listening));
  const relay = openRelay(dice, told);
  await new Promise<void>((listening) => relay.listen(0, '127.0.0.1', listening));
  return { http: portOf(server.address()), smtp: portOf(relay.server.address()) };
}

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function openRelay(dice: Dice, told: (mail: string) => void): SMTPServer {
  const relay = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onRcptTo: (_address, _session, callback) => callback(refusal(dice)),
    onData(stream, _session, callback) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        told(Buffer.concat(parts).toString('latin1'));
        callback();
      });
    },
  });
  relay.on('error', () => undefined);
  return relay;
}

function refusal(dice: Dice): Error | null {
  if (!dice.isIn(0.15)) return null;
  return Object.assign(new Error('no'), { responseCode: dice.of([451, 450, 550, 554, 554]) });
}

function answer(dice: Dice, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.on('error', () => undefined);
  if (dice.isIn(0.05)) {
    request.socket.destroy();
    return;
  }
  // Most callbacks agree to what they are asked to agree to (WebSub section 5.3).
  const challenge = new URL(request.url ?? '/', 'http://localhost').searchParams.get('hub.challenge');
  if (challenge !== null && dice.isIn(0.8)) {
    response.end(challenge);
    return;
  }
  const status = dice.of([200, 200, 200, 200, 202, 204, 301, 304, 404, 410, 429, 500, 503]);
  const headers = {
    'Content-Type': dice.of(['application/rss+xml', 'application/json', 'text/html', 'x']),
    ...(dice.isIn(0.5) && { ETag: `"${dice.below(9)}"` }),
    ...(status === 301 && { Location: dice.of(['/2', '//[', 'http://192.0.2.1/', '/ä']) }),
    ...(status >= 429 && { 'Retry-After': dice.of(['1', 'x', '99999999']) }),
  };
  response.writeHead(
    status,
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]),
    ),
  );
  response.end(status === 204 || status === 304 ? undefined : anyDocument(dice));
}
