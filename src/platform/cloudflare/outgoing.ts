import { LRUCache } from 'lru-cache';
import { hostOf } from '../../outgoing/address.ts';
import type { Outgoing, OutgoingRequest } from '../../outgoing/outgoing.ts';
import { resolveByDns } from '../node/dns.ts';
import {
  addressesOf,
  createOutgoing,
  maxBodyBytes,
  OutgoingError,
  type OutgoingOptions,
  requestHeaders,
} from '../sender.ts';

/** Each DNS query is a subrequest, of which an invocation has few. `ttl` is in milliseconds. */
const CHECKED_HOSTS = { max: 1_000, ttl: 60_000 };

/**
 * Sends requests by the platform's `fetch`. Host names are checked first, but `fetch` resolves them again and may get
 * other addresses; Cloudflare's network refuses private ones. With private hosts allowed no name is resolved here, so that
 * development needs no network.
 */
export function openOutgoing(options: OutgoingOptions): Outgoing {
  const { baseUrl, allowPrivateHosts, resolve = resolveByDns } = options;
  const checkedHosts = new LRUCache<string, true>(CHECKED_HOSTS);

  async function check(host: string): Promise<void> {
    if (allowPrivateHosts || checkedHosts.has(host)) return;
    await addressesOf(host, { resolve, allowPrivateHosts });
    checkedHosts.set(host, true);
  }

  return createOutgoing(async (request, signal) => {
    await check(hostOf(new URL(request.url)));
    const response = await fetch(requestOf(request, baseUrl, signal));
    const body = await readBody(response, maxBodyBytes(request, response.status));
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  }, allowPrivateHosts);
}

function requestOf(request: OutgoingRequest, baseUrl: string, signal: AbortSignal): Request {
  const { url, method, body } = request;
  try {
    return new Request(url, {
      method,
      signal,
      redirect: 'manual' as const,
      cache: 'no-store' as const,
      ...(method === 'POST' && { body: body ?? new Uint8Array() }),
      headers: requestHeaders(request, baseUrl),
    });
  } catch {
    throw new OutgoingError('bad-url');
  }
}

/** `maxBytes` counts decoded bytes, since the runtime decodes gzip and brotli itself. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const { body } = response;
  if (body === null) return new Uint8Array();
  if (maxBytes === 0) {
    // An unread body would occupy one of the six connections of an invocation.
    await body.cancel().catch(() => undefined);
    return new Uint8Array();
  }
  const coding = (response.headers.get('content-encoding') ?? '').trim().toLowerCase();
  if (!['', 'identity', 'gzip', 'br'].includes(coding)) {
    await body.cancel().catch(() => undefined);
    throw new OutgoingError('bad-answer');
  }
  return collect(body, maxBytes);
}

async function collect(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new OutgoingError('bad-answer');
    });
    if (done) break;
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw new OutgoingError('too-large');
    }
    parts.push(value);
  }
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
