import type { Refusal } from '../base/refusal.ts';

export type DecodedText =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly refusal: Refusal };

type Charset = 'utf-8' | 'utf-16' | 'utf-16le' | 'utf-16be' | 'us-ascii' | 'windows-1252' | 'iso-8859-15';

/** ISO-8859-1 is read as windows-1252, as the Encoding Standard requires. */
const LABELS: { readonly [C in Charset]: readonly string[] } = {
  'utf-8': ['utf-8', 'utf8', 'unicode-1-1-utf-8', 'unicode11utf8', 'csutf8'],
  'utf-16': ['utf-16', 'utf16', 'csutf16', 'ucs-2', 'iso-10646-ucs-2', 'csunicode', 'unicode'],
  'utf-16le': ['utf-16le', 'csutf16le', 'unicodefffe'],
  'utf-16be': ['utf-16be', 'csutf16be', 'unicodefeff'],
  'us-ascii': [
    'us-ascii',
    'ascii',
    'ansi_x3.4-1968',
    'ansi_x3.4-1986',
    'iso646-us',
    'iso-ir-6',
    'csascii',
    'us',
  ],
  'windows-1252': [
    ...['windows-1252', 'cp1252', 'x-cp1252', 'cp-1252', 'cswindows1252'],
    ...['iso-8859-1', 'iso8859-1', 'iso88591', 'iso_8859-1', 'iso_8859-1:1987', 'iso-ir-100'],
    ...['latin1', 'latin-1', 'l1', 'cp819', 'ibm819', 'csisolatin1'],
  ],
  'iso-8859-15': [
    ...['iso-8859-15', 'iso8859-15', 'iso885915', 'iso_8859-15', 'latin9', 'latin-9', 'l9', 'csiso885915'],
    ...['csisolatin9', 'iso-ir-203'],
  ],
};

const CHARSETS: ReadonlyMap<string, Charset> = new Map(
  Object.entries(LABELS).flatMap(([charset, labels]) =>
    labels.flatMap((label) => (isCharset(charset) ? [[label, charset]] : [])),
  ),
);

/** A space marks a byte without a character. */
const WINDOWS_1252_80_TO_9F = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

const LATIN_9_DIFFERENCES: readonly (readonly [byte: number, character: string])[] = [
  ...([
    [0xa4, '€'],
    [0xa6, 'Š'],
    [0xa8, 'š'],
    [0xb4, 'Ž'],
  ] as const),
  ...([
    [0xb8, 'ž'],
    [0xbc, 'Œ'],
    [0xbd, 'œ'],
    [0xbe, 'Ÿ'],
  ] as const),
];

/** Marks a byte that the charset does not have. No charset below has U+FFFF. */
const NO_CHARACTER = 0xffff;

/** UTF-16 units by byte. `TextDecoder` would also accept bytes that these charsets do not have. */
const TABLES: { readonly [C in 'us-ascii' | 'windows-1252' | 'iso-8859-15']: Uint16Array } = {
  'us-ascii': charsetTable((byte) => (byte < 0x80 ? byte : NO_CHARACTER)),
  'windows-1252': charsetTable((byte) => {
    const character = byte < 0xa0 ? (WINDOWS_1252_80_TO_9F[byte - 0x80] ?? '') : '';
    return character === ' ' ? NO_CHARACTER : character === '' ? byte : character.charCodeAt(0);
  }),
  'iso-8859-15': charsetTable((byte) => new Map(LATIN_9_DIFFERENCES).get(byte)?.charCodeAt(0) ?? byte),
};

const DECLARATION_BYTES = 1_024;
const DECLARED_ENCODING = /^\s*<\?xml(?=\s)[^>]{0,500}?\sencoding\s*=\s*["']([^"'<>]{1,100})["']/;

/**
 * The charset is that of the byte order mark, else the `charset` parameter of `contentType`, else the XML
 * declaration, else UTF-8 (RFC 7303 section 3). It is never guessed.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): DecodedText {
  const marked = byteOrderMarkCharset(bytes);
  const label = marked ?? charsetParameter(contentType) ?? declaredCharset(bytes) ?? 'utf-8';
  const charset = CHARSETS.get(label.trim().toLowerCase());
  if (charset === undefined)
    return { ok: false, refusal: { code: 'unknown-charset', ...refusalName(label) } };
  const text = decode(bytes, charset === 'utf-16' ? byteOrder(bytes) : charset);
  return text === null
    ? { ok: false, refusal: { code: 'not-in-charset', name: charset } }
    : { ok: true, value: text };
}

function byteOrderMarkCharset(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    return 'utf-32';
  }
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}

function charsetParameter(contentType: string | null): string | null {
  for (const parameter of (contentType ?? '').split(';').slice(1)) {
    const equals = parameter.indexOf('=');
    if (equals === -1 || parameter.slice(0, equals).trim().toLowerCase() !== 'charset') continue;
    const value = parameter.slice(equals + 1).replace(/["'\s]/g, '');
    if (value !== '') return value;
  }
  return null;
}

function declaredCharset(bytes: Uint8Array): string | null {
  const [a, b] = bytes;
  if ((a === 0x3c && b === 0) || (a === 0 && b === 0x3c)) return 'utf-16';
  const start = String.fromCharCode(...bytes.subarray(0, DECLARATION_BYTES));
  const label = DECLARED_ENCODING.exec(start)?.[1] ?? null;
  // The declaration could be read as single bytes, so the document is not in UTF-16.
  return label !== null && CHARSETS.get(label.trim().toLowerCase())?.startsWith('utf-16') ? 'utf-8' : label;
}

/** RFC 2781 section 4.3: big-endian, unless the first `<` is little-endian. */
function byteOrder(bytes: Uint8Array): 'utf-16le' | 'utf-16be' {
  const [a, b] = bytes;
  return a === 0x3c && b === 0 ? 'utf-16le' : 'utf-16be';
}

function decode(bytes: Uint8Array, charset: Exclude<Charset, 'utf-16'>): string | null {
  if (charset === 'utf-8' || charset === 'utf-16le' || charset === 'utf-16be') {
    try {
      return new TextDecoder(charset, { fatal: true, ignoreBOM: false }).decode(bytes);
    } catch {
      return null;
    }
  }
  const units = TABLES[charset];
  const text = new Uint8Array(2 * bytes.length);
  for (let index = 0; index < bytes.length; index += 1) {
    const unit = units[bytes[index] ?? 0] ?? NO_CHARACTER;
    if (unit === NO_CHARACTER) return null;
    text[2 * index] = unit & 0xff;
    text[2 * index + 1] = unit >> 8;
  }
  return new TextDecoder('utf-16le').decode(text);
}

function charsetTable(unitOf: (byte: number) => number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => unitOf(byte));
}

function isCharset(name: string): name is Charset {
  return Object.hasOwn(LABELS, name);
}

function refusalName(label: string): { readonly name?: string } {
  const name = label.replace(/[^A-Za-z0-9._-]+/g, '').slice(0, 35);
  return name === '' ? {} : { name };
}
