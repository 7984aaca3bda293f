import { describe, expect, test } from 'vitest';
import { redirectOf } from '../../src/outgoing/redirect.ts';

const GET = {
  method: 'GET',
  url: 'https://a.example/x/feed?old',
  headers: { accept: '*/*' },
  body: null,
} as const;
const POST = {
  method: 'POST',
  url: 'https://a.example/callback',
  headers: { accept: '*/*', 'content-type': 'text/plain' },
  body: new Uint8Array([1]),
} as const;

describe('a redirect', () => {
  test.each([
    ['/feed.rss', 'https://a.example/feed.rss'],
    ['feed.rss', 'https://a.example/x/feed.rss'],
    ['?page=2', 'https://a.example/x/feed?page=2'],
    ['//b.example/feed', 'https://b.example/feed'],
    ['https://b.example/feed#top', 'https://b.example/feed'],
    ['/pääsivu', 'https://a.example/p%C3%A4%C3%A4sivu'],
    ['', 'https://a.example/x/feed?old'],
  ])('to %j leads to %s', (location, url) => {
    expect(redirectOf(GET, 302, location)).toEqual({ ...GET, url });
  });

  test('from http to https is followed, from https to http refused', () => {
    const plain = { ...GET, url: 'http://a.example/' };
    expect(redirectOf(plain, 301, 'https://a.example/')).toMatchObject({ url: 'https://a.example/' });
    expect(redirectOf(plain, 301, 'http://b.example/')).toMatchObject({ url: 'http://b.example/' });
    expect(redirectOf(GET, 301, 'http://a.example/')).toBe('refused-address');
  });

  test.each([301, 302, 303])('%d turns a POST into a GET without body and content headers', (status) => {
    expect(redirectOf(POST, status, '/next')).toEqual({
      method: 'GET',
      url: 'https://a.example/next',
      headers: { accept: '*/*' },
      body: null,
    });
  });

  test.each([307, 308])('%d keeps a POST unchanged', (status) => {
    expect(redirectOf(POST, status, '/next')).toEqual({ ...POST, url: 'https://a.example/next' });
  });

  test.each([200, 201, 300, 304, 305, 404])('%d is not a redirect', (status) => {
    expect(redirectOf(GET, status, '/next')).toBe(null);
  });

  test('without a Location is an answer, and with a malformed one an error', () => {
    expect(redirectOf(GET, 302, undefined)).toBe(null);
    expect(redirectOf(GET, 302, 'http://[broken/')).toBe('bad-url');
  });
});
