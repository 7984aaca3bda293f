import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { LRUCache } from 'lru-cache';
import type { Instant } from '../base/time/instant.ts';
import type { CurrentVersion, CurrentVersions } from '../documents/current-version.ts';
import type { EncodedDocument } from '../documents/document.ts';
import { isNotModified } from '../negotiation/conditional.ts';
import { chooseEncoding, type Encoding } from '../negotiation/encoding.ts';
import { bodyHeaders, documentHeaders, type Freshness } from './documents.ts';

export const RESPONSE_CACHE_LIMITS = {
  /** Bodies in all codings. They are those of the documents' cache, which may have let go of some. */
  bytes: 32 * 1024 * 1024,
  addresses: 10_000,
  /** Different `Accept-Encoding` fields that are remembered, and the longest of them. */
  fields: 256,
  fieldLength: 256,
} as const;

/** What a request asks, as far as it matters to a document. A field that is not there is null; several lines are joined. */
export interface RequestFields {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly host: string | null;
  readonly hasBody: boolean;
  readonly isAuthorized: boolean;
  readonly acceptEncoding: string | null;
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
}

/** An answer that is made already; to be sent, not changed. */
export interface PreparedResponse {
  readonly status: 200 | 304;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: Uint8Array | null;
  /** The pattern of the address and the body's length, for the log. */
  readonly route: string;
  readonly bytes: number | null;
}

/** An owner's edition and the version that it showed before a document was asked for. */
export interface VersionSnapshot {
  readonly currentVersion: CurrentVersion;
  readonly version: number | null;
}

/** What the application has to do with it. */
export type ResponseStore = Pick<ResponseCache, 'snapshot' | 'keep'>;

interface Coded {
  readonly etag: string;
  readonly whole: PreparedResponse;
  readonly head: PreparedResponse;
  readonly unchanged: PreparedResponse;
}

interface CachedResponse {
  readonly snapshot: VersionSnapshot;
  readonly lastModified: Instant;
  readonly crowded: boolean;
  readonly codings: { readonly [C in Encoding | 'identity']?: Coded };
}

/** A host that changes nothing in how an address is read. Others are the application's to refuse. */
const PLAIN_HOST = /^[a-z0-9._-]+(?::(?:[1-5][0-9]{3,4}|[6-9][0-9]{3}))?$/;

/**
 * Answers that the application gave, given again without it: the same status, headers and bytes, for as long as their
 * owner shows the version they are of. Nothing is purged. Whatever is not plainly such a request is the application's.
 */
export class ResponseCache {
  readonly #currentVersions: CurrentVersions;
  readonly #now: () => Instant;
  readonly #responses = new LRUCache<string, CachedResponse>({
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
    return this.#responses.size;
  }

  get bytes(): number {
    return this.#responses.calculatedSize;
  }

  /** To be asked for before the document is: a commit may overtake the rendering. */
  snapshot(key: number): VersionSnapshot {
    const currentVersion = this.#currentVersions.of(key);
    return { currentVersion, version: currentVersion.version };
  }

  /** Keeps the document at `address`, its canonical path, if that is how it was asked for. */
  keep(
    c: Context,
    snapshot: VersionSnapshot,
    address: string,
    served: EncodedDocument,
    freshness: Freshness,
  ): void {
    const { url } = c.req;
    if (!url.endsWith(address) || url.indexOf('/', url.indexOf('//') + 2) !== url.length - address.length)
      return;
    if (!hasPublicVariant(snapshot) || c.req.header('authorization') !== undefined) return;
    const { lastModified, crowded, encoding } = served;
    const before = this.#responses.get(address);
    const isSame =
      before?.snapshot.currentVersion === snapshot.currentVersion &&
      before.snapshot.version === snapshot.version;
    this.#responses.set(address, {
      snapshot,
      lastModified,
      crowded,
      codings: {
        ...(isSame && before.codings),
        [encoding ?? 'identity']: coded(served, freshness, routePath(c)),
      },
    });
  }

  /** Null: the application answers. */
  lookup(fields: RequestFields): PreparedResponse | null {
    const { method, target, host, hasBody, isAuthorized } = fields;
    if ((method !== 'GET' && method !== 'HEAD') || hasBody || isAuthorized) return null;
    const cached = this.#responses.get(target);
    if (cached === undefined || !this.#isPlain(host)) return null;
    if (!hasPublicVariant(cached.snapshot)) {
      this.#responses.delete(target);
      return null;
    }
    const now = this.#now();
    const found = cached.codings[this.#encoding(fields.acceptEncoding) ?? 'identity'];
    // A date that lies ahead, as after a clock was set back, is left out (RFC 9110 section 8.8.2.1).
    if (found === undefined || cached.lastModified > now) return null;
    if (isUnchanged(fields, cached, found.etag, now)) return found.unchanged;
    return method === 'HEAD' ? found.head : found.whole;
  }

  /** Nearly all requests of a service name the same host. */
  #isPlain(host: string | null): boolean {
    if (host === this.#host) return true;
    if (host === null || !PLAIN_HOST.test(host)) return false;
    this.#host = host;
    return true;
  }

  #encoding(field: string | null): Encoding | null {
    if (field === null) return null;
    const known = this.#encodings.get(field);
    if (known !== undefined) return known;
    const chosen = chooseEncoding(field);
    if (field.length > RESPONSE_CACHE_LIMITS.fieldLength) return chosen;
    if (this.#encodings.size >= RESPONSE_CACHE_LIMITS.fields) this.#encodings.clear();
    this.#encodings.set(field, chosen);
    return chosen;
  }
}

function hasPublicVariant({ currentVersion, version }: VersionSnapshot): boolean {
  return version !== null && currentVersion.version === version;
}

function isUnchanged(
  fields: RequestFields,
  { crowded, lastModified }: CachedResponse,
  etag: string,
  now: Instant,
): boolean {
  const { method, ifNoneMatch, ifModifiedSince } = fields;
  if (ifNoneMatch === null && ifModifiedSince === null) return false;
  // Most readers send the one tag they were given.
  if (ifNoneMatch === etag) return true;
  const conditions = { method, ifNoneMatch, ifModifiedSince: crowded ? null : ifModifiedSince };
  return isNotModified(conditions, { etag, lastModified }, now);
}

function coded(served: EncodedDocument, freshness: Freshness, route: string): Coded {
  const told = documentHeaders(served, freshness, served.lastModified);
  const headers = Object.entries({ ...told, ...bodyHeaders(served) }).flat();
  const { body, etag } = served;
  const bytes = body.byteLength;
  return {
    etag,
    whole: { status: 200, headers, body, route, bytes },
    head: { status: 200, headers, body: null, route, bytes },
    unchanged: { status: 304, headers: Object.entries(told).flat(), body: null, route, bytes: null },
  };
}

function sizeOf({ codings }: CachedResponse): number {
  return Object.values(codings).reduce((sum, { whole }) => sum + (whole.bytes ?? 0), 2048);
}
