import { Resolver } from 'node:dns/promises';
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { hostOf } from '../../outgoing/address.ts';
import type { Outgoing, OutgoingRequest } from '../../outgoing/outgoing.ts';
import {
  addressesOf,
  bytesWanted,
  fieldsToSend,
  OutgoingError,
  type OutgoingOptions,
  outgoingOver,
  type Resolve,
} from '../sender.ts';
import { readBody } from './outgoing-body.ts';

/** Connections are kept for the burst that a publish is, and shorter than any server keeps them. */
const AGENT = { keepAlive: true, timeout: 2_000, maxSockets: 64, maxTotalSockets: 512, maxFreeSockets: 8 };
const MAX_HEADER_BYTES = 16 * 1024;
/** Answers 1yz before the one that counts. Each has a head of its own, so that no other limit ends a stream of them. */
const MAX_INTERIM = 16;
/** Milliseconds a name server has, and how often it is asked. */
const DNS = { timeout: 3_000, tries: 2 };

/**
 * Requests by `node:http`. A name is looked up once, refused if any of its addresses is, and the connection goes to the
 * addresses that were checked: a name server that answers differently the next time is not asked a next time.
 */
export function openOutgoing(options: OutgoingOptions): Outgoing {
  const { baseUrl, allowPrivateHosts, resolve = byDns } = options;
  const plain = new HttpAgent(AGENT);
  const secure = new HttpsAgent(AGENT);

  return outgoingOver(async (request, signal) => {
    const url = new URL(request.url);
    const host = hostOf(url);
    const addresses = await addressesOf(host, { resolve, allowPrivateHosts });
    const isSecure = url.protocol === 'https:';
    const response = await answerTo(
      {
        protocol: url.protocol,
        hostname: host,
        port: url.port,
        path: url.pathname + url.search,
        method: request.method,
        headers: headersOf(request, baseUrl),
        maxHeaderSize: MAX_HEADER_BYTES,
        agent: isSecure ? secure : plain,
        lookup: pinned(addresses),
        signal,
      },
      request.body,
    );
    const status = response.statusCode ?? 0;
    const body = await readBody(response, bytesWanted(request, status), signal);
    return { status, headers: fieldsOf(response), body };
  }, allowPrivateHosts);
}

/** The head of the answer; its body is yet to be read. @throws OutgoingError */
function answerTo(options: RequestOptions, body: Uint8Array | null): Promise<IncomingMessage> {
  return new Promise((answered, reject) => {
    const fail = (error: unknown) => reject(failureOf(error));
    try {
      const sent = (options.protocol === 'https:' ? httpsRequest : httpRequest)(options, answered);
      sent.on('error', fail);
      // Nobody asked for another protocol, and without a listener Node would wait for ever.
      sent.on('upgrade', (_response, socket) => {
        socket.destroy();
        fail(new OutgoingError('bad-answer'));
      });
      let interim = 0;
      sent.on('information', () => {
        interim += 1;
        if (interim > MAX_INTERIM) sent.destroy(new OutgoingError('bad-answer'));
      });
      sent.end(body ?? undefined);
    } catch (error) {
      fail(error);
    }
  });
}

/**
 * The DNS itself, by c-ares: `getaddrinfo` would hold one of the process's four threads for as long as a slow name server
 * likes, and compression waits for the same four. Hence `/etc/hosts` is not read, save that localhost is loopback
 * (RFC 6761 section 6.3).
 */
const byDns: Resolve = async (name) => {
  if (/(?:^|\.)localhost$/.test(name)) return ['127.0.0.1', '::1'];
  const resolver = new Resolver(DNS);
  const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
};

function pinned(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_name, options, done) => {
    const [first] = found;
    if (options.all === true || first === undefined) done(null, [...found]);
    else done(null, first.address, first.family);
  };
}

function headersOf(request: OutgoingRequest, baseUrl: string) {
  const length = request.body?.byteLength ?? 0;
  return {
    ...fieldsToSend(request, baseUrl),
    ...(request.method === 'POST' && { 'content-length': String(length) }),
  };
}

/** Node hands fields over as Latin-1; what many servers send in `Location` is UTF-8. */
function fieldsOf(response: IncomingMessage): { readonly [name: string]: string } {
  const fields = Object.entries(response.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  const { location } = response.headers;
  return {
    ...Object.fromEntries(fields),
    ...(location !== undefined && { location: Buffer.from(location, 'latin1').toString('utf8') }),
  };
}

function failureOf(error: unknown): OutgoingError {
  if (error instanceof OutgoingError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'HPE_HEADER_OVERFLOW') return new OutgoingError('too-large');
  if (code.startsWith('HPE_')) return new OutgoingError('bad-answer');
  const isUnsendable = /^ERR_(INVALID_CHAR|INVALID_HTTP_TOKEN|UNESCAPED_CHARACTERS)$/.test(code);
  return new OutgoingError(isUnsendable ? 'bad-url' : 'unreachable');
}
