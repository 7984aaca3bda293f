import { expect, test } from 'vitest';
import { ADMIN, at, BASE, NEWSROOM, openHarness, openNewsroom, RELEASES, VARIANTS } from './harness.ts';

const FEED = '/fi/satamakaupunki/search/feed';

function titles(json: { readonly [name: string]: unknown }): unknown[] {
  const { items } = json;
  return Array.isArray(items) ? items.map((item) => at(item, 'title')) : [];
}

test('search results are a feed in every format, with texts in its language', async () => {
  const { get } = await openNewsroom();
  for (const format of ['rss', 'atom', 'json']) {
    const found = await get(`${FEED}.${format}?q=lauttalinjan+keskusta`);
    expect([found.status, found.text.includes(VARIANTS.fi.title)]).toEqual([200, true]);
    expect(found.text).toContain('lauttalinjan keskusta');
    expect(found.text).not.toContain(VARIANTS.sv.title);
    const missed = await get(`${FEED}.${format}?q=raitiotie`);
    expect([missed.status, missed.text.includes(VARIANTS.fi.title)]).toEqual([200, false]);
  }
  expect((await get('/sv/satamakaupunki/search/feed.rss?q=färjelinjer')).text).toContain(VARIANTS.sv.title);
});

test('the feed names itself by the canonical query, and its id comes from it', async () => {
  const { get } = await openNewsroom();
  const [typed, canonical, other] = await Promise.all([
    get(`${FEED}.json?q=${encodeURIComponent('"LAUTTA"*  (linja)')}&x=1`),
    get(`${FEED}.json?q=lautta%20linja`),
    get(`${FEED}.json?q=lautta`),
  ]);
  expect(typed.json.feed_url).toBe(`${BASE}${FEED}.json?q=lautta%20linja`);
  expect(typed.json.home_page_url).toBe(`${BASE}/fi/satamakaupunki/search?q=lautta%20linja`);
  expect(typed.text).toBe(canonical.text);
  expect(typed.headers.get('link')).toContain(`<${BASE}${FEED}.json?q=lautta%20linja>; rel="self"`);
  const atomIds = await Promise.all(
    ['lautta', 'LAUTTA', 'linja'].map(
      async (q) => /<id>([^<]+)</.exec((await get(`${FEED}.atom?q=${q}`)).text)?.[1],
    ),
  );
  expect(atomIds[0]).toMatch(/^tag:tiedotteet\.example,2026-03-10:newsroom\/1\/fi\/search\/[0-9a-f]+$/);
  expect(atomIds[1]).toBe(atomIds[0]);
  expect(atomIds[2]).not.toBe(atomIds[0]);
  expect(other.json.feed_url).not.toBe(typed.json.feed_url);
});

test('a search feed has at most fifty entries, newest first, and none without a query', async () => {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  for (let n = 1; n <= 52; n += 1) {
    const variants = { fi: { title: `Lautta ${n}` } };
    await harness.call('POST', RELEASES, { token, json: { state: 'published', variants } });
    await harness.moveTo(harness.service.now() + 60_000);
  }
  const found = titles((await harness.get(`${FEED}.json?q=lautta`)).json);
  expect(found).toHaveLength(50);
  expect([found[0], found[49]]).toEqual(['Lautta 52', 'Lautta 3']);
  for (const query of ['', '?q=', '?q=%22*', '?q=%00', '?q=%FF', '?p=lautta']) {
    const none = await harness.get(`${FEED}.json${query}`);
    expect([query, none.status, titles(none.json)]).toEqual([query, 200, []]);
  }
}, 60_000);

test('an embargoed release is in no search feed, a withdrawn one no more', async () => {
  const { call, get, token, moveTo } = await openNewsroom();
  const scheduled = {
    state: 'scheduled',
    publishAt: '2026-03-10T14:00',
    variants: { fi: { title: 'Salainen silta' } },
  };
  await call('POST', RELEASES, { token, json: scheduled });
  const before = await get(`${FEED}.rss?q=silta`);
  expect(before.text).not.toContain('Salainen');
  await moveTo('2026-03-10T14:00:00+02:00');
  expect((await get(`${FEED}.rss?q=silta`)).text).toContain('Salainen silta');
  const headers = { 'If-Match': '"2"' };
  const answer = await call('POST', `${RELEASES}/2/withdraw`, { token, json: { reason: 'Virhe' }, headers });
  expect(answer.status).toBe(200);
  const after = await get(`${FEED}.rss?q=silta`);
  expect(after.text).not.toContain('Salainen');
});

test('a search feed is cached briefly, revalidated by its tag and open to scripts', async () => {
  const { get } = await openNewsroom();
  const { headers } = await get(`${FEED}.rss?q=lautta`, { 'Accept-Encoding': 'br, gzip' });
  expect(headers.get('cache-control')).toContain('max-age=60');
  expect(headers.get('content-language')).toBe('fi');
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('content-encoding')).toBeNull();
  const again = await get(`${FEED}.rss?q=LAUTTA`, { 'If-None-Match': headers.get('etag') ?? '' });
  expect(again.status).toBe(304);
});

test('an unknown newsroom, language or format is 404; a former slug moves with its query', async () => {
  const { call, get } = await openNewsroom();
  for (const path of [
    '/fi/muu/search/feed.rss?q=x',
    '/en/satamakaupunki/search/feed.rss?q=x',
    `${FEED}.pdf?q=x`,
  ]) {
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
  const headers = { 'If-Match': '"1"' };
  await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'uusi-satama' }, headers });
  const moved = await get(`${FEED}.atom?q=Uusi+SILTA`);
  expect(moved.status).toBe(301);
  expect(moved.headers.get('location')).toBe(`${BASE}/fi/uusi-satama/search/feed.atom?q=uusi%20silta`);
});

test('hostile queries give well-formed feeds', async () => {
  const { get } = await openNewsroom();
  for (const query of [
    '<script>',
    ']]>',
    '&amp;',
    "' OR 1=1 --",
    '\u202E',
    'a'.repeat(10_000),
    '😀',
    '{{name}} $t(x)',
  ]) {
    for (const format of ['rss', 'atom', 'json']) {
      const answer = await get(`${FEED}.${format}?q=${encodeURIComponent(query)}`);
      expect([query, answer.status]).toEqual([query, 200]);
      expect(answer.text).not.toContain('<script');
    }
  }
});
