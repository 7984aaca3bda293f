import { expect, test, vi } from 'vitest';
import { API, BASE, call, found, listen, send } from './calls.ts';

const WAIT = { timeout: 20_000 };
const PIXEL = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), (character) =>
  character.charCodeAt(0),
);
const ANY = { 'if-match': '*' };

async function jsonOf(response: Promise<Response>) {
  const said: unknown = await (await response).json();
  return Object(said);
}

test('a file is read with a right before its release, by everybody with it, and is deleted at the edge after it', async () => {
  const { key, token } = await found('kuvapalvelu');
  const authorization = `Bearer ${token}`;
  const put = { method: 'PUT', body: PIXEL, headers: { authorization } };
  const { id, url } = await jsonOf(call(`${API}/kuvapalvelu/media?name=kuva.gif`, put));
  const path = String(url).slice(BASE.length);
  const told = async (asked = path, headers = {}) => {
    const answer = await call(asked, { headers });
    await answer.arrayBuffer();
    return [
      answer.status,
      ...['cache-control', 'cloudflare-cdn-cache-control'].map((name) => answer.headers.get(name)),
    ];
  };
  const missing = [404, 'no-store', 'no-store'];
  expect(await told()).toEqual(missing);
  expect(await told(path, { 'if-none-match': `"${id}"` })).toEqual(missing);
  expect(await told(path, { authorization })).toEqual([200, 'private, no-store, no-transform', 'no-store']);

  const release = { variants: { fi: { title: 'Kuva' } }, media: [{ url }] };
  await send('POST', '/kuvapalvelu/releases', token, release);
  const { urls } = await jsonOf(send('POST', '/kuvapalvelu/releases/1/previews', token, {}));
  const preview = await (await call(String(urls.fi).slice(BASE.length))).text();
  const signed = /src="([^"]*\/media\/[^"]*)"/.exec(preview)?.[1]?.slice(BASE.length) ?? '';
  expect(await told(signed)).toEqual([200, 'private, no-store', 'no-store']);

  await send('POST', '/kuvapalvelu/releases/1/publish', token, {}, ANY);
  expect(await told()).toEqual([200, 'public, max-age=120', 'public, max-age=120']);

  const calls = listen();
  await send('PATCH', '/kuvapalvelu/releases/1', token, { media: [] }, ANY);
  expect(await told()).toEqual(missing);
  expect(await told(signed)).toEqual(missing);
  const purged = () => calls.filter(({ cure }) => cure === 'purge').flatMap(({ tags }) => tags);
  await expect.poll(purged, WAIT).toContain(`n${key}-file-${id}`);
  vi.restoreAllMocks();
});
