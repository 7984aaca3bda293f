import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { LRUCache } from 'lru-cache';
import type { Instant } from '../base/time/instant.ts';
import type { CurrentVersion, CurrentVersions } from '../documents/current-version.ts';
import type { EncodedDocument } from '../documents/document.ts';
import { isNotModified } from '../negotiation/conditional.ts';
import { chooseEncoding, type Encoding } from '../negotiation/encoding.ts';
import { bodyHeaders, documentHeaders } from './documents.ts';

export const RESPONSE_CACHE_LIMITS = {
  /** Bodies in all encodings. The document cache holds most of the same bodies. */
  bytes: 32 * 1024 * 1024,
  addresses: 10_000,
  /** `Accept-Encoding` values whose result is cached, and their greatest length. */
  acceptEncodings: 256,
  acceptEncodingLength: 256,
} as const;

/** The parts of a request that decide the response. A missing header is null; repeated headers are joined. */
export interface RequestFields {
  readonly method: string;
  /** The target of the request line, not decoded. */
  readonly target: string;
  readonly host: string | null;
  readonly hasBody: boolean;
  readonly isAuthorized: boolean;
  readonly acceptEncoding: string | null;
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
}

/** Must not be changed: it is sent to many clients. */
export interface CachedResponse {
  readonly status: 200 | 304;
  /** Alternating names and values. */
  readonly headers: string[];
  readonly body: Uint8Array | null;
  /** The route's path pattern and the body's length, for the access log. */
  readonly route: string;
  readonly bytes: number | null;
}

/** The version that was current before a document was read; null when nothing may be read. */
export interface ObservedVersion {
  readonly currentVersion: CurrentVersion;
  readonly version: number | null;
}

export type ResponseCacheWriter = Pick<ResponseCache, 'observeVersion' | 'store'>;

interface EncodedResponses {
  readonly etag: string;
  readonly get: CachedResponse;
  readonly head: CachedResponse;
  readonly notModified: CachedResponse;
}

interface CacheEntry {
  readonly observed: ObservedVersion;
  readonly lastModified: Instant;
  readonly crowded: boolean;
  readonly encodings: { readonly [C in Encoding | 'identity']?: EncodedResponses };
}

/** A host that cannot change how the URL is parsed. The application handles requests with another host. */
const PLAIN_HOST = /^[a-z0-9._-]+(?::(?:[1-5][0-9]{3,4}|[6-9][0-9]{3}))?$/;

/**
 * Caches responses of the application, byte for byte. An entry is valid while its owner's version is current, so nothing is
 * purged. The application handles every request that is not a plain GET or HEAD.
 */
export class ResponseCache {
  readonly #currentVersions: CurrentVersions;
  readonly #now: () => Instant;
  readonly #entries = new LRUCache<string, CacheEntry>({
    max: RESPONSE_CACHE_LIMITS.addresses,
    maxSize: RESPONSE_CACHE_LIMITS.bytes,
    sizeCalculation: sizeOf,
  });
  readonly #encodings = new Map<string, Encoding | null>();
  #host = '';

  constructor(currentVersions: CurrentVersions, now: () => Instant) {
    this.#currentVersions = currentVersions;
    this.#now = now;
  }

  get count(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  /** Must be called before the document is read, because a commit may happen while it is rendered. */
  observeVersion(key: number): ObservedVersion {
    const currentVersion = this.#currentVersions.of(key);
    return { currentVersion, version: currentVersion.version };
  }

  /** Does nothing unless the request's target is exactly `address`, the document's canonical path. */
  store(c: Context, observed: ObservedVersion, address: string, document: EncodedDocument): void {
    const { url } = c.req;
    if (!url.endsWith(address) || url.indexOf('/', url.indexOf('//') + 2) !== url.length - address.length)
      return;
    if (!isStillCurrent(observed) || c.req.header('authorization') !== undefined) return;
    const { lastModified, crowded, encoding } = document;
    const existing = this.#entries.get(address);
    const isSameVersion =
      existing?.observed.currentVersion === observed.currentVersion &&
      existing.observed.version === observed.version;
    this.#entries.set(address, {
      observed,
      lastModified,
      crowded,
      encodings: {
        ...(isSameVersion && existing.encodings),
        [encoding ?? 'identity']: encodedResponses(document, routePath(c)),
      },
    });
  }

  /** Null when the application must handle the request. */
  lookup(fields: RequestFields): CachedResponse | null {
    const { method, target, host, hasBody, isAuthorized } = fields;
    if ((method !== 'GET' && method !== 'HEAD') || hasBody || isAuthorized) return null;
    const entry = this.#entries.get(target);
    if (entry === undefined || !this.#isPlain(host)) return null;
    if (!isStillCurrent(entry.observed)) {
      this.#entries.delete(target);
      return null;
    }
    const now = this.#now();
    const responses = entry.encodings[this.#chooseEncoding(fields.acceptEncoding) ?? 'identity'];
    // The application leaves out a `Last-Modified` in the future, as after a clock was set back (RFC 9110 section 8.8.2.1).
    if (responses === undefined || entry.lastModified > now) return null;
    if (isUnchanged(fields, entry, responses.etag, now)) return responses.notModified;
    return method === 'HEAD' ? responses.head : responses.get;
  }

  /** Remembers the last plain host, because nearly all requests name the same one. */
  #isPlain(host: string | null): boolean {
    if (host === this.#host) return true;
    if (host === null || !PLAIN_HOST.test(host)) return false;
    this.#host = host;
    return true;
  }

  #chooseEncoding(field: string | null): Encoding | null {
    if (field === null) return null;
    const cachedEncoding = this.#encodings.get(field);
    if (cachedEncoding !== undefined) return cachedEncoding;
    const chosen = chooseEncoding(field);
    if (field.length > RESPONSE_CACHE_LIMITS.acceptEncodingLength) return chosen;
    if (this.#encodings.size >= RESPONSE_CACHE_LIMITS.acceptEncodings) this.#encodings.clear();
    this.#encodings.set(field, chosen);
    return chosen;
  }
}

function isStillCurrent({ currentVersion, version }: ObservedVersion): boolean {
  return version !== null && currentVersion.version === version;
}

function isUnchanged(
  fields: RequestFields,
  { crowded, lastModified }: CacheEntry,
  etag: string,
  now: Instant,
): boolean {
  const { method, ifNoneMatch, ifModifiedSince } = fields;
  if (ifNoneMatch === null && ifModifiedSince === null) return false;
  // Most clients send exactly one ETag, so this comparison avoids parsing the header.
  if (ifNoneMatch === etag) return true;
  const conditions = { method, ifNoneMatch, ifModifiedSince: crowded ? null : ifModifiedSince };
  return isNotModified(conditions, { etag, lastModified }, now);
}

function encodedResponses(document: EncodedDocument, route: string): EncodedResponses {
  const common = documentHeaders(document, document.lastModified);
  const headers = Object.entries({ ...common, ...bodyHeaders(document) }).flat();
  const { body, etag } = document;
  const bytes = body.byteLength;
  return {
    etag,
    get: { status: 200, headers, body, route, bytes },
    head: { status: 200, headers, body: null, route, bytes },
    notModified: { status: 304, headers: Object.entries(common).flat(), body: null, route, bytes: null },
  };
}

function sizeOf({ encodings }: CacheEntry): number {
  return Object.values(encodings).reduce((sum, { get }) => sum + (get.bytes ?? 0), 2048);
}
