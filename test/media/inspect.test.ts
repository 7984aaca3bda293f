import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MEDIA_LIMITS } from '../../src/media/limits.ts';
import { MEDIA_TYPES } from '../../src/media/types.ts';
import { box, fixture, inspected, joined, png, seen, u32, zip } from './samples.ts';

const { side, pixels } = MEDIA_LIMITS;
const TYPES = '[Content_Types].xml';

describe('type and size of encoder output are detected', () => {
  test.each([
    ['plain.jpg', 'image/jpeg', 7, 5],
    ['progressive.jpg', 'image/jpeg', 7, 5],
    ['turned.jpg', 'image/jpeg', 5, 7],
    ['plain.png', 'image/png', 7, 5],
    ['plain.gif', 'image/gif', 7, 5],
    ['lossy.webp', 'image/webp', 7, 5],
    ['lossless.webp', 'image/webp', 7, 5],
    ['extended.webp', 'image/webp', 7, 5],
    ['plain.avif', 'image/avif', 7, 5],
    ['plain-tall.avif', 'image/avif', 5, 7],
    ['plain.mp4', 'video/mp4', 32, 18],
    ['fragmented.mp4', 'video/mp4', 32, 18],
    ['turned.mp4', 'video/mp4', 18, 32],
    ['plain.mov', 'video/quicktime', 32, 18],
    ['plain.webm', 'video/webm', 32, 18],
    ['live.webm', 'video/webm', 32, 18],
    ['sheet.xlsx', MEDIA_TYPES.xlsx.type, null, null],
  ])('%s', async (name, ...expected) => {
    expect(await seen(fixture(name))).toEqual(expected);
  });

  test('documents are detected', async () => {
    const type = MEDIA_TYPES.odt.type;
    expect(await seen(joined('%PDF-1.7\n'))).toEqual(['application/pdf', null, null]);
    expect(await seen(zip([TYPES, ''], ['word/document.xml', '']))).toEqual([
      MEDIA_TYPES.docx.type,
      null,
      null,
    ]);
    expect(await seen(zip([TYPES, ''], ['ppt/presentation.xml', '']))).toEqual([
      MEDIA_TYPES.pptx.type,
      null,
      null,
    ]);
    expect(await seen(zip(['mimetype', type], ['content.xml', '']))).toEqual([type, null, null]);
  });

  test('a video without a size has none', async () => {
    const film = joined(
      box('ftyp', 'isom', u32(0)),
      box('moov', box('trak', box('tkhd', u32(0)))),
      box('mdat'),
    );
    expect(await seen(film)).toEqual(['video/mp4', null, null]);
  });
});

describe('refused files', () => {
  test.each([
    ['nothing', joined()],
    ['text', joined('tiedote')],
    ['HTML', joined('<!doctype html><script>alert(1)</script>')],
    ['SVG', joined('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['SVG after a byte order mark', joined(0xef, 0xbb, 0xbf, '<?xml version="1.0"?><svg/>')],
    ['a PDF with something before it', joined('<html>%PDF-1.7')],
    ['a JPEG with something before it', joined('\n', fixture('plain.jpg'))],
    ['a program', joined('MZ', new Uint8Array(200))],
    ['Matroska that is no WebM', fixture('matroska.mkv')],
    ['sound in an MP4', fixture('sound.m4a')],
    ['an HEIC image', joined(box('ftyp', 'heic', u32(0), 'mif1heic'), box('mdat'))],
    ['an archive', zip(['a.txt', 'a'])],
    ['an empty archive', zip()],
    ['an archive with something before it', joined('GARBAGE!', zip([TYPES, ''], ['word/document.xml', '']))],
    ['a document with macros', zip([TYPES, ''], ['word/document.xml', ''], ['word/vbaProject.bin', ''])],
    ['a document that is two', zip([TYPES, ''], ['word/document.xml', ''], ['xl/workbook.xml', ''])],
    ['an archive that says it is HTML', zip(['mimetype', 'text/html'], ['content.xml', ''])],
    ['a Java archive', zip(['META-INF/MANIFEST.MF', ''], ['word/document.xml', ''])],
  ])('%s', async (_name, bytes) => {
    expect(await seen(bytes)).toBe('media-type');
  });

  test.each([
    ['too wide', png(side + 1, 1)],
    ['too high', png(1, side + 1)],
    ['of too many pixels', png(pixels / 5_000 + 1, 5_000)],
    ['beyond what numbers are for', png(0xffff_ffff, 0xffff_ffff)],
  ])('an image %s', async (_name, bytes) => {
    expect(await seen(bytes)).toBe('media-dimensions');
  });

  test('the largest allowed image is accepted', async () => {
    expect(await seen(png(side, pixels / side))).toEqual(['image/png', side, pixels / side]);
  });

  test('an image without a side', async () => {
    expect(await seen(png(0, 5))).toBe('media-damaged');
  });
});

const IMAGES = [
  'plain.jpg',
  'turned.jpg',
  'plain.png',
  'plain.gif',
  'lossy.webp',
  'lossless.webp',
  'plain.avif',
];
const FILMS = ['plain.mp4', 'plain.mov', 'plain.webm'];

describe('damage', () => {
  test.each([...IMAGES, ...FILMS, 'sheet.xlsx'])('%s truncated anywhere is refused', async (name) => {
    const whole = fixture(name);
    const taken: number[] = [];
    for (let length = 0; length < whole.length; length += 1) {
      if ((await inspected(whole.subarray(0, length))).ok) taken.push(length);
    }
    expect(taken).toEqual([]);
  });

  test.each([...IMAGES, ...FILMS, 'live.webm', 'fragmented.mp4', 'sheet.xlsx'])(
    '%s with any bytes changed is taken within the limits or refused by a known code',
    async (name) => {
      const whole = fixture(name);
      const change = fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(0, 1, 127, 128, 254, 255));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
          const bytes = whole.slice();
          for (const [at, byte] of changes) bytes[at] = byte;
          const found = await inspected(bytes);
          const { width, height } = found.ok ? found.extent : { width: null, height: null };
          expect(width ?? 1).toBeGreaterThan(0);
          expect(Math.max(width ?? 1, height ?? 1)).toBeLessThanOrEqual(side);
          if (!found.ok) expect(found.error.code).toMatch(/^media-(?:type|damaged|dimensions)$/);
        }),
        { numRuns: 200 },
      );
    },
  );

  test.each([
    ['boxes', joined(box('ftyp', 'isom', u32(0)), ...Array.from({ length: 20_000 }, () => box('free')))],
    ['segments', joined('\xff\xd8', ...Array.from({ length: 20_000 }, () => joined(0xff, 0xe0, 0, 2)))],
    ['fill bytes', joined('\xff\xd8', new Uint8Array(100_000).fill(0xff))],
    [
      'elements',
      joined(
        fixture('plain.webm').subarray(0, 40),
        '\x18\x53\x80\x67\xff',
        new Uint8Array(50_000).fill(0x81),
      ),
    ],
  ])('a file of nothing but %s is given up', async (_name, bytes) => {
    expect((await inspected(bytes)).ok).toBe(false);
  });
});

test('a video with any number of tracks without a size has none', async () => {
  const film = joined(box('ftyp', 'isom', u32(0)), box('mdat'), box('moov', tracks(5_000)));
  expect(await seen(film)).toEqual(['video/mp4', null, null]);
});

function tracks(count: number): Uint8Array {
  return joined(
    ...Array.from({ length: count }, () =>
      box('trak', joined(...Array.from({ length: 9 }, () => box('free')))),
    ),
  );
}
