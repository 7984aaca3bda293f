import { beforeAll, expect, test } from 'vitest';
import { png } from '../media/samples.ts';
import { ADMIN, API, at, BASE, NEWSROOM, openNewsroom, RELEASES, VARIANTS } from './harness.ts';

/**
 * The edge's cache key is the URL alone, so a response to a request with `Authorization` must not be cached, even where the
 * header is not needed.
 */

type Newsroom = Awaited<ReturnType<typeof openNewsroom>>;

let newsroom: Newsroom;
let file: string;

beforeAll(async () => {
  newsroom = await openNewsroom();
  const { app, call, token } = newsroom;
  const form = new FormData();
  form.append('file', new Blob([png(4, 3)]), 'lautta.png');
  form.append('metadata', JSON.stringify({ visibility: 'public' }));
  const sent = await app.request(`${NEWSROOM}/media`, {
    method: 'PUT',
    body: form,
    headers: { Authorization: `Bearer ${token}` },
  });
  file = String(at(await sent.json(), 'url')).slice(BASE.length);
  await call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  const headers = { 'If-Match': '"1"' };
  await call('POST', `${RELEASES}/2/withdraw`, { token, headers, json: { reason: 'Virhe' } });
  await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'satama' } });
  await call('PATCH', `${API}/satama`, { token: ADMIN, json: { slug: 'satamakaupunki' } });
});

/** Requests and the expected status. */
const ASKED: readonly (readonly [string, string, number])[] = [
  ['a feed', '/fi/satamakaupunki/feed.rss', 200],
  ['a feed of a keyword', '/fi/satamakaupunki/keywords/liikenne/feed.json', 200],
  ['a feed across newsrooms', '/sv/feed.atom', 200],
  ['a feed of what a search finds', '/fi/satamakaupunki/search/feed.rss?q=lautta', 200],
  ['the page of all newsrooms', '/fi/', 200],
  ['a page of a newsroom', '/fi/satamakaupunki', 200],
  ['a page of a release', '/fi/satamakaupunki/1/uusi-lauttalinja-avataan-toukokuussa', 200],
  ['a page of a month', '/fi/satamakaupunki/2026-03', 200],
  ['a page of a search', '/fi/satamakaupunki/search?q=lautta', 200],
  ['a fixed page', '/en/accessibility.html', 200],
  ['the index of sitemaps', '/sitemap.xml', 200],
  ['a part of a sitemap', '/sitemap-1-1.xml', 200],
  ['the sitemap of news', '/news-sitemap.xml', 200],
  ['robots.txt', '/robots.txt', 200],
  ['a list of subscriptions', '/opml', 200],
  ['a list of subscriptions in one language', '/sv/opml', 200],
  ['the script for other sites', '/embed/kaiku.js', 200],
  ['health', '/healthz', 200],
  ['the hub', '/hub', 200],
  ['a release of the API', `${RELEASES}/1`, 200],
  ['the list of the API', RELEASES, 200],
  ['a redirect that negotiates', '/satamakaupunki/feed', 302],
  ['a redirect that negotiates across newsrooms', '/feed.json', 302],
  ['a redirect to the best language', '/satamakaupunki/1', 302],
  ['a redirect from a former slug', '/fi/satama/feed.rss', 301],
  ['a redirect to the address of a page', '/fi/satamakaupunki/1/lautta', 301],
  ['a redirect of the API', `${API}/satama/releases`, 301],
  ['a feed that is not there', '/fi/kylat/feed.rss', 404],
  ['an archive document that is not there', '/fi/satamakaupunki/feed.rss?archive=1', 404],
  ['a page that is not there', '/fi/satamakaupunki/77', 404],
  ['a file that is not there', '/media/1/00000000000000000000000000000000/lautta.png', 404],
  ['a part of a sitemap that is not there', '/sitemap-9-1.xml', 404],
  ['an address of nothing', '/fi/a/b/c/d/e/f', 404],
  ['a path that is no text', '/fi/%ff', 404],
  ['an address of the API of nothing', '/api/v1/nothing', 404],
  ['a subscription that is not there', '/subscriptions/manage/1.a.b', 404],
  ['a page of what was withdrawn', '/fi/satamakaupunki/2', 410],
];

const privately = ['private, no-store, no-transform', 'no-store'];

function toldIn(headers: Headers): (string | null)[] {
  return [headers.get('cache-control'), headers.get('cloudflare-cdn-cache-control')];
}

test.each(ASKED)(
  '%s at %s is private and not kept at the edge when it is asked with a token',
  async (...asked) => {
    const [, path, status] = asked;
    const { call, token } = newsroom;
    for (const given of [token, 'nobody']) {
      // The API refuses an unknown token; other paths ignore it.
      const expected = given === 'nobody' && path.startsWith(NEWSROOM) ? 401 : status;
      for (const method of ['GET', 'HEAD']) {
        const answer = await call(method, path, { token: given });
        expect([method, answer.status, ...toldIn(answer.headers)]).toEqual([method, expected, ...privately]);
      }
    }
  },
);

test('so is a page for a browser, of what is there and of what is not', async () => {
  const { call, token } = newsroom;
  const headers = { Accept: 'text/html' };
  for (const [path, status] of [
    ['/fi/satamakaupunki', 200],
    ['/fi/satamakaupunki/77', 404],
    ['/fi/satamakaupunki/2', 410],
    ['/fi/a/b/c/d/e/f', 404],
  ] as const) {
    const page = await call('GET', path, { token, headers });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect([path, page.status, ...toldIn(page.headers)]).toEqual([path, status, ...privately]);
  }
});

test('so are the bytes of a file, a part of them, the redirect to them and what says that they are the same', async () => {
  const { call, get, token } = newsroom;
  const etag = (await get(file)).headers.get('etag') ?? '';
  for (const [path, headers, status] of [
    [file, {}, 200],
    [`${file}?download`, {}, 200],
    [file, { Range: 'bytes=0-3' }, 206],
    [file, { Range: 'bytes=99999-' }, 416],
    [file, { 'If-None-Match': etag }, 304],
    [file.replace('lautta.png', 'laiva.png'), {}, 301],
  ] as const) {
    const answer = await call('GET', path, { token, headers });
    expect([answer.status, ...toldIn(answer.headers)]).toEqual([status, ...privately]);
  }
});

test('so is what says that a document is the same, and what refuses a method', async () => {
  const { call, get, token } = newsroom;
  for (const path of ['/fi/satamakaupunki/feed.rss', '/fi/satamakaupunki', '/sitemap-1-1.xml', '/opml']) {
    const etag = (await get(path)).headers.get('etag') ?? '';
    const same = await call('GET', path, { token, headers: { 'If-None-Match': etag } });
    expect([path, same.status, ...toldIn(same.headers)]).toEqual([path, 304, ...privately]);
    const refused = await call('DELETE', path, { token });
    expect([path, refused.status, ...toldIn(refused.headers)]).toEqual([path, 405, ...privately]);
    const options = await call('OPTIONS', path, { token });
    expect([path, options.status, ...toldIn(options.headers)]).toEqual([path, 204, ...privately]);
  }
});

/** Seconds for which a shared cache may show an answer, also while the service is down (RFC 5861). */
function lifetimeOf(cacheControl: string | null | undefined): number {
  const seconds = (cacheControl ?? '').matchAll(
    /(?:max-age|s-maxage|stale-while-revalidate|stale-if-error)=(\d+)/g,
  );
  return [...seconds].reduce((sum, [, text]) => sum + Number(text), 0);
}

test.each(ASKED.filter(([, path]) => path !== '/embed/kaiku.js'))(
  '%s at %s is kept for at most two minutes by caches that are told of no withdrawal',
  async (...asked) => {
    const [, path, status] = asked;
    const { get } = newsroom;
    const answer = await get(path);
    const [forAll, forEdge] = toldIn(answer.headers);
    expect(answer.status).toBe(path.startsWith('/satamakaupunki') ? 302 : status);
    expect(forAll).not.toBeNull();
    // A cache of Cloudflare reads its own header first, in front of Node as well.
    for (const told of [forAll, forEdge]) expect(lifetimeOf(told)).toBeLessThanOrEqual(120);
  },
);

test('without a token documents and files may be kept by anybody, and say for how long after an error', async () => {
  const { get } = newsroom;
  const documents = ['/fi/satamakaupunki/feed.rss', '/fi/satamakaupunki', '/sitemap-1-1.xml', '/opml'];
  for (const path of documents) {
    expect([path, ...toldIn((await get(path)).headers)]).toEqual([
      path,
      'public, max-age=60, stale-while-revalidate=30, stale-if-error=30',
      null,
    ]);
  }
  expect(toldIn((await get(file)).headers)).toEqual(['public, max-age=120', 'public, max-age=120']);
});
