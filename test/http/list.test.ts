import { expect, test } from 'vitest';
import {
  ADMIN,
  API,
  at,
  type Harness,
  NEWSROOM,
  openHarness,
  openNewsroom,
  PROFILE,
  RELEASES,
  VARIANTS,
} from './harness.ts';

/** Seven releases: every third one a draft, dated a day apart into the past. */
async function fill({ call }: Harness, token: string): Promise<void> {
  for (let day = 1; day <= 7; day += 1) {
    const title = { fi: { title: `Päivä ${day}`, keywords: ['päivä'] } };
    const json =
      day % 3 === 0
        ? { variants: title }
        : { state: 'published', publishAt: `2026-02-0${day}T08:00`, variants: title };
    await call('POST', RELEASES, { token, json });
  }
}

async function walk(harness: Harness, query: string, token?: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const path = `${RELEASES}?limit=2${query}${cursor}`;
    const page = await harness.call('GET', path, token === undefined ? {} : { token });
    const { releases, next } = page.json;
    if (Array.isArray(releases)) seen.push(...releases.map((release) => at(release, 'number')));
    cursor = typeof next === 'string' ? `&cursor=${encodeURIComponent(next)}` : '';
  } while (cursor !== '');
  return seen;
}

test('the list has pages, newest first, without drafts for the public', async () => {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  await fill(harness, token);
  expect(await walk(harness, '')).toEqual([7, 5, 4, 2, 1]);
  expect(await walk(harness, '', token)).toEqual([6, 3, 7, 5, 4, 2, 1]);
  expect(await walk(harness, '&state=draft', token)).toEqual([6, 3]);
  expect(await walk(harness, '&state=draft')).toEqual([]);
  expect(await walk(harness, '&language=sv')).toEqual([]);
});

test('the list is public without a token and private with one', async () => {
  const { call, token } = await openNewsroom();
  const open = await call('GET', RELEASES);
  const closed = await call('GET', RELEASES, { token });
  expect(open.headers.get('cache-control')).toMatch(/^public/);
  expect(open.headers.get('vary')).toContain('Authorization');
  expect(closed.headers.get('cache-control')).toBe('private, no-store, no-transform');
  expect(at(closed.json, 'releases', 0, 'variants', 'fi', 'body')).toBe(VARIANTS.fi.body);
});

test('an archive is linked from the feed and has the older entries exactly once', async () => {
  const { createNewsroom, call, get } = openHarness();
  const token = await createNewsroom();
  for (let n = 1; n <= 103; n += 1) {
    const publishAt = new Date(Date.UTC(2026, 0, 1, n)).toISOString();
    const json = { state: 'published', publishAt, variants: { fi: { title: `Tiedote ${n}` } } };
    await call('POST', RELEASES, { token, json });
  }
  const current = await get('/fi/satamakaupunki/feed.json');
  const archive = await get('/fi/satamakaupunki/feed.json?archive=1');
  const ids = [current, archive].flatMap(({ json }) =>
    Array.isArray(json.items) ? json.items.map((item) => at(item, 'id')) : [],
  );
  expect([ids.length, new Set(ids).size]).toEqual([103, 103]);
  const atom = await get('/fi/satamakaupunki/feed.atom');
  expect(atom.text).toMatch(
    /rel="prev-archive"[^>]*feed\.atom\?archive=1"|archive=1"[^>]*rel="prev-archive"/,
  );
  expect((await get('/fi/satamakaupunki/feed.atom?archive=2')).status).toBe(404);

  const moved = await restoreElsewhere(await call('GET', `${NEWSROOM}/export`, { token }));
  for (const path of ['feed.rss', 'feed.atom', 'feed.json', 'feed.json?archive=1']) {
    const [here, there] = [
      await get(`/fi/satamakaupunki/${path}`),
      await moved.get(`/fi/satamakaupunki/${path}`),
    ];
    expect(there.text).toBe(here.text);
  }
});

async function restoreElsewhere(exported: { text: string; headers: Headers }): Promise<Harness> {
  expect(exported.headers.get('content-type')).toBe('application/x-ndjson');
  const second = openHarness();
  await second.moveTo('2026-06-01T12:00:00+03:00');
  await second.createNewsroom({ ...PROFILE, slug: 'vastaanottaja' });
  const path = `${API}/vastaanottaja/restore`;
  const restored = await second.call('POST', path, { token: ADMIN, json: exported.text });
  expect([restored.status, at(restored.json, 'newsroom', 'slug')]).toEqual([200, 'satamakaupunki']);
  return second;
}

test('a restored newsroom keeps ids, dates, drafts, embargoes and tokens', async () => {
  const { call, token, published } = await openNewsroom();
  const scheduled = {
    state: 'scheduled',
    publishAt: '2026-07-01T12:00',
    variants: { fi: { title: 'Kesä' } },
  };
  await call('POST', RELEASES, { token, json: { variants: VARIANTS } });
  await call('POST', RELEASES, { token, json: scheduled });
  const exported = await call('GET', `${NEWSROOM}/export`, { token });
  expect(exported.text).not.toContain(token);
  expect(exported.text).not.toContain(token.slice(-64));
  const second = await restoreElsewhere(exported);
  expect((await second.call('GET', `${RELEASES}/1`, { token })).text).toBe(published.text);
  expect((await second.call('GET', `${RELEASES}/2`, { token })).json.state).toBe('draft');
  expect((await second.get(`${RELEASES}/3`)).status).toBe(404);
  await second.moveTo('2026-07-01T12:00:00+03:00');
  expect((await second.get(`${RELEASES}/3`)).json.publishAt).toBe('2026-07-01T12:00:00+03:00');
  const again = await second.call('POST', `${NEWSROOM}/restore`, { token, json: exported.text });
  expect(again.status).toBe(409);
  expect((await second.get('/fi/satamakaupunki/feed.rss')).text).toContain('lauttalinja');
});

/** Tokens with invalid ids, and a release without a number. */
const NO_RECORDS = ['a::b', '..', '../1', 'A', ''].flatMap((id) =>
  ['token', 'shelf', 'placed', 'release', 'revision'].map((record) =>
    JSON.stringify({ record, id, value: { schema: 1, id, hash: '0', createdAt: 0 } }),
  ),
);

test('a restored newsroom still has its withdrawals and corrections', async () => {
  const { call, get, token } = await openNewsroom();
  await call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  const json = { note: 'Aika korjattu.', reason: 'Virhe' };
  const headers = { 'If-Match': '"1"' };
  await call('POST', `${RELEASES}/1/withdraw`, { token, json: { reason: json.reason }, headers });
  await call('POST', `${RELEASES}/2/correct`, { token, json: { note: json.note }, headers });
  const second = await restoreElsewhere(await call('GET', `${NEWSROOM}/export`, { token }));
  for (const path of [
    '/fi/satamakaupunki/feed',
    '/sv/satamakaupunki/feed',
    '/fi/satamakaupunki/types/release/feed',
  ]) {
    for (const format of ['rss', 'atom', 'json']) {
      const [here, there] = [await get(`${path}.${format}`), await second.get(`${path}.${format}`)];
      expect(there.text).toBe(here.text);
    }
  }
  expect((await second.get('/fi/feed.json')).text).toContain('release/1000002/fi');
  expect((await second.get(`${RELEASES}/1`)).status).toBe(410);
  expect((await second.call('GET', `${RELEASES}/2/revisions/1`, { token })).status).toBe(200);
});

test('an invalid export is refused and leaves nothing public', async () => {
  const { call, createNewsroom, get } = openHarness();
  const token = await createNewsroom();
  for (const text of [
    '{"record":',
    '{"record":"nothing","id":"1","value":{}}',
    'x\ny',
    '[]',
    ...NO_RECORDS,
  ]) {
    const refused = await call('POST', `${NEWSROOM}/restore`, { token, json: text });
    expect([text, refused.status]).toEqual([text, 400]);
  }
  expect((await get(NEWSROOM)).status).toBe(200);
  expect((await call('GET', API, { token: ADMIN })).status).toBe(405);
});
