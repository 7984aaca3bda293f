import { nameIn, parseDisposition } from '../media/disposition.ts';
import { MEDIA_LIMITS } from '../media/limits.ts';

/** One part of a form (RFC 7578), its content as it arrives. The next one comes when this one has been read or left. */
export interface FormPart {
  readonly name: string;
  /** As its sender calls the file; null for what is no file. */
  readonly fileName: string | null;
  readonly content: AsyncIterable<Uint8Array>;
}

/** What is sent is no form, or ends before its end. */
export class MalformedForm extends Error {
  override readonly name = 'MalformedForm';
}

/** The boundary that `Content-Type` names (RFC 2046 section 5.1.1); null when it is no form's. */
export function formBoundary(contentType: string | undefined): string | null {
  const type = parseDisposition(contentType?.replace('/', '+') ?? '');
  const boundary = type?.type === 'multipart+form-data' ? type.parameters.get('boundary') : undefined;
  return boundary !== undefined && /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/.test(boundary)
    ? boundary
    : null;
}

/** The parts of a form that streams in; never more of it in memory than a chunk. @throws MalformedForm */
export async function* formParts(
  content: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<FormPart> {
  const encoder = new TextEncoder();
  const delimiter = encoder.encode(`\r\n--${boundary}`);
  const stream = new Delimited(content);
  try {
    // The first delimiter may stand at the very start, without the line end before it.
    await drained(stream.until(delimiter));
    for (let count = 0; await isFollowed(stream); count += 1) {
      if (count === MEDIA_LIMITS.parts) throw new MalformedForm();
      const head = await stream.short(encoder.encode('\r\n\r\n'), MEDIA_LIMITS.partHeaders);
      const body = stream.until(delimiter);
      yield { ...described(new TextDecoder().decode(head)), content: body };
      await drained(body);
    }
  } finally {
    await stream.close();
  }
}

/** After a delimiter: a line end leads to another part, two hyphens to the end (RFC 2046 section 5.1.1). */
async function isFollowed(stream: Delimited): Promise<boolean> {
  const end = await stream.take(2);
  if (end === '\r\n') return true;
  if (end !== '--') throw new MalformedForm();
  // A connection whose request was read to its end can be used again.
  await stream.drain();
  return false;
}

function described(head: string): { name: string; fileName: string | null } {
  const fields = head.split('\r\n').map((line) => /^content-disposition:(.*)$/i.exec(line)?.[1]);
  const disposition = parseDisposition(fields.find((field) => field !== undefined) ?? '');
  const name = disposition?.parameters.get('name');
  if (disposition?.type !== 'form-data' || name === undefined) throw new MalformedForm();
  // Browsers write `"` as %22 in these (HTML standard, multipart/form-data encoding algorithm).
  return { name, fileName: nameIn(disposition)?.replaceAll('%22', '"') ?? null };
}

async function drained(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of content);
}

/** Bytes that come in chunks, read up to a delimiter wherever the chunks break it. */
class Delimited {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new TextEncoder().encode('\r\n');

  constructor(content: AsyncIterable<Uint8Array>) {
    this.#source = content[Symbol.asyncIterator]();
  }

  /** What stands before the delimiter, which is taken as well. Asked on after its end, it gives nothing. */
  until(delimiter: Uint8Array): AsyncIterableIterator<Uint8Array> {
    let isOver = false;
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      while (!isOver) {
        const at = indexOf(this.#rest, delimiter);
        if (at !== -1) {
          const last = this.#rest.subarray(0, at);
          this.#rest = this.#rest.subarray(at + delimiter.length);
          isOver = true;
          if (last.length > 0) return { done: false, value: last };
          break;
        }
        // The delimiter may have begun at the end of what is here.
        const sure = this.#rest.length - delimiter.length + 1;
        if (sure > 0) {
          const value = this.#rest.subarray(0, sure);
          this.#rest = this.#rest.subarray(sure);
          return { done: false, value };
        }
        await this.#more();
      }
      return { done: true, value: undefined };
    };
    // Leaving it early leaves the rest to be drained: there is no `return`.
    return {
      next,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** All that stands before the delimiter, `most` bytes of it at most. */
  async short(delimiter: Uint8Array, most: number): Promise<Uint8Array> {
    for (;;) {
      const at = indexOf(this.#rest, delimiter);
      if (at > most || (at === -1 && this.#rest.length > most)) throw new MalformedForm();
      if (at !== -1) {
        const found = this.#rest.slice(0, at);
        this.#rest = this.#rest.subarray(at + delimiter.length);
        return found;
      }
      await this.#more();
    }
  }

  async take(count: number): Promise<string> {
    while (this.#rest.length < count) await this.#more();
    const taken = new TextDecoder('latin1').decode(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  /** Reads on to the end, of which nothing is kept. */
  async drain(): Promise<void> {
    while (!(await this.#source.next()).done);
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw new MalformedForm();
    this.#rest = joined(this.#rest, value);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
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
