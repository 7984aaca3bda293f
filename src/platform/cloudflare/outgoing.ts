import { LRUCache } from 'lru-cache';
import { hostOf } from '../../outgoing/address.ts';
import type { Outgoing, OutgoingRequest } from '../../outgoing/outgoing.ts';
import { byDns } from '../node/dns.ts';
import {
  addressesOf,
  bytesWanted,
  fieldsToSend,
  OutgoingError,
  type OutgoingOptions,
  outgoingOver,
} from '../sender.ts';

/** A question to the DNS is a subrequest, of which an invocation has few: a publish asks one aggregator often. */
const KNOWN = { max: 1_000, ttl: 60_000 };

/**
 * Requests by the platform's `fetch`, in a worker or an object. Names are looked up and checked first, but `fetch`
 * looks them up again and cannot be held to the answer: what closes that gap is Cloudflare, whose network refuses
 * private addresses. Where private hosts are allowed nothing is looked up, so that development needs no network.
 */
export function openOutgoing(options: OutgoingOptions): Outgoing {
  const { baseUrl, allowPrivateHosts, resolve = byDns } = options;
  const known = new LRUCache<string, true>(KNOWN);

  async function check(host: string): Promise<void> {
    if (allowPrivateHosts || known.has(host)) return;
    await addressesOf(host, { resolve, allowPrivateHosts });
    known.set(host, true);
  }

  return outgoingOver(async (request, signal) => {
    await check(hostOf(new URL(request.url)));
    const response = await fetch(requestOf(request, baseUrl, signal));
    const body = await readBody(response, bytesWanted(request, response.status));
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
      headers: fieldsToSend(request, baseUrl),
    });
  } catch {
    throw new OutgoingError('bad-url');
  }
}

/** The runtime decodes gzip and brotli as they are read, so it is the decoded bytes that are counted. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const { body } = response;
  if (body === null) return new Uint8Array();
  if (maxBytes === 0) {
    // An unread body would hold one of the six connections that an invocation has.
    await body.cancel().catch(() => undefined);
    return new Uint8Array();
  }
  const coding = (response.headers.get('content-encoding') ?? '').trim().toLowerCase();
  if (!['', 'identity', 'gzip', 'br'].includes(coding)) {
    await body.cancel().catch(() => undefined);
    throw new OutgoingError('bad-answer');
  }
  return collected(body, maxBytes);
}

async function collected(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
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
