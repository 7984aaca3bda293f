import { dispositionFileName, parseDisposition } from '../media/disposition.ts';
import { MEDIA_LIMITS } from '../media/limits.ts';

/** One part of a form (RFC 7578). */
export interface FormPart {
  readonly name: string;
  /** The name that the client gave; null when the part is not a file. */
  readonly fileName: string | null;
  readonly content: AsyncIterable<Uint8Array>;
}

/** The content is not a form, or it is incomplete. */
export class MalformedForm extends Error {
  override readonly name = 'MalformedForm';
}

/** The boundary in `Content-Type` (RFC 2046 section 5.1.1); null when the request is not a form. */
export function formBoundary(contentType: string | undefined): string | null {
  const type = parseDisposition(contentType?.replace('/', '+') ?? '');
  const boundary = type?.type === 'multipart+form-data' ? type.parameters.get('boundary') : undefined;
  return boundary !== undefined && /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/.test(boundary)
    ? boundary
    : null;
}

/**
 * Yields the parts of a form while it streams in, with at most a chunk in memory. Unread content of a part is skipped when
 * the next part is read. @throws MalformedForm
 */
export async function* formParts(
  content: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<FormPart> {
  const encoder = new TextEncoder();
  const delimiter = encoder.encode(`\r\n--${boundary}`);
  const stream = new DelimitedReader(content);
  try {
    // The line end before the first delimiter is optional; the reader starts with one.
    await skip(stream.readUntil(delimiter));
    for (let count = 0; await readNextPartMark(stream); count += 1) {
      if (count === MEDIA_LIMITS.formParts) throw new MalformedForm();
      const head = await stream.readHeaders(encoder.encode('\r\n\r\n'), MEDIA_LIMITS.partHeaderBytes);
      const body = stream.readUntil(delimiter);
      yield { ...parsePartHeaders(new TextDecoder().decode(head)), content: body };
      await skip(body);
    }
  } finally {
    await stream.close();
  }
}

/** True when a part follows the delimiter, false at the end of the form (RFC 2046 section 5.1.1). */
async function readNextPartMark(stream: DelimitedReader): Promise<boolean> {
  const end = await stream.readText(2);
  if (end === '\r\n') return true;
  if (end !== '--') throw new MalformedForm();
  // The connection can be used again only after the request was read to its end.
  await stream.drain();
  return false;
}

function parsePartHeaders(head: string): { name: string; fileName: string | null } {
  const fields = head.split('\r\n').map((line) => /^content-disposition:(.*)$/i.exec(line)?.[1]);
  const disposition = parseDisposition(fields.find((field) => field !== undefined) ?? '');
  const name = disposition?.parameters.get('name');
  if (disposition?.type !== 'form-data' || name === undefined) throw new MalformedForm();
  // Browsers write `"` as %22 in file names (HTML standard, multipart/form-data encoding algorithm).
  return { name, fileName: dispositionFileName(disposition)?.replaceAll('%22', '"') ?? null };
}

async function skip(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of content);
}

/** Reads a stream up to a delimiter, which may be divided between chunks. */
class DelimitedReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer: Uint8Array = new TextEncoder().encode('\r\n');

  constructor(content: AsyncIterable<Uint8Array>) {
    this.#source = content[Symbol.asyncIterator]();
  }

  /** Yields what comes before the delimiter, and consumes the delimiter. */
  readUntil(delimiter: Uint8Array): AsyncIterableIterator<Uint8Array> {
    let isDone = false;
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      while (!isDone) {
        const at = indexOf(this.#buffer, delimiter);
        if (at !== -1) {
          const last = this.#buffer.subarray(0, at);
          this.#buffer = this.#buffer.subarray(at + delimiter.length);
          isDone = true;
          if (last.length > 0) return { done: false, value: last };
          break;
        }
        // The delimiter may begin in the last bytes of the buffer.
        const certain = this.#buffer.length - delimiter.length + 1;
        if (certain > 0) {
          const value = this.#buffer.subarray(0, certain);
          this.#buffer = this.#buffer.subarray(certain);
          return { done: false, value };
        }
        await this.#readChunk();
      }
      return { done: true, value: undefined };
    };
    // There is no `return`, so the rest can still be skipped after a reader stopped early.
    return {
      next,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Reads the bytes before the delimiter. @throws MalformedForm when they are more than `max`. */
  async readHeaders(delimiter: Uint8Array, max: number): Promise<Uint8Array> {
    for (;;) {
      const at = indexOf(this.#buffer, delimiter);
      if (at > max || (at === -1 && this.#buffer.length > max)) throw new MalformedForm();
      if (at !== -1) {
        const headers = this.#buffer.slice(0, at);
        this.#buffer = this.#buffer.subarray(at + delimiter.length);
        return headers;
      }
      await this.#readChunk();
    }
  }

  async readText(count: number): Promise<string> {
    while (this.#buffer.length < count) await this.#readChunk();
    const text = new TextDecoder('latin1').decode(this.#buffer.subarray(0, count));
    this.#buffer = this.#buffer.subarray(count);
    return text;
  }

  async drain(): Promise<void> {
    while (!(await this.#source.next()).done);
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #readChunk(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw new MalformedForm();
    this.#buffer = concatenate(this.#buffer, value);
  }
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const [first = 0] = wanted;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    let length = 1;
    while (length < wanted.length && bytes[at + length] === wanted[length]) length += 1;
    if (length === wanted.length) return at;
  }
  return -1;
}
