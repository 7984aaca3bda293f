import { expect, test } from 'vitest';
import { urlRefusal } from '../../src/outgoing/address.ts';
import { redirectOf } from '../../src/outgoing/redirect.ts';
import { parseRetryAfter } from '../../src/outgoing/retry-after.ts';

const NOON = Date.UTC(2026, 2, 10, 12);

test.each(['https://aino@example.fi/', 'https://aino:salasana@example.fi/', 'https://:salasana@example.fi/'])(
  '%s is refused because it has credentials',
  (url) => {
    expect(urlRefusal(url)).toBe('bad-url');
    expect(urlRefusal(url, true)).toBe('bad-url');
  },
);

test('a date in the past means no wait', () => {
  expect(parseRetryAfter('Tue, 10 Mar 2026 11:59:00 GMT', NOON)).toBe(0);
  expect(parseRetryAfter('Tue, 10 Mar 2026 12:00:30 GMT', NOON)).toBe(30_000);
  expect([parseRetryAfter('0', NOON), parseRetryAfter(' 120 ', NOON)]).toEqual([0, 120_000]);
  for (const field of [null, '', 'soon', '-1', '1.5', '1234567890']) {
    expect([field, parseRetryAfter(field, NOON)]).toEqual([field, null]);
  }
});

test.each([301, 302, 303, 307, 308])(
  'a GET that is redirected with %d changes only its address',
  (status) => {
    const headers = { accept: 'application/rss+xml', 'content-language': 'fi' };
    const request = { method: 'GET', url: 'https://kyla.example/a', headers, body: null } as const;
    expect(redirectOf(request, status, '/b#kohta')).toEqual({ ...request, url: 'https://kyla.example/b' });
  },
);

test('a POST keeps its body with 307 or 308, and otherwise becomes a GET without a body', () => {
  const headers = { accept: '*/*', 'content-type': 'text/plain' };
  const body = new TextEncoder().encode('viesti');
  const request = { method: 'POST', url: 'https://kyla.example/a', headers, body } as const;
  for (const status of [307, 308]) {
    expect(redirectOf(request, status, '/b')).toEqual({ ...request, url: 'https://kyla.example/b' });
  }
  for (const status of [301, 302, 303]) {
    expect(redirectOf(request, status, '/b')).toEqual({
      method: 'GET',
      url: 'https://kyla.example/b',
      headers: { accept: '*/*' },
      body: null,
    });
  }
});
