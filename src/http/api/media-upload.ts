import type { Context } from 'hono';
import { fail, invalid, ok, type Result } from '../../base/problem.ts';
import { dispositionFileName, parseDisposition } from '../../media/disposition.ts';
import { inspect } from '../../media/inspect.ts';
import { MEDIA_LIMITS } from '../../media/limits.ts';
import type { MediaPort, MediaUpload, StagedUpload } from '../../media/media-port.ts';
import type { MediaFile } from '../../media/media-request.ts';
import { storedSource } from '../../media/media-store.ts';
import type { MediaStore, PutResult } from '../../storage/media-store.ts';
import { bodyChunks, RequestAborted } from '../body.ts';
import { formBoundary, formParts, MalformedForm } from '../form-parts.ts';

const MAX_REQUEST_BYTES =
  MEDIA_LIMITS.fileBytes + MEDIA_LIMITS.metadataBytes + MEDIA_LIMITS.formParts * MEDIA_LIMITS.partHeaderBytes;

interface ReceivedFile {
  readonly kept: PutResult;
  readonly name: string;
  readonly metadata: unknown;
  /** Pointer of the file in the request, for errors. */
  readonly pointer: string;
}

class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * Stores the file of a form, or the whole content, while it streams in, and detects its type. Problems: `too-large`,
 * `malformed`, `unsupported-media-type`, `invalid`; the bytes are then removed.
 */
export async function receiveMedia(
  c: Context,
  media: MediaStore,
  library: Pick<MediaPort, 'stage'>,
): Promise<Result<MediaUpload>> {
  if (Number(c.req.header('content-length') ?? 0) > MAX_REQUEST_BYTES) return fail('too-large');
  const staged = await library.stage();
  if (!staged.ok) return staged;
  const upload = await receiveInto(c, media, staged.value);
  // If this fails, the clearing task removes the bytes later.
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
  const file = await inspectFile(media, staged.blob, received.value);
  const { name, metadata } = received.value;
  return file.ok ? ok({ staged, file: file.value, name, metadata }) : file;
}

async function receive(c: Context, media: MediaStore, blob: string): Promise<Result<ReceivedFile>> {
  const boundary = formBoundary(c.req.header('content-type'));
  const content = limited(MAX_REQUEST_BYTES, bodyChunks(c));
  try {
    if (boundary !== null) return await receiveForm(content, boundary, media, blob);
    const kept = await media.put(blob, limited(MEDIA_LIMITS.fileBytes, content));
    return ok({ kept, name: requestedName(c), metadata: undefined, pointer: '' });
  } catch (error) {
    if (error instanceof TooLarge) return fail('too-large');
    if (error instanceof MalformedForm || error instanceof RequestAborted) return fail('malformed');
    throw error;
  }
}

/** The form has a part `file` and may have a part `metadata` with JSON, in either order. */
async function receiveForm(
  content: AsyncIterable<Uint8Array>,
  boundary: string,
  media: MediaStore,
  blob: string,
): Promise<Result<ReceivedFile>> {
  let kept: PutResult | undefined;
  let name = '';
  let metadata: { readonly value: unknown } | undefined;
  for await (const part of formParts(content, boundary)) {
    if (part.name === 'file' && kept === undefined) {
      name = part.fileName ?? '';
      kept = await media.put(blob, limited(MEDIA_LIMITS.fileBytes, part.content));
    } else if (part.name === 'metadata' && metadata === undefined) {
      const parsed = await readMetadata(part.content);
      if (!parsed.ok) return parsed;
      metadata = { value: parsed.value };
    } else {
      const isKnown = part.name === 'file' || part.name === 'metadata';
      const pointer = isKnown ? `/${part.name}` : '';
      return invalid({ pointer, code: isKnown ? 'duplicate' : 'unknown-field' });
    }
  }
  if (kept === undefined) return invalid({ pointer: '/file', code: 'required' });
  return ok({ kept, name, metadata: metadata?.value, pointer: '/file' });
}

async function readMetadata(content: AsyncIterable<Uint8Array>): Promise<Result<unknown>> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let text = '';
  try {
    for await (const part of limited(MEDIA_LIMITS.metadataBytes, content))
      text += decoder.decode(part, { stream: true });
    return ok(JSON.parse(text + decoder.decode()));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return fail('malformed');
    throw error;
  }
}

/** The id of the file is the beginning of its SHA-256. */
async function inspectFile(
  media: MediaStore,
  blob: string,
  { kept, pointer }: ReceivedFile,
): Promise<Result<MediaFile>> {
  const inspection = await inspect(storedSource(media, blob, kept.bytes));
  if (!inspection.ok) {
    const errors = [{ pointer, ...inspection.error }];
    return fail(inspection.error.code === 'media-type' ? 'unsupported-media-type' : 'invalid', { errors });
  }
  const { type, kind } = inspection.type;
  const { width, height } = inspection.extent;
  return ok({ id: kept.sha256.slice(0, 32), kind, type, bytes: kept.bytes, width, height });
}

/** The name of a file that is the whole content, from the query or from `Content-Disposition`. */
function requestedName(c: Context): string {
  const disposition = parseDisposition(c.req.header('content-disposition') ?? '');
  return c.req.query('name') ?? (disposition === null ? '' : (dispositionFileName(disposition) ?? ''));
}

async function* limited(max: number, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const part of content) {
    bytes += part.byteLength;
    if (bytes > max) throw new TooLarge();
    yield part;
  }
}
