import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DocumentCache, type DocumentHead, makeDocument } from '../../src/documents/document.ts';
import { openNewsroom } from '../http/harness.ts';

const HEAD: DocumentHead = {
  mediaType: 'text/plain',
  language: 'fi',
  lastModified: 0,
  crowded: false,
  tags: [],
  links: '',
};
/** A fake compression that counts its calls. */
const marked = (bytes: Uint8Array) =>
  Promise.resolve({ gzip: new Uint8Array([1, ...bytes]), br: new Uint8Array([2, ...bytes]) });

const etagOf = async (text: string, head: Partial<DocumentHead> = {}) =>
  (await makeDocument(text, { ...HEAD, ...head }, marked)).etag;

test('equal bytes have an equal ETag, independent of the other members', async () => {
  const etag = await etagOf('Satama avautuu');
  expect(await etagOf('Satama avautuu')).toBe(etag);
  expect(await etagOf('Satama avautuu', { lastModified: 5000, crowded: true, tags: ['n1'] })).toBe(etag);
});

test('a difference in one byte changes the ETag', async () => {
  const texts = ['', 'Satama', 'satama', 'Satama ', 'Hamnen', 'Satama\n', 'Satamä'];
  const numbered = Array.from({ length: 500 }, (_, n) => `Tiedote ${n}`);
  const etags = await Promise.all([...texts, ...numbered].map((text) => etagOf(text)));
  expect(new Set(etags).size).toBe(texts.length + numbered.length);
});

test('a document is UTF-8 and is compressed once for each coding', async () => {
  let asked = 0;
  const document = await makeDocument('Hyvää päivää', HEAD, (bytes) => {
    asked += 1;
    return marked(bytes);
  });
  expect(new TextDecoder().decode(document.bytes)).toBe('Hyvää päivää');
  expect([asked, document.codings.gzip[0], document.codings.br[0]]).toEqual([1, 1, 2]);
  expect(document).toMatchObject(HEAD);
});

test.each([
  '/fi/satamakaupunki/feed.rss',
  '/fi/satamakaupunki',
  '/sitemap-1-1.xml',
  '/opml',
  '/embed/kaiku.js',
])('%s has a strong ETag for each coding of the same document', async (path) => {
  const { app } = await openNewsroom();
  const decode = { identity: (bytes: Uint8Array) => bytes, gzip: gunzipSync, br: brotliDecompressSync };
  const etags: string[] = [];
  const texts = new Set<string>();
  for (const coding of ['identity', 'gzip', 'br'] as const) {
    const headers = { 'Accept-Encoding': coding };
    const response = await app.request(path, { headers });
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(response.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
    expect(response.headers.get('content-length')).toBe(String(bytes.byteLength));
    texts.add(new TextDecoder().decode(decode[coding](bytes)));
    const etag = response.headers.get('etag') ?? '';
    etags.push(etag);
    const again = await app.request(path, { headers: { ...headers, 'If-None-Match': etag } });
    expect([coding, again.status, again.headers.get('etag')]).toEqual([coding, 304, etag]);
  }
  expect(etags.filter((etag) => /^"[^"]+"$/.test(etag))).toHaveLength(3);
  expect([new Set(etags).size, texts.size]).toEqual([3, 1]);
  // The ETag of one coding does not match another coding.
  const [identity = '', gzip = ''] = etags;
  for (const [has, wants] of [
    [identity, 'gzip'],
    [gzip, 'identity'],
  ] as const) {
    const other = await app.request(path, { headers: { 'Accept-Encoding': wants, 'If-None-Match': has } });
    expect(other.status).toBe(200);
  }
});

test('the size of cached documents includes all codings', async () => {
  const cache = new DocumentCache(10_000);
  for (let n = 0; n < 20; n += 1) {
    // Three times a thousand bytes and the overhead of an entry.
    await cache.get(`n1@${n}/fi`, () => makeDocument('x'.repeat(1000), HEAD, marked));
  }
  expect(cache.count).toBeLessThanOrEqual(3);
  expect(cache.count).toBeGreaterThan(0);
  expect(cache.bytes).toBeLessThanOrEqual(10_000);
  expect(cache.bytes).toBeGreaterThanOrEqual(3000 * cache.count);
});
