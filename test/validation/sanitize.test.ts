import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/domain/limits.ts';
import { sanitizeBody } from '../../src/validation/sanitize.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { isBalanced, MARKED } from '../domain/bidi-text.ts';

const SITE = 'https://www.saaristo.example/uutiset/';

describe('a body', () => {
  test.each([
    ['keeps structure', '<h2>a</h2><ul><li>b</li></ul><blockquote>c</blockquote>', null],
    ['keeps tables with their scopes', '<table><tr><th colspan="2" scope="col">a</th></tr></table>', null],
    ['keeps the language of a passage', '<p>sanoi: <span lang="sv">hej</span></p>', null],
    [
      'keeps mail and telephone links',
      '<a href="mailto:info@saaristo.example">a</a><a href="tel:+358931000">b</a>',
      null,
    ],
    ['demotes h1', '<h1>a</h1>', '<h2>a</h2>'],
    ['loses scripts with their text', 'a<script>alert(1)</script><style>p{}</style>b', 'ab'],
    ['loses style, class, id and handlers', '<p style="x" class="y" id="z" onclick="w">a</p>', '<p>a</p>'],
    ['unwraps unknown elements', '<article><font>a</font></article>', 'a'],
    [
      'gives every image an alt',
      '<img src="https://a.example/k.jpg">',
      '<img src="https://a.example/k.jpg" alt="" />',
    ],
    [
      'loses hostile schemes',
      '<a href="java&#1;script&colon;x">a</a><img src="data:x" alt="k">',
      '<a>a</a><img alt="k" />',
    ],
    ['loses control characters written as references', 'a&#1;b&#x0B;c&#xFFFF;', 'ab\nc'],
    ['loses lone surrogates', 'a\ud800b', 'ab'],
    ['escapes what is no markup', 'a < b & c', 'a &lt; b &amp; c'],
    ['reads xml:lang', '<p xml:lang="sv">a</p>', '<p lang="sv">a</p>'],
    ['loses a malformed language', '<p lang="fi_FI">a</p>', '<p>a</p>'],
    ['is closed', '<p><b>a', '<p><b>a</b></p>'],
  ])('%s', (_, html, expected) => {
    expect(sanitizeBody(html, SITE)).toBe(expected ?? html);
  });
});

describe('addresses in a body', () => {
  test.each([
    ['kuva.jpg', 'https://www.saaristo.example/uutiset/kuva.jpg', null],
    ['/kuva.jpg', 'https://www.saaristo.example/kuva.jpg', null],
    ['//cdn.example/kuva.jpg', 'https://cdn.example/kuva.jpg', null],
    ['?sivu=2', 'https://www.saaristo.example/uutiset/?sivu=2', null],
    ['https://a.example', 'https://a.example', 'https://a.example'],
    ['https://a.example/ä b', 'https://a.example/%C3%A4%20b', 'https://a.example/%C3%A4%20b'],
    ['https:kuva.jpg', null, null],
    ['ftp://a.example/', null, null],
    ['http://', null, null],
    ['', null, null],
  ])('%s is %s, or without a website %s', (href, resolved, withLock) => {
    const html = `<a href="${href}">a</a>`;
    const expected = (url: string | null) => (url === null ? '<a>a</a>' : `<a href="${url}">a</a>`);
    expect(sanitizeBody(html, SITE)).toBe(expected(resolved));
    expect(sanitizeBody(html, null)).toBe(expected(withLock));
  });
});

const FRAGMENTS = [
  ...[
    '<p>',
    '</p>',
    '<b>',
    '</b>',
    '<a href="x">',
    '</a>',
    '<a href="javascript:x">',
    '<h1>',
    '</h1>',
    '<table>',
    '<tr>',
  ],
  ...[
    '<td>',
    '</table>',
    '<x-y>',
    '</x-y>',
    '<button>',
    '<svg>',
    '</svg>',
    '<title>',
    '<iframe>',
    '</iframe>',
    '<li>',
  ],
  ...[
    '<noscript>',
    '</noscript>',
    '<img src=k>',
    '<img alt=">">',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&lt;',
    '&amp;lt;',
  ],
  ...[
    '&#1;',
    '&#xD800;',
    '\ud800',
    '\u0000',
    '<',
    '>',
    '"',
    "'",
    ' onload=x ',
    '<div',
    '/>',
    '</',
    '<section>',
    '<form>',
  ],
  ...[
    '<textarea>',
    '<xmp>',
    '<plaintext>',
    '<math>',
    '<mi>',
    '<div dir=rtl>',
    '\r',
    'ä',
    'tel:1',
    '<option>',
    '<br>',
  ],
];

test('sanitizing any sanitized body changes nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 5 }))),
      (parts) => {
        const once = sanitizeBody(parts.join(''), SITE) ?? '';
        expect(sanitizeBody(once, SITE)).toBe(once);
        expect(sanitizeBody(once, null)).toBe(once);
        expect(once).not.toMatch(/<(?:script|style|svg|iframe|x-y|h1)|<[^>]*\son\w+=|javascript:x"/i);
        expect(once).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      },
    ),
    { numRuns: 1500 },
  );
});

describe('a hostile body of 200 kB is sanitized in reasonable time', () => {
  const fill = (fragment: string) => fragment.repeat(204_800 / fragment.length);
  test.each([
    '<a',
    '<div>',
    '<b>',
    '<p><x>',
    '<a a=b ',
    '&',
    '&#1;',
    '<!--',
    '<svg>',
    '<table><tr><td>',
    '<noscript></p>',
  ])(
    'made of %s',
    (fragment) => {
      const clean = sanitizeBody(fill(fragment), SITE) ?? '';
      expect(sanitizeBody(clean, SITE)).toBe(clean);
    },
    5_000,
  );
});

describe('a body that becomes longer than a body may be is refused', () => {
  const address = `https://www.saaristo.example/${'a'.repeat(971)}`;
  test.each([
    ['by references', (length: number) => `${'a'.repeat(length - 5)}&`, 5],
    ['by end tags', (length: number) => `<p>${'a'.repeat(length - 7)}`, 7],
    ['by bytes of UTF-8', (length: number) => `a${'ä'.repeat((length - 1) / 2)}`, 1],
    [
      'by addresses',
      (length: number) => `<a href="/${'a'.repeat(971)}">${'b'.repeat(length - 1015)}</a>`,
      1015,
    ],
    [
      'by alt texts of images',
      (length: number) => `<img src="${address}">${'b'.repeat(length - 1021)}`,
      1021,
    ],
    ['by elements without an end tag', (length: number) => `<br><hr>${'a'.repeat(length - 12)}`, 12],
    ['without control characters', (length: number) => `&#1;&#2;&amp;${'a'.repeat(length - 5)}`, 5],
    ['without scripts', (length: number) => `<script>${'b'.repeat(9)}</script>${'a'.repeat(length)}`, 0],
    [
      'without a language of a passage',
      (length: number) => `<p lang="fi_FI">${'a'.repeat(length - 7)}</p>`,
      7,
    ],
  ])('%s', (_, html) => {
    const odd = LIMITS.bodyBytes - 1;
    expect(sanitizeBody(html(odd), SITE)).toHaveLength(html(odd).includes('ä') ? (odd - 1) / 2 + 1 : odd);
    expect(sanitizeBody(html(odd + 2), SITE)).toBeNull();
  });
});

describe('a hostile body of 200 kB takes little time', () => {
  const fill = (piece: string, share = 1) => piece.repeat((share * 200_000) / piece.length);
  test.each([
    ['<', fill('<')],
    ['end tags without a start', fill('</p>')],
    ['elements in one another', fill('<i>', 0.5) + fill('</b>', 0.5)],
    ['links in one another', fill('<a>', 0.5) + fill('</a>', 0.5)],
    ['cells that end one another', fill('<tr><td>')],
    ['images', fill('<img>')],
    ['addresses', fill('<a href="/a">b</a>')],
    ['references', fill('&amp;')],
    ['elements that change the others', fill('<p><b-x>')],
  ])('of %s', (_, html) => {
    // Less than 100 ms here; what is not linear takes seconds.
    expect(cpuTimeOf(() => sanitizeBody(html, SITE))).toBeLessThan(800);
  });
});

test('a body is balanced in direction in each block, once and for all', () => {
  const tag = fc.constantFrom(
    '<p>',
    '</p>',
    '<b>',
    '</b>',
    '<li>',
    '<br>',
    '<pre>',
    '</pre>',
    '&#x202E;',
    '<table><td>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(tag, MARKED), { maxLength: 30 }), (parts) => {
      const body = sanitizeBody(parts.join(''), SITE) ?? '';
      const blocks = body.replace(/<\/?b>/g, '').split(/<[^>]*>/);
      expect(blocks.every(isBalanced)).toBe(true);
      expect(sanitizeBody(body, SITE)).toBe(body);
    }),
    { numRuns: 500 },
  );
});

test('a body that the ends would make too long loses its controls of direction instead', () => {
  const most = '\u202E'.repeat(Math.floor(LIMITS.bodyBytes / 3));
  expect(sanitizeBody(`a${most}`, SITE)).toBe('a');
});
