import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/base/locale/language.ts';
import { prose } from '../../src/pages/parts/prose.ts';
import { sanitizeBody } from '../../src/validation/sanitize.ts';
import { openHarness, PROFILE, RELEASES } from '../http/harness.ts';
import { faultsOf } from './document.ts';

const EVIL = [
  `"><script>alert(1)</script>`,
  `'"--><img src=x onerror=alert(1)>`,
  '</title></main></body><h1>toinen</h1>',
  '{{name}} $t(page:skip) $& %3Cscript%3E',
  '\u202Egnirts\u0000\u0001 ]]> &lt;b&gt; &#x1;',
  'javascript:alert(1)',
  'p<!--',
];
const TEXT = EVIL.join(' ');
const BODY = `<h1>a</h1><h5>b</h5><h2></h2><ul>x<p>y</p><li>z</ul><li>out</li><a href="https://x.example/"></a>
<a href="javascript:alert(1)">j</a><img src="https://evil.example/x.gif" alt='"><script>'><img src="https://evil.example/y">
<table><tr><td>1</table><svg onload=alert(1)><style>*{}</style><p onclick=x style="x">t</p><dt>d</dt>${TEXT}`;

async function openHostile() {
  const harness = openHarness();
  const localized = Object.fromEntries(LANGUAGES.map((language) => [language, TEXT.slice(0, 150)]));
  const token = await harness.found({
    ...PROFILE,
    name: localized,
    description: localized,
    languages: LANGUAGES,
    contacts: [{ name: TEXT.slice(0, 150), title: localized, email: "a'b?c=d&e@x.example", phone: '<b>123' }],
    socialLinks: [{ url: `https://x.example/"><script>`, title: localized }],
  });
  const keywords = EVIL.map((evil) => evil.slice(0, 90));
  const variant = { title: TEXT.slice(0, 400), lead: TEXT, body: BODY, keywords };
  const created = await harness.call('POST', RELEASES, {
    token,
    json: {
      state: 'published',
      variants: { fi: variant, sv: variant },
      contacts: [{ name: TEXT.slice(0, 150), title: localized, phone: '+358 123"><b>' }],
      media: [
        { url: 'https://x.example/a.jpg?"><script>', type: 'image/jpeg', alt: localized, caption: localized },
        { url: 'https://x.example/%FF', credit: TEXT.slice(0, 150) },
      ],
      links: [{ url: 'https://x.example/"><b>', title: localized }, { url: 'https://x.example/' }],
    },
  });
  expect(created.status).toBe(201);
  const correct = { note: localized };
  const corrected = await harness.call('POST', `${RELEASES}/1/correct`, {
    token,
    json: correct,
    headers: { 'If-Match': '"1"' },
  });
  expect(corrected.status).toBe(200);
  return harness;
}

const asked = encodeURIComponent(TEXT);

describe('whatever a publisher wrote or a reader asks, the page is whole and runs nothing', () => {
  test.each(LANGUAGES)(
    'in %s',
    async (language) => {
      const { get } = await openHostile();
      const moved = await get(`/${language}/satamakaupunki/1/x`);
      const release = (moved.headers.get('location') ?? '').replace('https://tiedotteet.example', '');
      const pages = [
        release,
        `/${language}/`,
        `/${language}/satamakaupunki`,
        `/${language}/satamakaupunki/2026-03`,
        `/${language}/satamakaupunki/types/release`,
        `/${language}/satamakaupunki/keywords/${encodeURIComponent('p<!--')}`,
        `/${language}/satamakaupunki/keywords/${encodeURIComponent('"><script>alert(1)</script>')}`,
        `/${language}/satamakaupunki/search?q=${asked}&sort=${asked}`,
        `/${language}/satamakaupunki/search?q=script`,
        `/${language}/satamakaupunki/subscribe?email=${asked}`,
        `/${language}/accessibility.html?x=${asked}`,
      ];
      for (const path of pages) {
        const page = await get(path, { Accept: 'text/html' });
        const isMonth = path.endsWith('2026-03') && language === 'en';
        expect([path, page.status, faultsOf(page.text)]).toEqual([path, isMonth ? 404 : 200, []]);
      }
      for (const path of [`/${language}/${asked}`, `/${language}/satamakaupunki/${asked}`, `/${asked}/1`]) {
        const page = await get(path, { Accept: 'text/html' });
        expect([path, page.status, faultsOf(page.text)]).toEqual([path, 404, []]);
        expect(page.text).not.toContain('alert');
      }
    },
    30_000,
  );
});

test('a heading that says nothing leaves no gap behind', () => {
  const words = { picture: 'Kuva', table: 'Taulukko' };
  expect(prose('<h4> </h4><h4>Aikataulu</h4>', 'https://tiedotteet.example', words)).toBe(
    '<h2>Aikataulu</h2>',
  );
});

test('a part of a table that stands elsewhere leaves its text where it is', () => {
  const words = { picture: 'Kuva', table: 'Taulukko' };
  expect(prose('<h4><tr>Aikataulu</tr></h4><td>Arkisin</td>', 'https://tiedotteet.example', words)).toBe(
    '<h2><span>Aikataulu</span></h2><span>Arkisin</span>',
  );
});

test('any sanitized body becomes prose without an address elsewhere that loads by itself', () => {
  const piece = fc.constantFrom(
    ...[
      '<p>',
      '</p>',
      '<ul>',
      '</ul>',
      '<li>',
      'teksti',
      '<h4>',
      '</h4>',
      '<a href="https://x.example/">',
      '</a>',
    ],
    ...[
      '<img src="https://x.example/a.png" alt="b">',
      '<table>',
      '<tr>',
      '<td>',
      '</table>',
      '<dl>',
      '<dd>',
      ' ',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const body = prose(sanitizeBody(pieces.join(''), null), 'https://tiedotteet.example', {
        picture: 'Kuva',
        table: 'Taulukko',
      });
      const page = `<!DOCTYPE html><html><head><title>t</title></head><body><header></header><main><h1>t</h1>${body}</main><footer></footer></body></html>`;
      expect(faultsOf(page)).toEqual([]);
      expect(body).not.toContain('<img');
    }),
    {
      numRuns: 60,
      examples: [[['<table>', '<h4>', '<tr>', 'teksti']], [['<table>', '<h4>', '<table>', 'teksti']]],
    },
  );
});
