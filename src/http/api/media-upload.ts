import type { Context } from 'hono';
import { fail, invalid, ok, type Result } from '../../base/problem.ts';
import { nameIn, parseDisposition } from '../../media/disposition.ts';
import { inspect } from '../../media/inspect.ts';
import { MEDIA_LIMITS } from '../../media/limits.ts';
import type { MediaPort, MediaUpload, StagedUpload } from '../../media/media-port.ts';
import type { MediaFile } from '../../media/media-request.ts';
import { storedSource } from '../../media/media-store.ts';
import type { Kept, MediaStore } from '../../storage/media-store.ts';
import { BrokenOff, chunks } from '../body.ts';
import { formBoundary, formParts, MalformedForm } from '../form-parts.ts';

/** A form is its file and a little more. */
const REQUEST_BYTES = MEDIA_LIMITS.bytes + MEDIA_LIMITS.words + MEDIA_LIMITS.parts * MEDIA_LIMITS.partHeaders;

/** Bytes in the media store, and what was said of them. */
interface Received {
  readonly kept: Kept;
  readonly name: string;
  readonly words: unknown;
  /** Of the file in the request. */
  readonly pointer: string;
}

class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * Stores the request's file as it comes in, whichever way it was sent, and looks at what it is: `too-large`, `malformed`,
 * `unsupported-media-type`, `invalid`; nothing of it is kept then.
 */
export async function receiveMedia(
  c: Context,
  media: MediaStore,
  library: Pick<MediaPort, 'stage'>,
): Promise<Result<MediaUpload>> {
  if (Number(c.req.header('content-length') ?? 0) > REQUEST_BYTES) return fail('too-large');
  const staged = await library.stage();
  if (!staged.ok) return staged;
  const upload = await receiveInto(c, media, staged.value);
  // Should this fail, what was staged is taken away when its time is over.
  if (!upload.ok) await media.remove(staged.value.blob).catch(() => undefined);
  return upload;
}

async function receiveInto(
  c: Context,
  media: MediaStore,
  staged: StagedUpload,
): Promise<Result<MediaUpload>> {
  const received = await receive(c, media, staged.blob);
  if (!received.ok) return received;
  const file = await identified(media, staged.blob, received.value);
  const { name, words } = received.value;
  return file.ok ? ok({ staged, file: file.value, name, words }) : file;
}

async function receive(c: Context, media: MediaStore, blob: string): Promise<Result<Received>> {
  const boundary = formBoundary(c.req.header('content-type'));
  const content = atMost(REQUEST_BYTES, chunks(c));
  try {
    if (boundary !== null) return await fromForm(content, boundary, media, blob);
    const kept = await media.put(blob, atMost(MEDIA_LIMITS.bytes, content));
    return ok({ kept, name: nameOf(c), words: undefined, pointer: '' });
  } catch (error) {
    if (error instanceof TooLarge) return fail('too-large');
    if (error instanceof MalformedForm || error instanceof BrokenOff) return fail('malformed');
    throw error;
  }
}

/** `file`, and `metadata` as JSON, in either order. */
async function fromForm(
  content: AsyncIterable<Uint8Array>,
  boundary: string,
  media: MediaStore,
  blob: string,
): Promise<Result<Received>> {
  let kept: Kept | undefined;
  let name = '';
  let words: { readonly said: unknown } | undefined;
  for await (const part of formParts(content, boundary)) {
    if (part.name === 'file' && kept === undefined) {
      name = part.fileName ?? '';
      kept = await media.put(blob, atMost(MEDIA_LIMITS.bytes, part.content));
    } else if (part.name === 'metadata' && words === undefined) {
      const said = await readWords(part.content);
      if (!said.ok) return said;
      words = { said: said.value };
    } else {
      const isKnown = part.name === 'file' || part.name === 'metadata';
      const pointer = isKnown ? `/${part.name}` : '';
      return invalid({ pointer, code: isKnown ? 'duplicate' : 'unknown-field' });
    }
  }
  if (kept === undefined) return invalid({ pointer: '/file', code: 'required' });
  return ok({ kept, name, words: words?.said, pointer: '/file' });
}

async function readWords(content: AsyncIterable<Uint8Array>): Promise<Result<unknown>> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let text = '';
  try {
    for await (const part of atMost(MEDIA_LIMITS.words, content))
      text += decoder.decode(part, { stream: true });
    return ok(JSON.parse(text + decoder.decode()));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return fail('malformed');
    throw error;
  }
}

/** What the bytes are. Their name in the library is made of them. */
async function identified(
  media: MediaStore,
  blob: string,
  { kept, pointer }: Received,
): Promise<Result<MediaFile>> {
  const found = await inspect(storedSource(media, blob, kept.bytes));
  if (!found.ok) {
    const errors = [{ pointer, ...found.error }];
    return fail(found.error.code === 'media-type' ? 'unsupported-media-type' : 'invalid', { errors });
  }
  const { type, kind } = found.type;
  const { width, height } = found.extent;
  return ok({ id: kept.sha256.slice(0, 32), kind, type, bytes: kept.bytes, width, height });
}

/** Of a file that is the whole request: in the query, or in `Content-Disposition`. */
function nameOf(c: Context): string {
  const given = parseDisposition(c.req.header('content-disposition') ?? '');
  return c.req.query('name') ?? (given === null ? '' : (nameIn(given) ?? ''));
}

async function* atMost(max: number, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const part of content) {
    bytes += part.byteLength;
    if (bytes > max) throw new TooLarge();
    yield part;
  }
}
