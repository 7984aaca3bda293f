import type { ByteSource } from '../source.ts';
import { MEDIA_TYPES, type MediaTypeName } from '../types.ts';

const END_SIGNATURE = [0x50, 0x4b, 0x05, 0x06] as const;
const END_LENGTH = 22;
const MAX_COMMENT = 65_535;
const MAX_ENTRIES = 10_000;
const MAX_DIRECTORY = 2 * 1024 * 1024;

const OPEN_DOCUMENTS = ['odt', 'ods', 'odp'] as const;
/** The main part identifies an Office Open XML package (ECMA-376 part 1 annex A). */
const MAIN_PARTS: ReadonlyMap<string, MediaTypeName> = new Map([
  ['word/document.xml', 'docx'],
  ['xl/workbook.xml', 'xlsx'],
  ['ppt/presentation.xml', 'pptx'],
]);
const MACROS = /(?:^|\/)vbaProject\.bin$/i;

/** Null for an archive that is not a document, and for a document with macros. */
export async function zipDocumentType(source: ByteSource): Promise<MediaTypeName | null> {
  const names = await entryNames(source);
  if (names === null || names.some((name) => MACROS.test(name))) return null;
  if (!names.includes('[Content_Types].xml')) return openDocumentType(source);
  const main = names.filter((name) => MAIN_PARTS.has(name));
  // With two main parts, programs could read different documents.
  return main.length === 1 ? (MAIN_PARTS.get(main[0] ?? '') ?? null) : null;
}

/** OpenDocument part 3 section 3.3: the first entry, not compressed and not encrypted, is the media type. */
async function openDocumentType(source: ByteSource): Promise<MediaTypeName | null> {
  const head = await source.read(0, 30 + 8 + 100);
  const isFirst = head.u16(26, true) === 8 && head.u16(28, true) === 0 && head.text(30, 8) === 'mimetype';
  if (!isFirst || head.u16(8, true) !== 0 || ((head.u16(6, true) ?? 1) & 1) === 1) return null;
  const type = head.text(38, head.u32(18, true) ?? 0);
  return OPEN_DOCUMENTS.find((name) => MEDIA_TYPES[name].type === type) ?? null;
}

/** Names in the central directory; null when the archive is damaged, spanned or too large for a document. */
async function entryNames(source: ByteSource): Promise<string[] | null> {
  const start = Math.max(0, source.size - END_LENGTH - MAX_COMMENT);
  const tail = await source.read(start, source.size - start);
  const end = tail.lastIndexOf(END_SIGNATURE);
  if (end === -1) return null;
  const entries = tail.u16(end + 10, true);
  const length = tail.u32(end + 12, true);
  const at = tail.u32(end + 16, true);
  const comment = tail.u16(end + 20, true);
  if (entries === null || length === null || at === null || comment === null) return null;
  // Bytes before or after the end record are refused, because the file could be valid in a second format.
  if (at + length !== start + end || end + END_LENGTH + comment !== tail.length) return null;
  if (entries > MAX_ENTRIES || length > MAX_DIRECTORY) return null;
  const directory = await source.read(at, length);
  const names: string[] = [];
  let next = 0;
  for (let entry = 0; entry < entries; entry += 1) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => directory.u16(next + offset, true));
    if (directory.text(next, 4) !== 'PK\x01\x02' || name == null || extra == null || comment == null)
      return null;
    names.push(directory.text(next + 46, name));
    next += 46 + name + extra + comment;
  }
  return next === length ? names : null;
}
