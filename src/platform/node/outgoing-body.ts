import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutgoingError } from '../sender.ts';

const EMPTY = new Uint8Array();
/** Bytes of a body that nobody asked for which are read all the same, so that the connection can be used again. */
const DISCARDED = 16 * 1024;

/** By the names of RFC 9110 section 8.4.1. */
const DECODERS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['br', () => createBrotliDecompress()],
  ['deflate', () => createInflate()],
]);

/**
 * The decoded body, of `maxBytes` at most both as received and as decoded; with 0 it is thrown away.
 * @throws OutgoingError `too-large`, or `bad-answer` when it ends early or is in no coding that was asked for.
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
    // Decoding stops with the first part beyond the limit: a bomb costs no more than the limit either.
    if (decoder === undefined) await pipeline(response, collect, { signal });
    else await pipeline(response, capped(maxBytes, received), decoder(), collect, { signal });
  } catch (error) {
    // Some servers name a coding and send nothing, which no decoder takes.
    if (decoder !== undefined && received.bytes === 0 && response.complete) return EMPTY;
    throw error instanceof OutgoingError ? error : new OutgoingError('bad-answer');
  }
  return Buffer.concat(parts);
}

function capped(maxBytes: number, received: { bytes: number }): Transform {
  return new Transform({
    transform(part: Uint8Array, _encoding, done) {
      received.bytes += part.byteLength;
      if (received.bytes > maxBytes) done(new OutgoingError('too-large'));
      else done(null, part);
    },
  });
}

/** In the background: the request's signal still ends it. */
function discard(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (part: Uint8Array) => {
    bytes += part.byteLength;
    if (bytes > DISCARDED) response.destroy();
  });
}

function refuse(response: IncomingMessage, reason: 'bad-answer' | 'too-large'): never {
  response.on('error', () => undefined);
  response.destroy();
  throw new OutgoingError(reason);
}
