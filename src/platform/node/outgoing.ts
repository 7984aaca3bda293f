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
  createOutgoing,
  maxBodyBytes,
  OutgoingError,
  type OutgoingOptions,
  type Resolve,
  requestHeaders,
} from '../sender.ts';
import { readBody } from './outgoing-body.ts';

/** Connections are reused during the burst after a publish, but closed before a server would close them. */
const AGENT_OPTIONS = {
  keepAlive: true,
  timeout: 2_000,
  maxSockets: 64,
  maxTotalSockets: 512,
  maxFreeSockets: 8,
};
const MAX_HEADER_BYTES = 16 * 1024;
/** Informational responses (1xx) before the final one; no other limit would end a stream of them. */
const MAX_INFORMATIONAL = 16;
const RESOLVER_OPTIONS = { timeout: 3_000, tries: 2 };

/** The connection uses the addresses that were checked, so that DNS rebinding cannot lead to a private one. */
export function openOutgoing(options: OutgoingOptions): Outgoing {
  const { baseUrl, allowPrivateHosts, resolve = resolveByCares } = options;
  const plain = new HttpAgent(AGENT_OPTIONS);
  const secure = new HttpsAgent(AGENT_OPTIONS);

  return createOutgoing(async (request, signal) => {
    const url = new URL(request.url);
    const host = hostOf(url);
    const addresses = await addressesOf(host, { resolve, allowPrivateHosts });
    const isSecure = url.protocol === 'https:';
    const response = await sendRequest(
      {
        protocol: url.protocol,
        hostname: host,
        port: url.port,
        path: url.pathname + url.search,
        method: request.method,
        headers: headersOf(request, baseUrl),
        maxHeaderSize: MAX_HEADER_BYTES,
        agent: isSecure ? secure : plain,
        lookup: lookupOf(addresses),
        signal,
      },
      request.body,
    );
    const status = response.statusCode ?? 0;
    const body = await readBody(response, maxBodyBytes(request, status), signal);
    return { status, headers: fieldsOf(response), body };
  }, allowPrivateHosts);
}

function sendRequest(options: RequestOptions, body: Uint8Array | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(failureOf(error));
    try {
      const sent = (options.protocol === 'https:' ? httpsRequest : httpRequest)(options, resolve);
      sent.on('error', fail);
      // Without a listener an upgrade would leave the request open for ever.
      sent.on('upgrade', (_response, socket) => {
        socket.destroy();
        fail(new OutgoingError('bad-answer'));
      });
      let informational = 0;
      sent.on('information', () => {
        informational += 1;
        if (informational > MAX_INFORMATIONAL) sent.destroy(new OutgoingError('bad-answer'));
      });
      sent.end(body ?? undefined);
    } catch (error) {
      fail(error);
    }
  });
}

/** `getaddrinfo` would block a thread that compression needs. localhost is loopback (RFC 6761 section 6.3). */
const resolveByCares: Resolve = async (name) => {
  if (/(?:^|\.)localhost$/.test(name)) return ['127.0.0.1', '::1'];
  const resolver = new Resolver(RESOLVER_OPTIONS);
  const results = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
};

function lookupOf(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_name, options, done) => {
    const [first] = entries;
    if (options.all === true || first === undefined) done(null, [...entries]);
    else done(null, first.address, first.family);
  };
}

function headersOf(request: OutgoingRequest, baseUrl: string) {
  const length = request.body?.byteLength ?? 0;
  return {
    ...requestHeaders(request, baseUrl),
    ...(request.method === 'POST' && { 'content-length': String(length) }),
  };
}

/** Node decodes header fields as Latin-1, but many servers send `Location` in UTF-8. */
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
