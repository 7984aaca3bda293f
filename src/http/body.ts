import type { Context } from 'hono';
import { MAX_JSON_DEPTH } from '../base/json.ts';
import { isWithin } from '../base/json-text.ts';
import { fail, ok, type Result } from '../base/problem.ts';

/** A request that reaches every other limit has about 5,000 values: members of objects and elements of lists. */
export const JSON_LIMITS = { bytes: 1_048_576, values: 20_000 } as const;

const FORM_TYPE = 'application/x-www-form-urlencoded';
export const JSON_TYPES: readonly string[] = ['application/json'];
/** RFC 7396 section 4. */
export const PATCH_TYPES: readonly string[] = ['application/merge-patch+json', 'application/json'];

/** Reads at most `max` bytes; `too-large` beyond that, also when `Content-Length` is missing or wrong. */
export async function readBytes(c: Context, max: number): Promise<Result<Uint8Array>> {
  if (Number(c.req.header('content-length') ?? 0) > max) return fail('too-large');
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bodyChunks(c)) {
    length += chunk.byteLength;
    if (length > max) return fail('too-large');
    parts.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return ok(bytes);
}

/** Problems: `too-large`, and `malformed` for content that is not UTF-8. */
async function readText(c: Context, max: number): Promise<Result<string>> {
  const bytes = await readBytes(c, max);
  if (!bytes.ok) return bytes;
  try {
    // RFC 8259 section 8.1: UTF-8; a byte order mark may be ignored, and TextDecoder does.
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes.value));
  } catch {
    return fail('malformed');
  }
}

/** Problems: `unsupported-media-type`, `too-large` (also for too many values), `malformed` (also for deep nesting). */
export async function readJson(c: Context, types: readonly string[] = JSON_TYPES): Promise<Result<unknown>> {
  if (!types.includes(contentType(c))) return fail('unsupported-media-type');
  const text = await readText(c, JSON_LIMITS.bytes);
  return text.ok ? parseJson(text.value) : text;
}

function parseJson(text: string): Result<unknown> {
  if (!isWithin(text, { depth: MAX_JSON_DEPTH + 1, values: Number.POSITIVE_INFINITY }))
    return fail('malformed');
  if (!isWithin(text, { depth: Number.POSITIVE_INFINITY, values: JSON_LIMITS.values })) {
    const params = { max: JSON_LIMITS.values };
    return fail('too-large', { errors: [{ pointer: '', code: 'too-many-values', params }] });
  }
  try {
    return ok(JSON.parse(text));
  } catch {
    return fail('malformed');
  }
}

/** Problems: `unsupported-media-type`, `too-large` beyond `max` bytes, `malformed` for content that is not UTF-8. */
export async function readForm(c: Context, max: number): Promise<Result<URLSearchParams>> {
  if (contentType(c) !== FORM_TYPE) return fail('unsupported-media-type');
  const text = await readText(c, max);
  return text.ok ? ok(new URLSearchParams(text.value)) : text;
}

function contentType(c: Context): string {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

/** Like `readJson`, but a request without content counts as an empty object. */
export async function readOptionalJson(c: Context): Promise<Result<unknown>> {
  // A request without content need not say so: `curl -X POST` sends no header for it (RFC 9112 section 6.3).
  const text = await readText(c, JSON_LIMITS.bytes);
  if (!text.ok) return text;
  if (text.value === '') return ok({});
  return JSON_TYPES.includes(contentType(c)) ? parseJson(text.value) : fail('unsupported-media-type');
}

/** The connection ended before the content was complete: the client left, or it sent too slowly. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted';
}

/** Yields the content as it arrives, and cancels the stream when the reader stops early. @throws RequestAborted */
export async function* bodyChunks(c: Context): AsyncGenerator<Uint8Array> {
  const reader = c.req.raw.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new RequestAborted('the request broke off', { cause });
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
