import { describe, expect, test } from 'vitest';
import { decodeText } from '../../src/imports/decode.ts';

const TEXT = '<a>Öljyä – 5 €</a>';

function utf16(text: string, order: 'le' | 'be', hasMark: boolean): Uint8Array {
  const units = [...(hasMark ? '\uFEFF' : ''), ...text].map((character) => character.charCodeAt(0));
  return Uint8Array.from(
    units.flatMap((unit) => (order === 'le' ? [unit & 0xff, unit >> 8] : [unit >> 8, unit & 0xff])),
  );
}

const bytes = (...parts: (string | number)[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])),
  );

describe('the charset of a document', () => {
  test.each<[string, Uint8Array, string | null, string]>([
    ['is UTF-8 by default', bytes(TEXT), null, TEXT],
    [
      'comes from the byte order mark before the header',
      bytes('\uFEFF', TEXT),
      'text/xml; charset=iso-8859-1',
      TEXT,
    ],
    ['comes from the byte order mark: UTF-16LE', utf16(TEXT, 'le', true), 'application/xml', TEXT],
    [
      'comes from the byte order mark: UTF-16BE',
      utf16(TEXT, 'be', true),
      'application/xml; charset=utf-8',
      TEXT,
    ],
    [
      'comes from the header before the declaration',
      bytes('<?xml version="1.0" encoding="utf-8"?>', 0xe4),
      'text/xml; charset="ISO-8859-1"',
      '<?xml version="1.0" encoding="utf-8"?>ä',
    ],
    [
      'comes from the declaration',
      bytes("<?xml version='1.0' encoding='windows-1252'?>", 0x80, 0x96),
      'text/xml',
      "<?xml version='1.0' encoding='windows-1252'?>€–",
    ],
    [
      'comes from a declaration with only the encoding',
      bytes('<?xml encoding="latin1"?>', 0xf6),
      null,
      '<?xml encoding="latin1"?>ö',
    ],
    [
      'comes from a declaration after an empty line',
      bytes('\n<?xml version="1.0" encoding="latin1"?>', 0xf6),
      null,
      '\n<?xml version="1.0" encoding="latin1"?>ö',
    ],
    [
      'comes from the first bytes: UTF-16LE without a mark',
      utf16('<?xml version="1.0" encoding="UTF-16"?>€', 'le', false),
      null,
      '<?xml version="1.0" encoding="UTF-16"?>€',
    ],
    ['comes from the first bytes: UTF-16BE without a mark', utf16(TEXT, 'be', false), null, TEXT],
    [
      'is big-endian for utf-16 in the header without a mark',
      utf16('aä', 'be', false),
      'text/xml;charset=utf-16',
      'aä',
    ],
    [
      'has the byte order of the first character for utf-16 in the header',
      utf16(TEXT, 'le', false),
      'text/xml;charset=utf-16',
      TEXT,
    ],
    [
      'is UTF-8 when single bytes declare UTF-16',
      bytes('<?xml version="1.0" encoding="utf-16"?>ä'),
      null,
      '<?xml version="1.0" encoding="utf-16"?>ä',
    ],
    [
      'may be ISO-8859-15',
      bytes(0xa4, 0xa6, 0xa8, 0xb4, 0xb8, 0xbc, 0xbd, 0xbe, 0xe4),
      'text/xml; charset=ISO-8859-15',
      '€ŠšŽžŒœŸä',
    ],
    ['may be windows-1252', bytes(0x80, 0x8a, 0x9a, 0x9f, 0xa4, 0xff), 'text/xml; charset=cp1252', '€ŠšŸ¤ÿ'],
    [
      'may be ISO-8859-1, read as windows-1252',
      bytes(0x93, 0xe5, 0x94),
      'text/xml; charset=iso-8859-1',
      '“å”',
    ],
    ['may be US-ASCII', bytes('abc'), 'text/plain; charset=us-ascii', 'abc'],
    ['may be one of several parameters', bytes(0xe5), 'text/xml; boundary=x; CHARSET = latin1 ', 'å'],
    ['does not come from an empty parameter', bytes('ä'), 'text/xml; charset=', 'ä'],
  ])('%s', (_name, given, contentType, value) => {
    expect(decodeText(given, contentType)).toEqual({ ok: true, value });
  });
});

describe('a document is refused', () => {
  test.each<[string, Uint8Array, string | null, object]>([
    [
      'in another charset of the header',
      bytes(TEXT),
      'text/xml; charset=koi8-r',
      { code: 'unknown-charset', name: 'koi8-r' },
    ],
    [
      'in another charset of the declaration',
      bytes('<?xml version="1.0" encoding="Shift_JIS"?><a/>'),
      null,
      { code: 'unknown-charset', name: 'Shift_JIS' },
    ],
    [
      'in UTF-7',
      bytes('+ADw-a/+AD4-'),
      'text/xml; charset=utf-7',
      { code: 'unknown-charset', name: 'utf-7' },
    ],
    ['in UTF-32', bytes(0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0), null, { code: 'unknown-charset', name: 'utf-32' }],
    [
      'in another charset, named only with safe letters',
      bytes('a'),
      'text/xml; charset=<b>ääkköset',
      { code: 'unknown-charset', name: 'bkkset' },
    ],
    [
      'in another charset, without a name when no letter is safe',
      bytes('a'),
      'text/xml; charset=???',
      { code: 'unknown-charset' },
    ],
    [
      'in a charset named like an inherited property',
      bytes('a'),
      'text/xml; charset=__proto__',
      { code: 'unknown-charset', name: '__proto__' },
    ],
    [
      'for ISO-8859-1 that is declared as UTF-8',
      bytes('P', 0xe4, 'iv'),
      null,
      { code: 'not-in-charset', name: 'utf-8' },
    ],
    [
      'for an unpaired UTF-16 surrogate',
      bytes(0xff, 0xfe, 0x00, 0xd8, 0x61, 0),
      null,
      { code: 'not-in-charset', name: 'utf-16le' },
    ],
    ['for half a UTF-16 unit', bytes(0xff, 0xfe, 0x61), null, { code: 'not-in-charset', name: 'utf-16le' }],
    [
      'for a byte that windows-1252 does not have',
      bytes(0x81),
      'text/xml; charset=windows-1252',
      { code: 'not-in-charset', name: 'windows-1252' },
    ],
    [
      'for a non-ASCII byte in US-ASCII',
      bytes('ä'),
      'text/xml; charset=us-ascii',
      { code: 'not-in-charset', name: 'us-ascii' },
    ],
    [
      'for CESU-8 surrogates in UTF-8',
      bytes(0xed, 0xa0, 0xbd),
      null,
      { code: 'not-in-charset', name: 'utf-8' },
    ],
  ])('%s', (_name, given, contentType, refusal) => {
    expect(decodeText(given, contentType)).toEqual({ ok: false, refusal });
  });
});

test('a declaration counts only at the beginning of a document', () => {
  const late = bytes(' '.repeat(2_000), '<?xml version="1.0" encoding="koi8-r"?><a/>');
  expect(decodeText(late, null)).toMatchObject({ ok: true });
});
