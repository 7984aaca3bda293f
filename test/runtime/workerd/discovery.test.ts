import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';

const ADMIN = 'admin-token-of-the-tests';
const BASE = 'http://localhost:8787';

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(`${BASE}${path}`, init));
}

async function post(
  path: string,
  token: string,
  body: object,
): Promise<{ readonly [name: string]: unknown }> {
  const answer = await call(`/api/v1/newsrooms${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said: unknown = await answer.json();
  if (!answer.ok || typeof said !== 'object' || said === null) throw new Error(`answered ${answer.status}`);
  return { ...said };
}

test('published releases are listed, previews are reachable only by their links, and the script is served', async () => {
  const names = { slug: 'majakka', name: 'Majakka', languages: ['fi'], defaultLanguage: 'fi' };
  const token = String((await post('', ADMIN, names)).token);
  const releases = '/majakka/releases';
  await post(releases, token, { state: 'published', variants: { fi: { title: 'Majakka syttyy' } } });
  await post(releases, token, { variants: { fi: { title: 'Salainen sammutus' } } });
  const granted = await post(`${releases}/2/previews`, token, {});

  const index = await (await call('/sitemap.xml')).text();
  const parts = [...index.matchAll(/<loc>http:\/\/localhost:8787([^<]*)<\/loc>/g)].map(
    ([, path = '']) => path,
  );
  const sitemaps = await Promise.all(parts.map(async (path) => (await call(path)).text()));
  const news = await (await call('/news-sitemap.xml')).text();
  const opml = await (await call('/fi/opml')).text();
  expect(sitemaps.join('')).toContain('/fi/majakka/1/majakka-syttyy</loc>');
  expect(news).toContain('<news:title>Majakka syttyy</news:title>');
  expect(opml).toContain('xmlUrl="http://localhost:8787/fi/majakka/feed.rss"');
  expect([index, ...sitemaps, news, opml].join('')).not.toMatch(/salainen/i);

  const preview = await call(String(granted.url).slice(BASE.length));
  expect([preview.status, preview.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  expect(await preview.text()).toContain('Salainen sammutus');
  expect((await call('/embed/kaiku.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
}, 30_000);
