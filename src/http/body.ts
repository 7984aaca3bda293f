import type { Context } from 'hono';
import { fail, ok, type Result } from '../base/problem.ts';

/** A JSON request's content, in bytes. */
const JSON_BYTES = 1_048_576;

const FORM_TYPE = 'application/x-www-form-urlencoded';
export const JSON_TYPES: readonly string[] = ['application/json'];
/** RFC 7396 section 4. */
export const PATCH_TYPES: readonly string[] = ['application/merge-patch+json', 'application/json'];

/** The request's content, whatever it is: `too-large` beyond `max` bytes, of what streams in. */
export async function readBytes(c: Context, max: number): Promise<Result<Uint8Array>> {
  if (Number(c.req.header('content-length') ?? 0) > max) return fail('too-large');
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks(c)) {
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

/** The request's content as UTF-8 text: `too-large`, `malformed`. */
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

/** The request's JSON: `unsupported-media-type`, `too-large` (of what streams in, whatever it said), `malformed`. */
export async function readJson(c: Context, types: readonly string[] = JSON_TYPES): Promise<Result<unknown>> {
  if (!types.includes(contentType(c))) return fail('unsupported-media-type');
  const text = await readText(c, JSON_BYTES);
  return text.ok ? parsed(text.value) : text;
}

function parsed(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return fail('malformed');
  }
}

/** A form's fields: `unsupported-media-type`, `too-large` beyond `max` bytes, `malformed` when it is no UTF-8. */
export async function readForm(c: Context, max: number): Promise<Result<URLSearchParams>> {
  if (contentType(c) !== FORM_TYPE) return fail('unsupported-media-type');
  const text = await readText(c, max);
  return text.ok ? ok(new URLSearchParams(text.value)) : text;
}

/** Without its parameters, in lower case; empty when there is none. */
function contentType(c: Context): string {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

/** As `readJson`, where a request without content stands for an empty object. */
export async function readOptionalJson(c: Context): Promise<Result<unknown>> {
  // Whether there is any, no header has to say: `curl -X POST` sends none (RFC 9112 section 6.3).
  const text = await readText(c, JSON_BYTES);
  if (!text.ok) return text;
  if (text.value === '') return ok({});
  return JSON_TYPES.includes(contentType(c)) ? parsed(text.value) : fail('unsupported-media-type');
}

/** The connection ended before the request's content had: the client's doing, or the pace's that it is held to. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
}

/** The request's content as it arrives; the rest is refused when the reader stops early. @throws BrokenOff */
export async function* chunks(c: Context): AsyncGenerator<Uint8Array> {
  const reader = c.req.raw.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new BrokenOff('the request broke off', { cause });
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
