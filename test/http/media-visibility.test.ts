import { beforeEach, describe, expect, test } from 'vitest';
import { PREVIEW_FILE_SECONDS } from '../../src/pages/preview-request.ts';
import { png } from '../media/samples.ts';
import { API, at, BASE, type Harness, NEWSROOM, NOON, openHarness, pointers, RELEASES } from './harness.ts';
import { openOldLibrary } from './old-library.ts';

const MEDIA = `${NEWSROOM}/media`;
const ANY = { 'If-Match': '*' };
const DAY = 86_400_000;
const BYTES = png(30, 20);

let harness: Harness;
let token: string;
let id: string;
let url: string;

beforeEach(async () => {
  harness = openHarness();
  token = await harness.createNewsroom();
  const sent = await harness.app.request(`${MEDIA}?name=salainen.png`, {
    method: 'PUT',
    body: BYTES,
    headers: { Authorization: `Bearer ${token}` },
  });
  const item: unknown = await sent.json();
  id = String(at(item, 'id'));
  url = String(at(item, 'url'));
});

const path = () => url.slice(BASE.length);
const owner = (method: string, at: string, json?: unknown) =>
  harness.call(method, at, { token, json, headers: method === 'POST' && at === RELEASES ? {} : ANY });
const write = (more: object, body = '') =>
  owner('POST', RELEASES, { variants: { fi: { title: 'Tiedote', body } }, ...more });
const withFile = () => ({ media: [{ url }] });
const soon = () => new Date(NOON + 60_000).toISOString();

/** The status of the file for everybody; the ways to ask for it agree. */
async function status(): Promise<number> {
  const answer = await harness.get(path());
  const page = await harness.get(`/fi/satamakaupunki/media/${id}`);
  const item = await harness.get(`${MEDIA}/${id}`);
  const isListed = (await harness.get(MEDIA)).text.includes(id);
  expect([page.status, item.status, isListed ? 200 : 404]).toEqual(Array(3).fill(answer.status));
  return answer.status;
}

test('a file to which a public release only links is public with it', async () => {
  expect((await write({ state: 'published', links: [{ title: 'Esite', url }] })).status).toBe(201);
  expect(await status()).toBe(200);
  await owner('POST', `${RELEASES}/1/withdraw`, { reason: 'Virhe' });
  expect(await status()).toBe(404);
});

describe('a file that is not public', () => {
  test.each([
    ['GET', {}],
    ['HEAD', {}],
    ['GET', { Range: 'bytes=0-9' }],
    ['GET', { Range: 'bytes=99999-' }],
    ['GET', { 'If-None-Match': '*' }],
    ['GET', { Authorization: 'Bearer nobody' }],
  ])('is answered to %s with %j like no file', async (method, headers) => {
    const nothing = path().replace(id, '0'.repeat(32));
    const answers = [];
    for (const asked of [path(), `/media/1/${id}`, `${path()}?download`, nothing]) {
      const { status, headers: told, text } = await harness.call(method, asked, { headers });
      for (const name of ['etag', 'content-range', 'accept-ranges', 'cache-tag', 'location'])
        expect([name, told.get(name)]).toEqual([name, null]);
      expect(told.get('cache-control')).toContain('no-store');
      expect(told.get('cloudflare-cdn-cache-control')).toBe('no-store');
      answers.push([status, text]);
    }
    expect(answers[0]?.[0]).toBe(404);
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  test('is in no document, and its page is not kept by a cache', async () => {
    await write({ state: 'scheduled', publishAt: soon(), ...withFile() });
    for (const document of ['/fi/satamakaupunki', '/sitemap-1-1.xml', '/fi/satamakaupunki/feed.json', MEDIA])
      expect([document, (await harness.get(document)).text.includes(id)]).toEqual([document, false]);
    const page = await harness.get(`/fi/satamakaupunki/media/${id}`);
    expect([page.status, page.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  test('is read with the newsroom’s token, whole, in part and by its ETag, and kept by no cache', async () => {
    for (const [headers, expected] of [
      [{}, 200],
      [{ Range: 'bytes=0-9' }, 206],
      [{ 'If-None-Match': `"${id}"` }, 304],
    ] as const) {
      const answer = await harness.call('GET', path(), { token, headers });
      const [forAll, forEdge] = ['cache-control', 'cloudflare-cdn-cache-control'].map((name) =>
        answer.headers.get(name),
      );
      expect([answer.status, forAll, forEdge]).toEqual([
        expected,
        'private, no-store, no-transform',
        'no-store',
      ]);
      expect(answer.headers.get('cache-tag')).toBeNull();
    }
  });

  test('is not read with another newsroom’s token, and is not published by another newsroom’s release', async () => {
    const other = await harness.createNewsroom({
      slug: 'saari',
      name: 'Saari',
      languages: ['fi'],
      defaultLanguage: 'fi',
    });
    expect((await harness.call('GET', path(), { token: other })).status).toBe(404);
    const json = { state: 'published', variants: { fi: { title: 'Vieras' } }, ...withFile() };
    const published = await harness.call('POST', `${API}/saari/releases`, { token: other, json });
    expect(published.status).toBe(201);
    expect(await status()).toBe(404);
  });
});

describe('a file becomes public and stops being so', () => {
  test('with the release that uses it', async () => {
    await write({ state: 'scheduled', publishAt: soon(), ...withFile() });
    expect(await status()).toBe(404);
    await harness.moveTo(NOON + 60_000);
    expect(await status()).toBe(200);
    await owner('POST', `${RELEASES}/1/withdraw`, { reason: 'Virhe' });
    expect(await status()).toBe(404);
  });

  test('by its owner’s word, whatever the releases do', async () => {
    const shown = await owner('PATCH', `${MEDIA}/${id}`, { visibility: 'public' });
    expect([shown.status, shown.json.visibility]).toEqual([200, 'public']);
    await write({ state: 'draft', ...withFile() });
    expect(await status()).toBe(200);
    expect((await owner('PATCH', `${MEDIA}/${id}`, { visibility: null })).json.visibility).toBe('private');
    expect(await status()).toBe(404);
    const refused = await owner('PATCH', `${MEDIA}/${id}`, { visibility: 'secret' });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/visibility']]);
  });

  test('and is not public again when it is taken out of a scheduled release', async () => {
    await write({ state: 'scheduled', publishAt: soon(), ...withFile() });
    expect((await owner('PATCH', `${RELEASES}/1`, { media: [] })).status).toBe(200);
    expect(await status()).toBe(404);
    await harness.moveTo(NOON + 60_000);
    expect(await status()).toBe(404);
  });

  test('with the language whose body shows it', async () => {
    const body = `<p><img src="${url}" alt="Kuva"></p>`;
    const variants = { fi: { title: 'Otsikko', body }, sv: { title: 'Rubrik' } };
    await owner('POST', RELEASES, { state: 'published', variants });
    expect(await status()).toBe(200);
    await owner('POST', `${RELEASES}/1/withdraw`, { reason: 'Virhe', languages: ['fi'] });
    expect(await status()).toBe(404);
  });

  test('also when the release that shows it comes after a hundred that do not', async () => {
    for (let number = 1; number <= 101; number += 1) await write({ state: 'draft', ...withFile() });
    expect(await status()).toBe(404);
    await write({ state: 'published', ...withFile() });
    expect(await status()).toBe(200);
    await owner('PATCH', `${RELEASES}/102`, { media: [] });
    expect(await status()).toBe(404);
  });

  test('and an upload that nobody sees changes no document', async () => {
    const before = await harness.get('/fi/satamakaupunki');
    await harness.moveTo(NOON + 5_000);
    await owner('PATCH', `${MEDIA}/${id}`, { alt: 'Silta' });
    const after = await harness.get('/fi/satamakaupunki');
    for (const name of ['etag', 'last-modified'])
      expect(after.headers.get(name)).toBe(before.headers.get(name));
  });
});

describe('the address in a preview', () => {
  async function preview(): Promise<{ html: string; addresses: string[] }> {
    const granted = await owner('POST', `${RELEASES}/1/previews`, {});
    const html = (await harness.get(String(at(granted.json, 'urls', 'fi')).slice(BASE.length))).text;
    const found = html.match(/(?<=(?:src|href)=")[^"]*\/media\/[^"]*/g) ?? [];
    return { html, addresses: found.map((each) => each.replaceAll('&amp;', '&').slice(BASE.length)) };
  }

  test('shows the file in the gallery, in the body and for a download, and is kept by no cache', async () => {
    await write({ state: 'draft', ...withFile() }, `<p><img src="${url}" alt="Kuva"></p>`);
    const { addresses } = await preview();
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    for (const address of addresses) {
      const response = await harness.app.request(address);
      expect([address, response.status]).toEqual([address, 200]);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(response.headers.get('cloudflare-cdn-cache-control')).toBe('no-store');
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES);
    }
    const isDownload = (address: string) => address.endsWith('&download');
    const [download = ''] = addresses.filter(isDownload);
    expect((await harness.get(download)).headers.get('content-disposition')).toMatch(/^attachment/);
    expect(await status()).toBe(404);
  });

  test('works for that file alone, until it expires and while the release uses the file', async () => {
    await write({ state: 'draft', ...withFile() });
    const { addresses } = await preview();
    const [address = ''] = addresses;
    const signature = /preview=([^&]+)/.exec(address)?.[1] ?? '';
    const other = await harness.app.request(`${MEDIA}?name=muu.png`, {
      method: 'PUT',
      body: png(7, 7),
      headers: { Authorization: `Bearer ${token}` },
    });
    const otherPath = String(at(await other.json(), 'url')).slice(BASE.length);
    await write({ state: 'draft', media: [{ url: BASE + otherPath }] });
    const forged = [signature.replace(/^1/, '2'), signature.replace(/.$/, '-'), '', `${signature}0`];
    for (const wrong of [
      `${otherPath}?preview=${signature}`,
      ...forged.map((each) => `${path()}?preview=${each}`),
    ])
      expect([wrong, (await harness.get(wrong)).status]).toEqual([wrong, 404]);
    await harness.moveTo(NOON + PREVIEW_FILE_SECONDS * 1000 - 1000);
    expect((await harness.get(address)).status).toBe(200);
    await harness.moveTo(NOON + PREVIEW_FILE_SECONDS * 1000);
    expect((await harness.get(address)).status).toBe(404);
    const [renewed = ''] = (await preview()).addresses;
    expect((await harness.get(renewed)).status).toBe(200);
    await owner('PATCH', `${RELEASES}/1`, { media: [] });
    expect((await harness.get(renewed)).status).toBe(404);
  });

  test('lives no longer than the preview', async () => {
    await write({ state: 'draft', ...withFile() });
    const granted = await owner('POST', `${RELEASES}/1/previews`, { expiresIn: 60 });
    const html = (await harness.get(String(at(granted.json, 'urls', 'fi')).slice(BASE.length))).text;
    const address = /(?<=src=")[^"]*\/media\/[^"]*/.exec(html)?.[0]?.slice(BASE.length) ?? '';
    expect((await harness.get(address)).status).toBe(200);
    await harness.moveTo(NOON + 60_000);
    expect((await harness.get(address)).status).toBe(404);
  });
});

describe('a file from before files had a visibility', () => {
  async function open(prepare?: Parameters<typeof openOldLibrary>[0]) {
    const library = await openOldLibrary(prepare);
    [harness, token, id, url] = [library, library.token, library.id, library.url];
  }
  const told = async () => (await owner('GET', `${MEDIA}/${id}`)).json.visibility;

  test('stays public, and is private for good after an embargo', async () => {
    await open();
    expect([await status(), await told()]).toEqual([200, 'public']);
    await write({ state: 'scheduled', publishAt: new Date(NOON + DAY).toISOString(), ...withFile() });
    expect([await status(), await told()]).toEqual([404, 'private']);
    await owner('PATCH', `${RELEASES}/1`, { media: [] });
    expect([await status(), await told()]).toEqual([404, 'private']);
  });

  test('is not public when only an embargo used it, until that lifts', async () => {
    await open(async (file, make) => {
      const content = { variants: { fi: { title: 'Salainen' } }, media: [{ url: file }] };
      await make('POST', '/releases', { state: 'scheduled', publishAt: soon(), ...content });
    });
    expect(await status()).toBe(404);
    const patched = await owner('PATCH', `${MEDIA}/${id}`, { alt: 'Silta' });
    expect([patched.status, patched.json.visibility, await status()]).toEqual([200, 'private', 404]);
    await harness.moveTo(NOON + 60_000);
    expect(await status()).toBe(200);
  });

  test('stays public when a release that showed it shows another, and goes with the one that is withdrawn', async () => {
    await open();
    await write({ state: 'published', ...withFile() });
    await write({ state: 'published', ...withFile() });
    await owner('PATCH', `${RELEASES}/1`, { media: [] });
    expect(await status()).toBe(200);
    await owner('POST', `${RELEASES}/2/withdraw`, { reason: 'Virhe' });
    expect([await status(), await told()]).toEqual([404, 'private']);
  });

  test('is exported as it came, and the visibility of others is exported too', async () => {
    await open();
    const exported = async () => (await owner('GET', `${NEWSROOM}/export`)).text;
    expect(await exported()).not.toContain('visibility');
    await owner('PATCH', `${MEDIA}/${id}`, { alt: 'Silta' });
    expect(await exported()).toContain('"visibility":"public"');
  });
});
