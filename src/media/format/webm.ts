import type { ByteSource } from '../source.ts';
import { type Extent, extent, UNKNOWN_EXTENT } from './extent.ts';

/** Ids of EBML and Matroska elements (RFC 8794 section 11.2, RFC 9559 section 5.1). */
const ID = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
} as const;
const MAX_ELEMENTS = 5_000;

interface Element {
  readonly id: number;
  readonly at: number;
  readonly end: number;
}

export async function isWebm(source: ByteSource): Promise<boolean> {
  for await (const head of elements(source, 0, source.size)) {
    if (head?.id !== ID.ebml) return false;
    const type = await firstElement(source, head, ID.docType);
    if (type === null) return false;
    const name = await source.read(type.at, Math.min(type.end - type.at, 16));
    return name.text(0, 16).replace(/\0+$/, '') === 'webm';
  }
  return false;
}

/** Size of the first video track. Null when the file is damaged. */
export async function readWebm(source: ByteSource): Promise<Extent | null> {
  let segment: Element | null = null;
  for await (const element of elements(source, 0, source.size)) {
    if (element === null) return null;
    if (element.id === ID.segment) segment ??= element;
  }
  const tracks = segment === null ? null : await firstElement(source, segment, ID.tracks);
  if (tracks === null) return null;
  for await (const track of elements(source, tracks.at, tracks.end)) {
    if (track === null) return null;
    const video = track.id === ID.trackEntry ? await firstElement(source, track, ID.video) : null;
    if (video === null) continue;
    const [width, height] = [
      await readUnsigned(source, await firstElement(source, video, ID.pixelWidth)),
      await readUnsigned(source, await firstElement(source, video, ID.pixelHeight)),
    ];
    return extent(width, height);
  }
  return UNKNOWN_EXTENT;
}

/** Yields the elements in a range; yields null and ends when an element does not fit into it. */
async function* elements(source: ByteSource, at: number, end: number): AsyncGenerator<Element | null> {
  let next = at;
  for (let count = 0; next < end && count < MAX_ELEMENTS; count += 1) {
    const id = await readVariableInteger(source, next, 4, 'with its marker');
    const size = id === null ? null : await readVariableInteger(source, next + id.length, 8, 'without it');
    if (id === null || size === null) {
      yield null;
      return;
    }
    const content = next + id.length + size.length;
    // A stream may have an element of unknown size, which reaches to the end of its parent.
    const until = size.isUnknown ? end : content + size.value;
    if (until > end) {
      yield null;
      return;
    }
    yield { id: id.value, at: content, end: until };
    next = until;
  }
}

async function firstElement(source: ByteSource, parent: Element, id: number): Promise<Element | null> {
  for await (const element of elements(source, parent.at, parent.end)) {
    if (element?.id === id) return element;
  }
  return null;
}

/** RFC 8794 section 4: the leading zero bits of the first byte give the length. */
async function readVariableInteger(
  source: ByteSource,
  at: number,
  maxLength: number,
  marker: 'with its marker' | 'without it',
): Promise<{ value: number; length: number; isUnknown: boolean } | null> {
  const bytes = (await source.read(at, maxLength)).bytes;
  const [head = 0] = bytes;
  const length = Math.clz32(head) - 23;
  if (head === 0 || length > maxLength || bytes.length < length) return null;
  const rest = head & ((1 << (8 - length)) - 1);
  const tail = bytes.subarray(1, length);
  const start = marker === 'without it' ? rest : head;
  const value = tail.reduce((sum, byte) => sum * 256 + byte, start);
  const isUnknown = rest === (1 << (8 - length)) - 1 && tail.every((byte) => byte === 0xff);
  return { value, length, isUnknown };
}

async function readUnsigned(source: ByteSource, element: Element | null): Promise<number | null> {
  if (element === null || element.end - element.at > 6) return null;
  const { bytes } = await source.read(element.at, element.end - element.at);
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
