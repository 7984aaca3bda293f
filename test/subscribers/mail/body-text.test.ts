import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyHtml } from '../../../src/subscribers/mail/body-html.ts';
import { bodyText } from '../../../src/subscribers/mail/body-text.ts';
import { parseMailbox } from '../../../src/subscribers/mail/mailbox.ts';
import { sanitizeBody } from '../../../src/validation/sanitize.ts';

test.each([
  ['<p>Yksi</p><p>Kaksi &amp; kolme<br />neljä</p>', 'Yksi\n\nKaksi & kolme\nneljä'],
  ['<h2>Otsikko</h2>\n  <p>Teksti  jatkuu\nrivillä</p>', 'Otsikko\n\nTeksti jatkuu rivillä'],
  [
    '<p>Alla:</p><ul><li>A<ul><li>a</li><li>b</li></ul></li><li>B</li></ul><p>C</p>',
    'Alla:\n\n- A\n  - a\n  - b\n- B\n\nC',
  ],
  ['<ol start="9"><li>A</li><li>B</li></ol>', '9. A\n10. B'],
  ['<blockquote><p>A</p><p>B</p></blockquote><p>C</p>', '> A\n>\n> B\n\nC'],
  [
    '<p><a href="https://a.example/">A</a> ja <a href="https://b.example/">https://b.example/</a></p>',
    'A <https://a.example/> ja https://b.example/',
  ],
  [
    '<p><a href="mailto:a@b.example">a@b.example</a> <a href="tel:+3581">Soita</a></p>',
    'a@b.example Soita <+3581>',
  ],
  [
    '<p><a href="https://a.example/"><img src="https://a.example/k.jpg" alt="Kuva" /></a></p>',
    '[Kuva] <https://a.example/>',
  ],
  ['<p><a href="https://a.example/"></a>x</p>', '<https://a.example/>x'],
  [
    '<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td></td><td>2</td></tr></tbody></table>',
    'A | B\n1 |  | 2',
  ],
  ['<pre>a  b\n  c</pre>', 'a  b\n  c'],
  ['<dl><dt>Aika</dt><dd>maanantai</dd></dl><hr />', 'Aika\n  maanantai\n\n* * *'],
  ['', ''],
])('%s is converted to plain text', (html, text) => {
  expect(bodyText(html)).toBe(text);
});

test('deep nesting and long bodies are converted in reasonable time', () => {
  const deep = `${'<blockquote>'.repeat(90)}x${'</blockquote>'.repeat(90)}`;
  expect(bodyText(deep)).toBe(`${'> '.repeat(8)}x`);
  const long = `<p>${'<b>a</b> '.repeat(15_000)}</p>`;
  expect(bodyText(long)).toHaveLength(29_999);
});

test('the HTML of a sanitized body without images stays the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('p', 'ul', 'table', 'a'), (words, tag) => {
      const body = sanitizeBody(`<${tag} lang="sv">${words}</${tag}><p>${words}<br></p>`, null) ?? '';
      expect(sanitizeBody(bodyHtml(body).html, null)).toBe(body);
    }),
    { numRuns: 20 },
  );
}, 30_000);

test.each([
  ['noreply@kaiku.example', { name: '', address: 'noreply@kaiku.example' }],
  ['Kaiku <noreply@KAIKU.example>', { name: 'Kaiku', address: 'noreply@kaiku.example' }],
  ['"Kaiku, \\"tiedotteet\\"" <a@b.example>', { name: 'Kaiku, "tiedotteet"', address: 'a@b.example' }],
  ['<a@localhost>', { name: '', address: 'a@localhost' }],
  ['Kaiku', null],
  ['Kaiku <a@b.example', null],
  ['a@b.example, c@d.example', null],
])('the mailbox %s is parsed', (text, mailbox) => {
  expect(parseMailbox(text)).toEqual(mailbox);
});
