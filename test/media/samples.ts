import { readFileSync } from 'node:fs';
import { type Inspection, inspect } from '../../src/media/inspect.ts';
import { byteSource } from '../../src/media/source.ts';

/** A small file as an encoder wrote it. */
export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
}

export function inspected(bytes: Uint8Array): Promise<Inspection> {
  return inspect(byteSource(bytes.byteLength, async (at, length) => bytes.subarray(at, at + length)));
}

/** Type and size, or the error's code. */
export async function seen(bytes: Uint8Array): Promise<unknown> {
  const found = await inspected(bytes);
  return found.ok ? [found.type.type, found.extent.width, found.extent.height] : found.error.code;
}

/** Joins texts (one byte per character), numbers (one byte each) and bytes. */
export function joined(...parts: (string | number | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const flat = parts.flatMap((part) => {
    if (typeof part === 'string') return Array.from(part, (character) => character.charCodeAt(0));
    return typeof part === 'number' ? [part] : [...part];
  });
  return new Uint8Array(flat);
}

/** Big-endian. */
export function u32(number: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

/** A PNG with header and end only, without image data. */
export function png(
  width: number,
  height: number,
  between: Uint8Array = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const end = joined(u32(0), 'IEND', 0xae, 0x42, 0x60, 0x82);
  return joined(
    '\x89PNG\r\n\x1a\n',
    u32(13),
    'IHDR',
    u32(width),
    u32(height),
    8,
    2,
    0,
    0,
    0,
    u32(0),
    between,
    end,
  );
}

/** A box of the ISO base media file format. */
export function box(type: string, ...content: (string | number | Uint8Array)[]): Uint8Array {
  const inside = joined(...content);
  return joined(u32(inside.length + 8), type, inside);
}

/** A ZIP archive of stored entries. */
export function zip(...entries: (readonly [name: string, content: string])[]): Uint8Array<ArrayBuffer> {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, content] of entries) {
    const sizes = joined(little(content.length, 4), little(content.length, 4), little(name.length, 2));
    const common = joined(little(20, 2), little(0, 2), little(0, 2), little(0, 4), little(0, 4), sizes);
    const file = joined('PK\x03\x04', common, little(0, 2), name, content);
    directory.push(joined('PK\x01\x02', little(20, 2), common, new Uint8Array(12), little(at, 4), name));
    files.push(file);
    at += file.length;
  }
  const central = joined(...directory);
  const count = little(entries.length, 2);
  const end = joined(
    'PK\x05\x06',
    little(0, 4),
    count,
    count,
    little(central.length, 4),
    little(at, 4),
    0,
    0,
  );
  return joined(...files, central, end);
}

function little(number: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Math.floor(number / 256 ** index) % 256);
}
