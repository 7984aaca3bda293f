import { expect, test } from 'vitest';
import { BASE, NEWSROOM, NOON, RELEASES, VARIANTS } from './harness.ts';
import { openOldLibrary } from './old-library.ts';

const PAGE = '/fi/satamakaupunki';
const HOUR = 3_600_000;

/** A newsroom whose page shows a file from before files had a visibility, read an hour after it was last changed. */
async function openWithFile() {
  const library = await openOldLibrary();
  const { app, moveTo, token } = library;
  const release = { state: 'published', variants: VARIANTS };
  await library.call('POST', RELEASES, { token, json: release });
  await moveTo(NOON + HOUR);
  const sent = await library.call('PATCH', NEWSROOM, {
    token,
    json: { description: 'Kaupungin tiedotteet' },
  });
  expect([sent.status, (await app.request(library.url.slice(BASE.length))).status]).toEqual([200, 200]);
  await moveTo(NOON + 2 * HOUR);
  return library;
}

/** A draft that uses such a file hides it from the public. */
function draftWith(url: string) {
  const media = [{ url, alt: 'Silta' }];
  return { state: 'draft', media, variants: { fi: { title: 'Vielä salaa' } } };
}

test('a file that a draft hides disappears from the page, whose Last-Modified does not change', async () => {
  const { call, get, token, id, url } = await openWithFile();
  const before = await get(PAGE);
  const since = before.headers.get('last-modified') ?? '';
  expect(before.text).toContain(id);
  expect(since).toBe('Tue, 10 Mar 2026 11:00:00 GMT');
  expect((await get(PAGE, { 'If-Modified-Since': since })).status).toBe(304);

  expect((await call('POST', RELEASES, { token, json: draftWith(url) })).status).toBe(201);

  const after = await get(PAGE);
  expect(after.text).not.toContain(id);
  expect(after.headers.get('last-modified')).toBe(since);
  expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
  // Two versions have this date, so it does not identify one.
  for (const date of [since, 'Wed, 11 Mar 2026 10:00:00 GMT']) {
    const asked = await get(PAGE, { 'If-Modified-Since': date });
    expect([asked.status, asked.text]).toEqual([200, after.text]);
  }
  const etag = after.headers.get('etag') ?? '';
  expect((await get(PAGE, { 'If-None-Match': etag })).status).toBe(304);
});

test('If-Modified-Since is ignored while the latest change was quiet', async () => {
  const { call, get, token, url } = await openWithFile();
  const documents = [PAGE, `${PAGE}/feed.rss`, `${PAGE}/2026-03`, '/sitemap-1-1.xml'];
  const dates = new Map<string, string>();
  for (const path of documents) dates.set(path, (await get(path)).headers.get('last-modified') ?? '');
  await call('POST', RELEASES, { token, json: draftWith(url) });
  for (const [path, date] of dates) {
    const asked = await get(path, { 'If-Modified-Since': date });
    expect([path, asked.status, asked.headers.get('last-modified')]).toEqual([path, 200, date]);
  }
});

test('the next visible change has its own date, and If-Modified-Since works again', async () => {
  const { call, get, token, moveTo, id, url } = await openWithFile();
  await get(PAGE);
  await call('POST', RELEASES, { token, json: draftWith(url) });
  await get(PAGE);
  await moveTo(NOON + 3 * HOUR);
  await call('POST', `${RELEASES}/2/publish`, { token, headers: { 'If-Match': '"1"' } });
  const shown = await get(PAGE);
  const date = shown.headers.get('last-modified') ?? '';
  expect([shown.text.includes(id), date]).toEqual([true, 'Tue, 10 Mar 2026 13:00:00 GMT']);
  expect((await get(PAGE, { 'If-Modified-Since': date })).status).toBe(304);
});

test('a draft without a file of the library changes no document', async () => {
  const { call, get, token } = await openWithFile();
  const before = await get(PAGE);
  await call('POST', RELEASES, { token, json: { variants: { fi: { title: 'Vielä salaa' } } } });
  const since = before.headers.get('last-modified') ?? '';
  const after = await get(PAGE, { 'If-Modified-Since': since });
  expect([after.status, after.headers.get('etag')]).toEqual([304, before.headers.get('etag')]);
});
