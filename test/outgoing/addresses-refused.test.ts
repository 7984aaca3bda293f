import { expect, test } from 'vitest';
import { refusedUrl } from '../../src/outgoing/address.ts';
import { redirected } from '../../src/outgoing/redirect.ts';
import { retryAfter } from '../../src/outgoing/retry-after.ts';

const NOON = Date.UTC(2026, 2, 10, 12);

test.each(['https://aino@example.fi/', 'https://aino:salasana@example.fi/', 'https://:salasana@example.fi/'])(
  '%s is refused: it has somebody’s name or word in it',
  (url) => {
    expect(refusedUrl(url)).toBe('bad-url');
    expect(refusedUrl(url, true)).toBe('bad-url');
  },
);

test('a wait that is over asks for none', () => {
  expect(retryAfter('Tue, 10 Mar 2026 11:59:00 GMT', NOON)).toBe(0);
  expect(retryAfter('Tue, 10 Mar 2026 12:00:30 GMT', NOON)).toBe(30_000);
  expect([retryAfter('0', NOON), retryAfter(' 120 ', NOON)]).toEqual([0, 120_000]);
  for (const field of [null, '', 'soon', '-1', '1.5', '1234567890']) {
    expect([field, retryAfter(field, NOON)]).toEqual([field, null]);
  }
});

test.each([301, 302, 303, 307, 308])(
  'a GET that is sent on with %d stays as it was, but for its address',
  (status) => {
    const headers = { accept: 'application/rss+xml', 'content-language': 'fi' };
    const asked = { method: 'GET', url: 'https://kyla.example/a', headers, body: null } as const;
    expect(redirected(asked, status, '/b#kohta')).toEqual({ ...asked, url: 'https://kyla.example/b' });
  },
);

test('a POST that is sent on with 307 or 308 keeps its body, and with the others becomes a GET without one', () => {
  const headers = { accept: '*/*', 'content-type': 'text/plain' };
  const body = new TextEncoder().encode('viesti');
  const asked = { method: 'POST', url: 'https://kyla.example/a', headers, body } as const;
  for (const status of [307, 308]) {
    expect(redirected(asked, status, '/b')).toEqual({ ...asked, url: 'https://kyla.example/b' });
  }
  for (const status of [301, 302, 303]) {
    expect(redirected(asked, status, '/b')).toEqual({
      ...{ method: 'GET', url: 'https://kyla.example/b', headers: { accept: '*/*' }, body: null },
    });
  }
});
