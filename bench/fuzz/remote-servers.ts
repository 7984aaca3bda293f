import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { SeededRandom } from '../seeded-random.ts';
import { anyDocument } from './documents.ts';

/** Badly behaved servers that the service sends requests to: a mail relay, and an HTTP server with documents and callbacks. */
export interface RemoteServers {
  readonly http: number;
  readonly smtp: number;
}

/** `onMail` gets each mail as a raw message. */
export async function openRemoteServers(
  seed: number,
  onMail: (mail: string) => void,
): Promise<RemoteServers> {
  const random = new SeededRandom(seed);
  const server = createServer((request, response) => answer(random, request, response));
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((listening) => server.listen(0, listening));
  const relay = openRelay(random, onMail);
  await new Promise<void>((listening) => relay.listen(0, '127.0.0.1', listening));
  return { http: portOf(server.address()), smtp: portOf(relay.server.address()) };
}

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function openRelay(random: SeededRandom, onMail: (mail: string) => void): SMTPServer {
  const relay = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onRcptTo: (_address, _session, callback) => callback(refusal(random)),
    onData(stream, _session, callback) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        onMail(Buffer.concat(parts).toString('latin1'));
        callback();
      });
    },
  });
  relay.on('error', () => undefined);
  return relay;
}

function refusal(random: SeededRandom): Error | null {
  if (!random.chance(0.15)) return null;
  return Object.assign(new Error('no'), { responseCode: random.pick([451, 450, 550, 554, 554]) });
}

function answer(random: SeededRandom, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.on('error', () => undefined);
  if (random.chance(0.05)) {
    request.socket.destroy();
    return;
  }
  // Most callbacks confirm the hub's verification (WebSub section 5.3).
  const challenge = new URL(request.url ?? '/', 'http://localhost').searchParams.get('hub.challenge');
  if (challenge !== null && random.chance(0.8)) {
    response.end(challenge);
    return;
  }
  const status = random.pick([200, 200, 200, 200, 202, 204, 301, 304, 404, 410, 429, 500, 503]);
  const headers = {
    'Content-Type': random.pick(['application/rss+xml', 'application/json', 'text/html', 'x']),
    ...(random.chance(0.5) && { ETag: `"${random.below(9)}"` }),
    ...(status === 301 && { Location: random.pick(['/2', '//[', 'http://192.0.2.1/', '/ä']) }),
    ...(status >= 429 && { 'Retry-After': random.pick(['1', 'x', '99999999']) }),
  };
  response.writeHead(
    status,
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]),
    ),
  );
  response.end(status === 204 || status === 304 ? undefined : anyDocument(random));
}
