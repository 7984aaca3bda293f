import { describe, expect, test } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { parsePage } from '../pages/parsed-page.ts';
import { ADMIN, API, at, BASE, NEWSROOM, openHarness, openNewsroom, PROFILE, RELEASES } from './harness.ts';

/** The head of the page, parsed like a browser does. */
function headOf(html: string) {
  const page = parsePage(html);
  const scripts = page.elements('script');
  const linked: unknown =
    scripts.length === 0 ? undefined : JSON.parse(scripts.map(({ text }) => text).join(''));
  const meta = (name: string) =>
    page
      .elements('meta')
      .filter(({ attributes }) => attributes.property === name)
      .map(({ attributes }) => attributes.content);
  return { scripts: scripts.length, linked: isObject(linked) ? linked : {}, meta };
}

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<!-- <script> -->',
  'a\u2028b\u2029c',
  '"quoted" \'too\' & &lt;',
  '\\u003c/script>',
  ']]>{{title}}$t(common:language.fi)',
];

test.each(HOSTILE)('a title of %j is text in JSON-LD and in Open Graph', async (title) => {
  const { call, get, token } = await openNewsroom();
  const json = { state: 'published', variants: { fi: { title, lead: title, keywords: [title] } } };
  const created = await call('POST', RELEASES, { token, json });
  const known = at(created.json, 'variants', 'fi', 'title');
  const page = await get(String(at(created.json, 'variants', 'fi', 'url')).slice(BASE.length));
  const { scripts, linked, meta } = headOf(page.text);
  expect(page.status).toBe(200);
  expect(scripts).toBe(1);
  expect(linked.headline).toBe(known);
  expect(linked.keywords).toEqual([known]);
  expect(meta('og:title')).toEqual([known]);
  expect(meta('article:tag')).toEqual([known]);
});

describe('a release that was corrected, in two languages', () => {
  async function corrected() {
    const harness = await openNewsroom();
    const { call, token, moveTo } = harness;
    await moveTo('2026-03-10T14:00:00+02:00');
    const json = { note: { fi: 'Aikataulu korjattu.', sv: 'Tidtabellen rättad.' } };
    await call('POST', `${RELEASES}/1/correct`, { token, json, headers: { 'If-Match': '"1"' } });
    return harness;
  }
  const urls = {
    fi: `${BASE}/fi/satamakaupunki/1/uusi-lauttalinja-avataan-toukokuussa`,
    sv: `${BASE}/sv/satamakaupunki/1/ny-farjelinje-oppnas-i-maj`,
  };

  test('has type, dates, publisher and correction in JSON-LD', async () => {
    const { get } = await corrected();
    const { linked } = headOf((await get(urls.fi.slice(BASE.length))).text);
    expect(linked).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'NewsArticle',
      '@id': urls.fi,
      headline: 'Uusi lauttalinja avataan toukokuussa',
      description: 'Lautta kulkee tunnin välein.',
      inLanguage: 'fi',
      datePublished: '2026-03-10T12:00:00+02:00',
      dateModified: '2026-03-10T14:00:00+02:00',
      mainEntityOfPage: { '@type': 'WebPage', '@id': urls.fi },
      publisher: {
        '@type': 'Organization',
        name: 'Satamakaupunki',
        url: `${BASE}/fi/satamakaupunki`,
        sameAs: ['https://satama.example/'],
      },
      keywords: ['liikenne'],
      correction: [
        {
          '@type': 'CorrectionComment',
          datePublished: '2026-03-10T14:00:00+02:00',
          text: 'Aikataulu korjattu.',
          inLanguage: 'fi',
        },
      ],
    });
  });

  test('links its translation, and the translation links the original', async () => {
    const { get } = await corrected();
    const work = (language: 'fi' | 'sv') => ({
      '@type': 'NewsArticle',
      '@id': urls[language],
      url: urls[language],
      inLanguage: language,
    });
    const finnish = headOf((await get(urls.fi.slice(BASE.length))).text).linked;
    const swedish = headOf((await get(urls.sv.slice(BASE.length))).text).linked;
    expect([finnish.workTranslation, finnish.translationOfWork]).toEqual([[work('sv')], undefined]);
    expect([swedish.workTranslation, swedish.translationOfWork]).toEqual([undefined, work('fi')]);
    expect(swedish.inLanguage).toBe('sv');
  });

  test('is an article in Open Graph, with its locale, the other one and its times', async () => {
    const { get } = await corrected();
    const { meta } = headOf((await get(urls.sv.slice(BASE.length))).text);
    expect(meta('og:type')).toEqual(['article']);
    expect(meta('og:title')).toEqual(['Ny färjelinje öppnas i maj']);
    expect(meta('og:url')).toEqual([urls.sv]);
    expect(meta('og:site_name')).toEqual(['Hamnstaden']);
    expect(meta('og:locale')).toEqual(['sv_FI']);
    expect(meta('og:locale:alternate')).toEqual(['fi_FI']);
    expect(meta('article:published_time')).toEqual(['2026-03-10T12:00:00+02:00']);
    expect(meta('article:modified_time')).toEqual(['2026-03-10T14:00:00+02:00']);
    expect(meta('og:image')).toEqual([]);
  });
});

const PIXEL = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), (c) =>
  c.charCodeAt(0),
);

test('an image of the library is in JSON-LD and Open Graph, with its size and alternative text', async () => {
  const { app, call, get, token } = await openNewsroom();
  const put = await app.request(`${NEWSROOM}/media?name=lautta.gif`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'image/gif' },
    body: PIXEL,
  });
  const item: unknown = await put.json();
  const media = [{ url: at(item, 'url'), alt: { fi: 'Lautta laiturissa' }, credit: 'Kuvaaja' }];
  const json = { state: 'published', variants: { fi: { title: 'Kuva' } }, media };
  await call('POST', RELEASES, { token, json });
  const { linked, meta } = headOf((await get('/fi/satamakaupunki/2/kuva')).text);
  const url = at(item, 'url');
  expect(linked.image).toEqual({
    '@type': 'ImageObject',
    url,
    width: 1,
    height: 1,
    caption: 'Lautta laiturissa',
    creditText: 'Kuvaaja',
  });
  const imageTags = ['', ':type', ':width', ':height', ':alt'].map((part) => meta(`og:image${part}`));
  expect(imageTags).toEqual([[url], ['image/gif'], ['1'], ['1'], ['Lautta laiturissa']]);
});

test('a withdrawn language is no longer linked as a translation', async () => {
  const { call, get, token } = await openNewsroom();
  const json = { reason: 'Virheellinen.', languages: ['sv'] };
  await call('POST', `${RELEASES}/1/withdraw`, { token, json, headers: { 'If-Match': '"1"' } });
  const page = await get('/fi/satamakaupunki/1/uusi-lauttalinja-avataan-toukokuussa');
  const { linked, meta } = headOf(page.text);
  expect(linked.workTranslation).toBeUndefined();
  expect(meta('og:locale:alternate')).toEqual([]);
  expect(page.text).not.toContain('ny-farjelinje');
});

test('the newsroom page has an Organization, the home page a WebSite, an error page neither', async () => {
  const harness = openHarness();
  await harness.call('POST', API, {
    token: ADMIN,
    json: { ...PROFILE, description: { fi: '</script>Satama' } },
  });
  const newsroom = headOf((await harness.get('/fi/satamakaupunki')).text);
  expect(newsroom.linked).toMatchObject({ '@type': 'Organization', description: '</script>Satama' });
  expect(newsroom.meta('og:type')).toEqual(['website']);
  expect(newsroom.meta('og:locale:alternate')).toEqual(['sv_FI']);
  const home = headOf((await harness.get('/en/')).text);
  expect(home.linked).toMatchObject({ '@type': 'WebSite', url: `${BASE}/en/`, inLanguage: 'en' });
  expect(home.meta('og:locale')).toEqual(['en_GB']);
  const missing = headOf((await harness.get('/fi/nobody', { Accept: 'text/html' })).text);
  expect([missing.scripts, missing.meta('og:type')]).toEqual([0, []]);
});
