import { describe, expect, test } from 'vitest';
import { serializeXhtml } from '../../src/imports/formats/xhtml.ts';
import { firstWords, hasMarkup, plainText, resolveHtml } from '../../src/imports/html.ts';
import { parseXml } from '../../src/imports/xml.ts';

describe('markup', () => {
  test.each([
    ['<p>Lautta</p>', true],
    ['Lautta <B CLASS=x>kulkee</B>', true],
    ['Lautta<br/>kulkee', true],
    ['Lautta kulkee.</p>', true],
    ['Lautta <!-- ei --> kulkee', true],
    ['Kulku < 30 min, > 10 min', false],
    ['Merkitse <nimi> tähän', false],
    ['Jos a <b ja c', false],
    ['Saari &amp; meri &lt;p&gt;', false],
    ['<', false],
    ['', false],
  ])('%j: %j', (text, expected) => {
    expect(hasMarkup(text)).toBe(expected);
  });
});

describe('plain text', () => {
  test.each([
    [
      'blocks and line breaks end lines',
      '<p>Yksi</p>\n\n<p>Kaksi<br>kolme</p><ul><li>a<li>b</ul>',
      'Yksi\nKaksi\nkolme\na\nb',
    ],
    ['white space is one space', ' <p>  a \n\t <b> b </b> c </p> ', 'a b c'],
    ['a word in several elements stays one word', '<p>tied<b>ot</b>e</p>', 'tiedote'],
    ['table cells are separated', '<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
    [
      'references are decoded once',
      '<p>R&amp;D &amp;lt; 5&nbsp;&euro; &#8211; &aring;</p>',
      'R&D &lt; 5\u00A0€ – å',
    ],
    ['scripts and styles are left out', '<style>p{}</style><p>a<script>alert("<p>")</script>b</p>', 'ab'],
    [
      'nested elements are left out with them',
      '<p>a</p><svg><svg><title>x</title></svg>y</svg><p>b</p>',
      'a\nb',
    ],
    ['comments are left out', '<p>a<!-- b -->c</p>', 'ac'],
    ['plain text keeps its lines', 'yksi\n\n  kaksi  kolme ', 'yksi\n\n  kaksi  kolme'],
    ['plain text keeps what only looks like a tag', 'a <nimi> &amp; 1 &lt; 2', 'a <nimi> & 1 < 2'],
    [
      'plain text keeps a reference without a semicolon',
      'H&M ja R&Dreg &copyright',
      'H&M ja R&Dreg &copyright',
    ],
    ['an unclosed tag is left out', '<p>a</p><b c="', 'a'],
  ])('%s', (_name, html, expected) => {
    expect(plainText(html)).toBe(expected);
  });
});

describe('relative addresses', () => {
  const base = 'https://saari.example/tiedotteet/1';

  test.each([
    ['<a href="../lautat?a=1&amp;b=2">', '<a href="https://saari.example/lautat?a=1&amp;b=2">'],
    ["<a class='x' HREF='/lautat' title='y'>", `<a class='x' href="https://saari.example/lautat" title='y'>`],
    ['<img alt="a" src=kuva.jpg>', '<img alt="a" src="https://saari.example/tiedotteet/kuva.jpg">'],
    ['<a href="//muu.example/x">', '<a href="https://muu.example/x">'],
    ['<a href="#osa">', '<a href="https://saari.example/tiedotteet/1#osa">'],
    [
      '<video poster="a.png"><q cite="b">',
      '<video poster="https://saari.example/tiedotteet/a.png"><q cite="https://saari.example/tiedotteet/b">',
    ],
    [
      '<img srcset="a.jpg 1x, /b,c.jpg 2x">',
      '<img srcset="https://saari.example/tiedotteet/a.jpg 1x, https://saari.example/b,c.jpg 2x">',
    ],
    [
      '<img srcset="a.jpg, b.jpg 2x">',
      '<img srcset="https://saari.example/tiedotteet/a.jpg, https://saari.example/tiedotteet/b.jpg 2x">',
    ],
    ['<a href="ä &quot;b&quot;">', '<a href="https://saari.example/tiedotteet/%C3%A4%20%22b%22">'],
  ])('%s', (html, expected) => {
    expect(resolveHtml(html, base)).toBe(expected);
  });

  test.each([
    '<a href="https://muu.example/A%20b?c&d">x</a> <IMG SRC=\'HTTP://Muu.example/k.jpg\'>',
    '<a href="mailto:a@b.example">',
    '<a href="">',
    '<a href>',
    '<p title="/a">href="/a" <!-- <a href="/a"> --></p>',
    '<script>var a = \'<a href="/a">\';</script>',
    'ei mitään &amp; <',
  ])('none in %s', (html) => {
    expect(resolveHtml(html, base)).toBe(html);
  });

  test('stay relative without a base', () => {
    expect(resolveHtml('<a href="/a">', null)).toBe('<a href="/a">');
  });

  test('cannot lengthen a text beyond the growth limit', () => {
    const html = '<a href=x>'.repeat(10_000);
    const resolved = resolveHtml(html, `https://saari.example/${'x'.repeat(900)}/`);
    expect(resolved.length).toBeLessThan(10 * html.length);
    expect(resolved.match(/<a/g)).toHaveLength(10_000);
    expect(resolved).not.toContain('href=x');
  });
});

describe('first words', () => {
  test.each([
    ['  Lautta\n kulkee ', 'Lautta kulkee'],
    ['a'.repeat(80), 'a'.repeat(80)],
    ['a'.repeat(81), 'a'.repeat(80)],
    [`${'a'.repeat(79)} b`, 'a'.repeat(79)],
    [`${'a'.repeat(80)} b`, 'a'.repeat(80)],
    [`${'sana '.repeat(30)}`, 'sana '.repeat(16).trim()],
    ['🚢'.repeat(100), '🚢'.repeat(80)],
    ['', ''],
  ])('of %j', (text, expected) => {
    expect(firstWords(text)).toBe(expected);
  });
});

describe('XHTML as HTML', () => {
  function html(xhtml: string, base: string | null = null): string {
    const parsed = parseXml(`<div xmlns="http://www.w3.org/1999/xhtml">${xhtml}</div>`);
    return parsed.ok ? serializeXhtml(parsed.value.children, base) : parsed.refusal.code;
  }

  test.each([
    ['order and white space stay', ' <p>a  <b>b</b>\n c</p> d', ' <p>a  <b>b</b>\n c</p> d'],
    ['empty elements', '<br/><p/><img src="a" alt=""/>', '<br><p></p><img src="a" alt="">'],
    [
      'text is escaped again',
      '<p>&lt;script&gt; &amp;amp; "x" <![CDATA[<b>]]></p>',
      '<p>&lt;script&gt; &amp;amp; "x" &lt;b&gt;</p>',
    ],
    [
      'attributes are escaped again',
      `<a title="&quot;&gt;&lt;b&gt; &amp;quot;" href='x'/>`,
      '<a title="&quot;&gt;&lt;b&gt; &amp;quot;" href="x"></a>',
    ],
    [
      'xml:lang becomes lang, other attributes with a prefix are left out',
      '<p xml:lang="sv" xml:id="a" x:on="b">å</p>',
      '<p lang="sv">å</p>',
    ],
    ['prefixes are left out of names', '<h:p xmlns:h="http://www.w3.org/1999/xhtml">a</h:p>', '<p>a</p>'],
    ['a line end that an HTML parser would drop stays', '<pre>\n a</pre>', '<pre>\n\n a</pre>'],
    ['a name that HTML does not allow is left out', '<_a b="c">d</_a><é/>', 'd'],
    ['comments are left out', '<p>a<!-- b --></p>', '<p>a</p>'],
    [
      'an inner base applies to its element only',
      '<p xml:base="https://a.example/b/"><a href="c"/></p><a href="c"/>',
      '<p><a href="https://a.example/b/c"></a></p><a href="c"></a>',
    ],
  ])('%s', (_name, xhtml, expected) => {
    expect(html(xhtml)).toBe(expected);
  });

  test('a relative inner base is resolved against the outer base', () => {
    expect(html('<p xml:base="b/"><a href="c"/></p>', 'https://a.example/x')).toBe(
      '<p><a href="https://a.example/b/c"></a></p>',
    );
  });
});

const MANY = 300_000;

/** Milliseconds. In linear time a case takes less than a second, in quadratic time minutes. */
const TIMEOUT = 20_000;

describe('hostile HTML does not stall', () => {
  test.each<[string, string]>([
    ['open tags without end', '<a'.repeat(MANY)],
    ['open tags with spaces', '<a '.repeat(MANY)],
    ['unmatched end tags in many open elements', '<div>'.repeat(MANY) + '</p>'.repeat(MANY)],
    ['spaces between tags', '<b> '.repeat(MANY)],
    ['open comments', '<!--'.repeat(MANY)],
    ['open scripts', '<script>'.repeat(MANY)],
    ['incomplete end tags of titles', `<title>${'</titl'.repeat(MANY)}`],
    ['open CDATA', '<![CDATA['.repeat(MANY)],
    ['relative addresses', '<a href=x>'.repeat(MANY / 3)],
    ['a long srcset', `<img srcset="${'a 1x,'.repeat(MANY)}">`],
    ['incomplete references', `<p>${'&notit'.repeat(MANY)}`],
    ['spaces', `<p>${' '.repeat(10 * MANY)}x`],
  ])(
    '%s',
    (_name, html) => {
      hasMarkup(html);
      const text = plainText(html);
      expect(text.length).toBeLessThanOrEqual(html.length);
      expect(firstWords(text).length).toBeLessThanOrEqual(80);
      expect(resolveHtml(html, 'https://saari.example/tiedotteet/').length).toBeGreaterThan(0);
    },
    TIMEOUT,
  );
});
