import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/base/locale/language.ts';
import { prose } from '../../src/pages/parts/prose.ts';
import { sanitizeBody } from '../../src/validation/sanitize.ts';
import { openHarness, PROFILE, RELEASES } from '../http/harness.ts';
import { faultsOf } from './parsed-page.ts';

const HOSTILE_TEXTS = [
  `"><script>alert(1)</script>`,
  `'"--><img src=x onerror=alert(1)>`,
  '</title></main></body><h1>toinen</h1>',
  '{{name}} $t(page:skip) $& %3Cscript%3E',
  '\u202Egnirts\u0000\u0001 ]]> &lt;b&gt; &#x1;',
  'javascript:alert(1)',
  'p<!--',
];
const HOSTILE_TEXT = HOSTILE_TEXTS.join(' ');
const HOSTILE_BODY = `<h1>a</h1><h5>b</h5><h2></h2><ul>x<p>y</p><li>z</ul><li>out</li><a href="https://x.example/"></a>
<a href="javascript:alert(1)">j</a><img src="https://evil.example/x.gif" alt='"><script>'><img src="https://evil.example/y">
<table><tr><td>1</table><svg onload=alert(1)><style>*{}</style><p onclick=x style="x">t</p><dt>d</dt>${HOSTILE_TEXT}`;

async function openHostileNewsroom() {
  const harness = openHarness();
  const localized = Object.fromEntries(LANGUAGES.map((language) => [language, HOSTILE_TEXT.slice(0, 150)]));
  const token = await harness.createNewsroom({
    ...PROFILE,
    name: localized,
    description: localized,
    languages: LANGUAGES,
    contacts: [
      { name: HOSTILE_TEXT.slice(0, 150), title: localized, email: "a'b?c=d&e@x.example", phone: '<b>123' },
    ],
    socialLinks: [{ url: `https://x.example/"><script>`, title: localized }],
  });
  const keywords = HOSTILE_TEXTS.map((text) => text.slice(0, 90));
  const variant = { title: HOSTILE_TEXT.slice(0, 400), lead: HOSTILE_TEXT, body: HOSTILE_BODY, keywords };
  const created = await harness.call('POST', RELEASES, {
    token,
    json: {
      state: 'published',
      variants: { fi: variant, sv: variant },
      contacts: [{ name: HOSTILE_TEXT.slice(0, 150), title: localized, phone: '+358 123"><b>' }],
      media: [
        { url: 'https://x.example/a.jpg?"><script>', type: 'image/jpeg', alt: localized, caption: localized },
        { url: 'https://x.example/%FF', credit: HOSTILE_TEXT.slice(0, 150) },
      ],
      links: [{ url: 'https://x.example/"><b>', title: localized }, { url: 'https://x.example/' }],
    },
  });
  expect(created.status).toBe(201);
  const corrected = await harness.call('POST', `${RELEASES}/1/correct`, {
    token,
    json: { note: localized },
    headers: { 'If-Match': '"1"' },
  });
  expect(corrected.status).toBe(200);
  return harness;
}

const ENCODED_TEXT = encodeURIComponent(HOSTILE_TEXT);

describe('with hostile texts from publishers and readers, every page is well-formed and runs no script', () => {
  test.each(LANGUAGES)(
    'in %s',
    async (language) => {
      const { get } = await openHostileNewsroom();
      const redirect = await get(`/${language}/satamakaupunki/1/x`);
      const release = (redirect.headers.get('location') ?? '').replace('https://tiedotteet.example', '');
      const pages = [
        release,
        `/${language}/`,
        `/${language}/satamakaupunki`,
        `/${language}/satamakaupunki/2026-03`,
        `/${language}/satamakaupunki/types/release`,
        `/${language}/satamakaupunki/keywords/${encodeURIComponent('p<!--')}`,
        `/${language}/satamakaupunki/keywords/${encodeURIComponent('"><script>alert(1)</script>')}`,
        `/${language}/satamakaupunki/search?q=${ENCODED_TEXT}&sort=${ENCODED_TEXT}`,
        `/${language}/satamakaupunki/search?q=script`,
        `/${language}/satamakaupunki/subscribe?email=${ENCODED_TEXT}`,
        `/${language}/accessibility.html?x=${ENCODED_TEXT}`,
      ];
      for (const path of pages) {
        const page = await get(path, { Accept: 'text/html' });
        const isEmptyMonth = path.endsWith('2026-03') && language === 'en';
        expect([path, page.status, faultsOf(page.text)]).toEqual([path, isEmptyMonth ? 404 : 200, []]);
      }
      for (const path of [
        `/${language}/${ENCODED_TEXT}`,
        `/${language}/satamakaupunki/${ENCODED_TEXT}`,
        `/${ENCODED_TEXT}/1`,
      ]) {
        const page = await get(path, { Accept: 'text/html' });
        expect([path, page.status, faultsOf(page.text)]).toEqual([path, 404, []]);
        expect(page.text).not.toContain('alert');
      }
    },
    30_000,
  );
});

test('an empty heading is left out and does not change the level of the next heading', () => {
  const labels = { picture: 'Kuva', table: 'Taulukko' };
  expect(prose('<h4> </h4><h4>Aikataulu</h4>', 'https://tiedotteet.example', labels)).toBe(
    '<h2>Aikataulu</h2>',
  );
});

test('a part of a table outside a table becomes a span with its text', () => {
  const labels = { picture: 'Kuva', table: 'Taulukko' };
  expect(prose('<h4><tr>Aikataulu</tr></h4><td>Arkisin</td>', 'https://tiedotteet.example', labels)).toBe(
    '<h2><span>Aikataulu</span></h2><span>Arkisin</span>',
  );
});

test('any sanitized body becomes well-formed HTML that loads nothing from other hosts', () => {
  const fragment = fc.constantFrom(
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
    fc.property(fc.array(fragment, { maxLength: 30 }), (fragments) => {
      const body = prose(sanitizeBody(fragments.join(''), null) ?? '', 'https://tiedotteet.example', {
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
