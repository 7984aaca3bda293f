import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EMBED_SCRIPT } from '../../src/embed/kaiku.generated.ts';
import { embedModule } from '../../src/platform/node/embed.ts';
import { openHarness } from './harness.ts';

const GENERATED = new URL('../../src/embed/kaiku.generated.ts', import.meta.url);

test('the script is up to date with its source and the catalogues (npm run embed)', async () => {
  expect(readFileSync(GENERATED, 'utf8')).toBe(await embedModule());
});

test('it is under 5 kB uncompressed, and uses no API that inserts markup', () => {
  expect(new TextEncoder().encode(EMBED_SCRIPT).length).toBeLessThan(5 * 1024);
  expect(EMBED_SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(/);
});

test('any page may load it, and it is cached for a day', async () => {
  const { get, call } = openHarness();
  const { status, headers, text } = await get('/embed/kaiku.js');
  expect(status).toBe(200);
  expect(text).toBe(EMBED_SCRIPT);
  expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('public, max-age=86400, stale-while-revalidate=604800');
  const again = await get('/embed/kaiku.js', { 'If-None-Match': headers.get('etag') ?? '' });
  expect([again.status, again.headers.get('cross-origin-resource-policy')]).toEqual([304, 'cross-origin']);
  expect((await call('HEAD', '/embed/kaiku.js')).text).toBe('');
  expect((await call('POST', '/embed/kaiku.js')).status).toBe(405);
});
