import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../../src/http/app.ts';
import { servePartnerPage } from '../../../src/platform/node/sample/partner-page.ts';
import { fillSample, SAMPLE_FILE } from '../../../src/platform/node/sample/sample.ts';
import { openService } from '../../../src/platform/node/service.ts';

let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-demo-'));
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

function open(now: number) {
  return openService({ data, baseUrl: 'http://localhost:8787', adminToken: null, now: () => now });
}

async function json(service: ReturnType<typeof open>, path: string, token?: string) {
  const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` });
  const response = await createApp(service).request(path, { headers });
  expect(response.status).toBe(200);
  return response.text();
}

test.each([
  ['long ago', '2012-02-29T23:30:00Z'],
  ['today as it was written', '2026-11-25T12:00:00Z'],
  ['far ahead, in the hour that the clocks are set back', '2041-10-27T00:30:00Z'],
])('the sample is whole and relative to now when the clock stands %s', async (_, time) => {
  const now = Date.parse(time);
  const service = open(now);
  const { slug, token, isNew, lifts } = await fillSample(service, data);
  expect(isNew).toBe(true);
  expect(Date.parse(lifts) - now).toBe(180_000);
  const counts = await Promise.all(
    ['fi', 'sv', 'en'].map(async (language) => {
      const feed = JSON.parse(await json(service, `/${language}/${slug}/feed.json`));
      return feed.items.length;
    }),
  );
  expect(counts).toEqual([11, 10, 8]);
  const feed = JSON.parse(await json(service, `/en/${slug}/feed.json`));
  expect(now - Date.parse(feed.items[0].date_published)).toBe(3 * 60 * 60 * 1000);
  const listed = JSON.parse(await json(service, `/api/v1/newsrooms/${slug}/releases`, token)).releases;
  const states = listed.map(({ state }: { state: string }) => state).sort();
  expect(states).toEqual([...Array(13).fill('published'), 'scheduled', 'withdrawn']);
  const corrected = JSON.parse(await json(service, `/api/v1/newsrooms/${slug}/releases/1`)).corrections;
  expect(now - Date.parse(corrected[0].at)).toBe(93 * 24 * 60 * 60 * 1000);
  const { media } = JSON.parse(await json(service, `/api/v1/newsrooms/${slug}/media`, token));
  expect(media.map(({ type }: { type: string }) => type).sort()).toEqual([
    'application/pdf',
    ...['image/png', 'image/png', 'image/png'],
    'video/mp4',
  ]);
  for (const { url, bytes } of media) {
    const file = await createApp(service).request(new URL(url).pathname);
    expect(file.status).toBe(200);
    expect((await file.arrayBuffer()).byteLength).toBe(bytes);
  }
  await service.close();
});

test('the next start finds the sample with its token, and schedules a release again once it is public', async () => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  const first = open(now);
  const made = await fillSample(first, data);
  await first.close();
  expect(statSync(join(data, SAMPLE_FILE)).mode & 0o777).toBe(0o600);
  const second = open(now + 60_000);
  expect(await fillSample(second, data)).toEqual({ ...made, isNew: false });
  await second.close();
  const later = open(now + 240_000);
  await later.upgrade();
  await later.runDueTasks();
  await later.waitUntilIdle();
  const found = await fillSample(later, data);
  expect(found).toMatchObject({ slug: made.slug, token: made.token, isNew: false });
  expect(Date.parse(found.lifts)).toBe(now + 240_000 + 180_000);
  const feed = JSON.parse(await json(later, `/en/${made.slug}/feed.json`));
  expect(feed.items).toHaveLength(9);
  await later.close();
});

test('a start that broke off before the releases is finished by the next one, also when the token was lost', async () => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  const broken = open(now);
  // Without a time the releases cannot be made: the newsroom is left without releases.
  const failing = { ...broken, now: () => Number.NaN };
  await expect(fillSample(failing, data)).rejects.toThrow();
  await broken.close();
  const kept = JSON.parse(readFileSync(join(data, SAMPLE_FILE), 'utf8'));
  rmSync(join(data, SAMPLE_FILE));
  const next = open(now);
  const { slug, token, isNew } = await fillSample(next, data);
  expect({ slug, isNew }).toEqual({ slug: kept.slug, isNew: true });
  expect(JSON.parse(await json(next, `/api/v1/newsrooms/${slug}/releases`, token)).releases).toHaveLength(15);
  await next.close();
});

test('a newsroom of somebody else under the slug stays as it is', async () => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  const service = open(now);
  const other = await fillSample(service, data);
  rmSync(join(data, SAMPLE_FILE));
  expect(await fillSample(service, data)).toMatchObject({ slug: `${other.slug}-2`, isNew: true });
  await service.close();
});

test('the page of the partner names the script and the newsroom', async () => {
  const page = await servePartnerPage({ baseUrl: 'http://localhost:8787', slug: 'saari', host: '127.0.0.1' });
  const html = await (await fetch(page.url)).text();
  expect(html).toContain('src="http://localhost:8787/embed/kaiku.js"');
  expect(html.match(/<kaiku-releases newsroom="saari" lang="(fi|sv|en)"/g)).toHaveLength(3);
  page.close();
});
