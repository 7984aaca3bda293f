import { describe, expect, test } from 'vitest';
import { RESERVED_SLUGS } from '../../src/validation/newsroom-request.ts';
import { parseXml } from '../feeds/formats/parse.ts';
import { at, BASE, type Harness, openHarness, openNewsroom, PROFILE, RELEASES } from './harness.ts';

const DOCUMENTS = [
  ['/sitemap.xml', 'application/xml; charset=utf-8', null, 'all,all-sitemap'],
  ['/sitemap-1-1.xml', 'application/xml; charset=utf-8', null, 'n1,n1-sitemap-1'],
  ['/news-sitemap.xml', 'application/xml; charset=utf-8', null, 'all,all-sitemap'],
  ['/opml', 'text/x-opml; charset=utf-8', null, 'all'],
  ['/sv/opml', 'text/x-opml; charset=utf-8', 'sv', 'all'],
  // No change affects this document.
  ['/robots.txt', 'text/plain; charset=utf-8', null, null],
] as const;

const locations = (text: string) => [...text.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, loc]) => loc);
const FINNISH = `${BASE}/fi/satamakaupunki/1/uusi-lauttalinja-avataan-toukokuussa`;
const SWEDISH = `${BASE}/sv/satamakaupunki/1/ny-farjelinje-oppnas-i-maj`;

describe.each(DOCUMENTS)('%s', (path, mediaType, language, tags) => {
  test('is public, with its type, cache tags and an ETag', async () => {
    const { get } = await openNewsroom();
    const first = await get(path);
    const etag = first.headers.get('etag') ?? '';
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe(mediaType);
    expect(first.headers.get('content-language')).toBe(language);
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=/);
    expect(first.headers.get('cache-tag')).toBe(tags);
    const again = await get(path, { 'If-None-Match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('answers HEAD without its body and other methods with 405', async () => {
    const { call, get } = await openNewsroom();
    const [got, head, posted] = [await get(path), await call('HEAD', path), await call('POST', path)];
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([
      ...[200, '', got.headers.get('etag')],
    ]);
    expect(posted.status).toBe(405);
  });
});

test('the sitemap index links the newsroom’s part, and the part links existing pages', async () => {
  const { get } = await openNewsroom();
  const [part = ''] = locations((await get('/sitemap.xml')).text);
  expect(part).toBe(`${BASE}/sitemap-1-1.xml`);
  const { text } = await get(part.slice(BASE.length));
  parseXml(text);
  expect(locations(text)).toEqual([
    ...[`${BASE}/fi/satamakaupunki`, `${BASE}/sv/satamakaupunki`, FINNISH, SWEDISH],
  ]);
  for (const location of locations(text)) {
    const page = await get((location ?? '').slice(BASE.length));
    expect([location, page.status]).toEqual([location, 200]);
    expect(page.text).toContain(`<link rel="canonical" href="${location}"`);
  }
});

test('each URL of a sitemap links all languages and the negotiated address', async () => {
  const { get } = await openNewsroom();
  const url = at(parseXml((await get('/sitemap-1-1.xml')).text), 'urlset', 'url', 3);
  expect(at(url, 'lastmod', '#text')).toBe('2026-03-10T12:00:00+02:00');
  const links = at(url, 'xhtml:link');
  const named = [0, 1, 2].map((index) => [at(links, index, '@hreflang'), at(links, index, '@href')]);
  expect(named).toEqual([
    ['fi', FINNISH],
    ['sv', SWEDISH],
    ['x-default', `${BASE}/satamakaupunki/1`],
  ]);
});

test('a part has a thousand release numbers, and only parts with public releases are listed', async () => {
  const { service, get, call, token } = await openNewsroom();
  const port = service.newsroom(1);
  for (let number = 2; number <= 1000; number += 1) {
    await port.releases.create({ variants: { fi: { title: `Luonnos ${number}` } } }, null);
  }
  const json = { variants: { fi: { title: 'Toinen tuhat' } } };
  await call('POST', RELEASES, { token, json });
  expect(locations((await get('/sitemap.xml')).text)).toEqual([`${BASE}/sitemap-1-1.xml`]);
  expect((await get('/sitemap-1-2.xml')).status).toBe(404);
  await call('POST', `${RELEASES}/1001/publish`, { token, headers: { 'If-Match': '"1"' } });
  expect(locations((await get('/sitemap.xml')).text)).toEqual([
    ...[`${BASE}/sitemap-1-1.xml`, `${BASE}/sitemap-1-2.xml`],
  ]);
  expect(locations((await get('/sitemap-1-2.xml')).text)).toEqual([
    `${BASE}/fi/satamakaupunki/1001/toinen-tuhat`,
  ]);
});

test.each([
  '/sitemap-1-0.xml',
  '/sitemap-1-9999.xml',
  '/sitemap-2-1.xml',
  '/sitemap-999999999-1.xml',
  '/sitemap-1.xml',
  '/sitemap-01-1.xml',
  '/de/opml',
  '/satamakaupunki/opml',
])('%s is not there', async (path) => {
  const { get } = await openNewsroom();
  expect((await get(path)).status).toBe(404);
});

const EVERYWHERE = ['/sitemap.xml', '/sitemap-1-1.xml', '/news-sitemap.xml', '/opml', '/fi/opml'];

test('an embargoed release is in none of them before its instant, not even in their tags', async () => {
  const { call, get, token, moveTo } = await openNewsroom();
  const before = await Promise.all(EVERYWHERE.map((path) => get(path)));
  const json = {
    state: 'scheduled',
    publishAt: '2026-03-10T12:09:00',
    variants: { fi: { title: 'Salaisuus' } },
  };
  await call('POST', RELEASES, { token, json });
  await moveTo('2026-03-10T12:08:59+02:00');
  const after = await Promise.all(EVERYWHERE.map((path) => get(path)));
  expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
  expect(after.map(({ headers }) => headers.get('etag'))).toEqual(
    before.map(({ headers }) => headers.get('etag')),
  );
  await moveTo('2026-03-10T12:09:00+02:00');
  for (const path of ['/sitemap-1-1.xml', '/news-sitemap.xml']) {
    expect((await get(path)).text).toContain('/2/salaisuus');
  }
});

test('a withdrawn release leaves both sitemaps', async () => {
  const { call, get, token } = await openNewsroom();
  const json = { reason: 'Virheellinen.' };
  await call('POST', `${RELEASES}/1/withdraw`, { token, json, headers: { 'If-Match': '"1"' } });
  expect(locations((await get('/sitemap-1-1.xml')).text)).toHaveLength(2);
  expect(locations((await get('/news-sitemap.xml')).text)).toEqual([]);
});

describe('the news sitemap', () => {
  const publish = async ({ call }: Harness, token: string, title: string, publishAt?: string) => {
    await call('POST', RELEASES, {
      token,
      json: { state: 'published', publishAt, variants: { fi: { title } } },
    });
  };

  test('has publisher, title, date and language, newest first', async () => {
    const harness = await openNewsroom();
    await harness.moveTo('2026-03-10T13:00:00+02:00');
    await publish(harness, harness.token, 'Kello & <aika>');
    const news = parseXml((await harness.get('/news-sitemap.xml')).text);
    const first = at(news, 'urlset', 'url', 0, 'news:news');
    expect(at(first, 'news:publication', 'news:name', '#text')).toBe('Satamakaupunki');
    expect(at(first, 'news:publication', 'news:language', '#text')).toBe('fi');
    expect(at(first, 'news:publication_date', '#text')).toBe('2026-03-10T13:00:00+02:00');
    expect(at(first, 'news:title', '#text')).toBe('Kello & <aika>');
    expect(at(news, 'urlset', 'url', 2, 'news:news', 'news:publication', 'news:name', '#text')).toMatch(
      /^(?:Hamnstaden|Satamakaupunki)$/,
    );
  });

  test('has no release older than two days', async () => {
    const harness = await openNewsroom();
    await publish(harness, harness.token, 'Vanha asia', '2026-03-08T11:00');
    const { get, moveTo } = harness;
    expect(locations((await get('/news-sitemap.xml')).text)).toHaveLength(2);
    await moveTo('2026-03-12T11:40:00+02:00');
    expect(locations((await get('/news-sitemap.xml')).text)).toHaveLength(2);
    await moveTo('2026-03-12T12:00:00+02:00');
    expect(locations((await get('/news-sitemap.xml')).text)).toEqual([]);
  });

  test('is the same document for minutes, so that its ETag stays', async () => {
    const { get, moveTo } = await openNewsroom();
    const etag = (await get('/news-sitemap.xml')).headers.get('etag') ?? '';
    await moveTo('2026-03-10T12:09:59+02:00');
    expect((await get('/news-sitemap.xml', { 'If-None-Match': etag })).status).toBe(304);
  });

  test('has at most a thousand addresses', async () => {
    const harness = await openNewsroom();
    const port = harness.service.newsroom(1);
    for (let number = 0; number < 500; number += 1) {
      const titles = { fi: { title: `Uutinen ${number}` }, sv: { title: `Nyhet ${number}` } };
      await port.releases.create({ state: 'published', variants: titles }, null);
    }
    expect(locations((await harness.get('/news-sitemap.xml')).text)).toHaveLength(1000);
  });
});

describe('OPML', () => {
  async function twoNewsrooms() {
    const harness = openHarness();
    await harness.createNewsroom();
    await harness.createNewsroom({
      ...PROFILE,
      slug: 'a-en',
      name: 'A < B & "C"',
      languages: ['en'],
      defaultLanguage: 'en',
    });
    return harness;
  }

  test('lists each newsroom’s feed in the language, with its page', async () => {
    const { get } = await twoNewsrooms();
    const outline = at(parseXml((await get('/fi/opml')).text), 'opml', 'body', 'outline');
    expect(outline).toMatchObject({
      '@text': 'Satamakaupunki',
      '@title': 'Satamakaupunki',
      '@type': 'rss',
      '@language': 'fi',
      '@xmlUrl': `${BASE}/fi/satamakaupunki/feed.rss`,
      '@htmlUrl': `${BASE}/fi/satamakaupunki`,
    });
  });

  test('is grouped by language', async () => {
    const { get } = await twoNewsrooms();
    const groups = at(parseXml((await get('/opml')).text), 'opml', 'body', 'outline');
    expect([0, 1, 2].map((index) => at(groups, index, '@text'))).toEqual(['Suomi', 'Svenska', 'English']);
    expect(at(groups, 1, 'outline', '@text')).toBe('Hamnstaden');
    expect(at(groups, 2, 'outline', '@text')).toBe('A < B & "C"');
  });

  test('does not change when a release is published', async () => {
    const { call, get, token } = await openNewsroom();
    const etag = (await get('/opml')).headers.get('etag') ?? '';
    const json = { state: 'published', variants: { fi: { title: 'Uusi' } } };
    await call('POST', RELEASES, { token, json });
    expect((await get('/opml', { 'If-None-Match': etag })).status).toBe(304);
  });

  test('has more newsrooms than one page of the directory', async () => {
    const harness = openHarness();
    for (let number = 0; number < 120; number += 1) {
      const slug = `n-${String(number).padStart(3, '0')}`;
      await harness.createNewsroom({ slug, name: slug, languages: ['fi'], defaultLanguage: 'fi' });
    }
    const { text } = await harness.get('/fi/opml');
    const named = [...text.matchAll(/text="(n-[0-9]+)"/g)].map(([, name]) => name);
    expect(named).toHaveLength(120);
    expect(named).toEqual(named.toSorted());
  });
});

test('robots.txt allows everything except searches and subscribers’ links, and names the sitemaps', async () => {
  const { text } = await (await openNewsroom()).get('/robots.txt');
  expect(text.split('\n')).toEqual([
    'User-agent: *',
    'Disallow: /*/*/search?',
    'Disallow: /*/*/search/feed.',
    'Disallow: /subscriptions/',
    'Allow: /',
    '',
    `Sitemap: ${BASE}/sitemap.xml`,
    `Sitemap: ${BASE}/news-sitemap.xml`,
    '',
  ]);
});

test('no newsroom can have a slug that is one of these paths', () => {
  expect(RESERVED_SLUGS).toEqual(expect.arrayContaining(['opml', 'embed', 'subscriptions']));
});
