import { expect, test } from 'vitest';
import { call } from './calls.ts';

const DOCUMENT = 'public, max-age=60, stale-while-revalidate=30, stale-if-error=30';
const EDGE = 'public, max-age=300, stale-while-revalidate=60, stale-if-error=60';

test('the edge, which is told of changes, keeps a document longer than other caches', async () => {
  const first = await call('/fi/feed.atom', {});
  const etag = first.headers.get('etag') ?? '';
  const same = await call('/fi/feed.atom', { headers: { 'if-none-match': etag } });
  expect([first.status, same.status]).toEqual([200, 304]);
  for (const answer of [first, same]) {
    await answer.arrayBuffer();
    expect(answer.headers.get('cache-control')).toBe(DOCUMENT);
    expect(answer.headers.get('cloudflare-cdn-cache-control')).toBe(EDGE);
  }
});
