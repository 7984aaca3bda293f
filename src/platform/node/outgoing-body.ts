import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutgoingError } from '../sender.ts';

const EMPTY = new Uint8Array();
/** An unwanted body is read up to so many bytes, so that its connection can be used again. */
const MAX_DISCARDED_BYTES = 16 * 1024;

const DECODERS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['br', () => createBrotliDecompress()],
  ['deflate', () => createInflate()],
]);

/**
 * Returns the decoded body. `maxBytes` limits it both as received and as decoded; with 0 it is discarded.
 * @throws OutgoingError `too-large`, or `bad-answer` when it ends early or has an unknown coding.
 */
export async function readBody(
  response: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (maxBytes === 0) {
    discard(response);
    return EMPTY;
  }
  const coding = (response.headers['content-encoding'] ?? '').trim().toLowerCase();
  const decoder = DECODERS.get(coding);
  if (decoder === undefined && coding !== '' && coding !== 'identity') return refuse(response, 'bad-answer');
  if (Number(response.headers['content-length'] ?? '0') > maxBytes) return refuse(response, 'too-large');
  const received = { bytes: 0 };
  const parts: Uint8Array[] = [];
  const collect = async (body: AsyncIterable<unknown>) => {
    let bytes = 0;
    for await (const part of body) {
      if (!(part instanceof Uint8Array)) continue;
      bytes += part.byteLength;
      if (bytes > maxBytes) throw new OutgoingError('too-large');
      parts.push(part);
    }
  };
  try {
    // Decoding stops at the first part beyond the limit, so a compression bomb is not decoded further.
    if (decoder === undefined) await pipeline(response, collect, { signal });
    else await pipeline(response, limitTo(maxBytes, received), decoder(), collect, { signal });
  } catch (error) {
    // Some servers name a coding and send no bytes, which no decoder accepts.
    if (decoder !== undefined && received.bytes === 0 && response.complete) return EMPTY;
    throw error instanceof OutgoingError ? error : new OutgoingError('bad-answer');
  }
  return Buffer.concat(parts);
}

function limitTo(maxBytes: number, received: { bytes: number }): Transform {
  return new Transform({
    transform(part: Uint8Array, _encoding, done) {
      received.bytes += part.byteLength;
      if (received.bytes > maxBytes) done(new OutgoingError('too-large'));
      else done(null, part);
    },
  });
}

function discard(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (part: Uint8Array) => {
    bytes += part.byteLength;
    if (bytes > MAX_DISCARDED_BYTES) response.destroy();
  });
}

function refuse(response: IncomingMessage, reason: 'bad-answer' | 'too-large'): never {
  response.on('error', () => undefined);
  response.destroy();
  throw new OutgoingError(reason);
}
