import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attachmentDisposition, dispositionFileName, parseDisposition } from '../../src/media/disposition.ts';
import { fileNameOf } from '../../src/media/file-name.ts';
import { MEDIA_TYPES } from '../../src/media/types.ts';

const { jpeg, pdf } = MEDIA_TYPES;

/** Any code points, with many that are special in paths and headers. */
const anyText = fc
  .array(
    fc.oneof(
      fc.nat(0x10ffff),
      fc.nat(0x7f),
      fc.constantFrom(...Array.from('./\\:-"%', (c) => c.charCodeAt(0))),
    ),
    {
      maxLength: 250,
    },
  )
  .map((points) => String.fromCodePoint(...points));

test.each([
  ['kuva.jpg', 'kuva.jpg'],
  ['Pääkuva Åbo.JPEG', 'Pääkuva-Åbo.jpeg'],
  ['kuva', 'kuva.jpg'],
  ['kuva.png', 'kuva.jpg'],
  ['kuva.svg.html', 'kuva.svg.jpg'],
  ['esite v1.2', 'esite-v1.2.jpg'],
  ['../../etc/passwd', 'passwd.jpg'],
  ['..\\..\\windows\\system.ini', 'system.jpg'],
  ['C:\\kuvat\\silta.jpg', 'silta.jpg'],
  ['.htaccess', 'htaccess.jpg'],
  ['...', 'media.jpg'],
  ['', 'media.jpg'],
  ['/', 'media.jpg'],
  ['a"b\'c`d.jpg', "ab'c`d.jpg"],
  ['a\r\nSet-Cookie: x=1.jpg', 'aSet-Cookie-x=1.jpg'],
  ['a\u0000b\u001b[31m.jpg', 'ab[31m.jpg'],
  ['laskugpj.\u202Efdp', 'laskugpj.jpg'],
  ['a\u200B\u2066b\uFEFF.jpg', 'ab.jpg'],
  ['half \ud83c pair.jpg', 'half--pair.jpg'],
  ['a?b#c%2f*<d>|e.jpg', 'ab#c%2fde.jpg'],
  ['con.jpg', 'con-.jpg'],
  ['COM1', 'COM1-.jpg'],
  ['-rf.jpg', 'rf.jpg'],
  ['a\u0308iti.jpg', 'äiti.jpg'],
])('a file called %j is kept as %j', (given, expected) => {
  expect(fileNameOf(given, jpeg)).toBe(expected);
});

test('a name of 300 characters is shortened and keeps its suffix', () => {
  const name = fileNameOf(`${'ö'.repeat(300)}.pdf`, pdf);
  expect(name).toBe(`${'ö'.repeat(100)}.pdf`);
});

test('any text gives a name that is safe in a path and on a disk, and that does not change when given again', () => {
  fc.assert(
    fc.property(anyText, (given) => {
      const name = fileNameOf(given, pdf);
      expect(name).toMatch(/^[^\p{C}<>:"/\\|?*\s]+\.pdf$/u);
      expect(name).not.toMatch(/^[.-]/);
      expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(255);
      expect(fileNameOf(name, pdf)).toBe(name);
    }),
    { numRuns: 100 },
  );
});

test('a name in a header is one line of ASCII, and is parsed back unchanged', () => {
  expect(attachmentDisposition('Pää "kuva" (1)%.jpg')).toBe(
    `attachment; filename="P__ _kuva_ (1)_.jpg"; filename*=UTF-8''P%C3%A4%C3%A4%20%22kuva%22%20%281%29%25.jpg`,
  );
  fc.assert(
    fc.property(anyText, (given) => {
      const name = fileNameOf(given, pdf);
      const field = attachmentDisposition(name);
      expect(field).toMatch(/^[\x20-\x7e]+$/);
      const read = parseDisposition(field);
      expect(read === null ? null : dispositionFileName(read)).toBe(name);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['attachment; filename=kuva.jpg', 'kuva.jpg'],
  ['attachment; filename="a \\"b\\".jpg"', 'a "b".jpg'],
  ['inline; FileName = "kuva.jpg" ; size=3', 'kuva.jpg'],
  ['attachment; filename="x"; filename*=UTF-8\'\'k%C3%A4si.jpg', 'käsi.jpg'],
  ['attachment; filename="x"; filename*=UTF-8\'\'%FF', 'x'],
  ['attachment; filename="x"; filename*=ISO-8859-1\'\'%E4', 'x'],
  ['attachment', null],
  ['attachment; filename="unclosed', null],
])('%s names %j', (field, expected) => {
  const read = parseDisposition(field);
  expect(read === null ? null : dispositionFileName(read)).toBe(expected);
});
