import { describe, expect, test } from 'vitest';
import { narrowAcceptEncoding } from '../../../src/platform/cloudflare/accept-encoding.ts';

describe('the content coding the application is asked for', () => {
  test.each([
    ['nothing', '', null],
    ['gzip', 'gzip', 'gzip'],
    ['brotli', 'br', 'br'],
    ['of equals the first', 'gzip, deflate, br, zstd', 'gzip'],
    ['of equals the first', 'br, gzip', 'br'],
    ['the heavier', 'gzip;q=0.4, br;q=0.8', 'br'],
    ['not what is excluded', 'br;q=0, gzip', 'gzip'],
    ['not what is excluded', 'gzip;q=0', null],
    ['identity before a lighter coding', 'identity, gzip;q=0.5', null],
    ['none this service has', 'deflate, zstd', null],
    ['the wildcard', '*', null],
    ['a malformed field', ';;q=,', null],
  ])('%s: "%s" gives %s', (_name, clientAcceptEncoding, expected) => {
    const request = new Request('https://kaiku.example/', {
      headers: { 'accept-encoding': 'gzip, br' },
      cf: { clientAcceptEncoding },
    });
    expect(narrowAcceptEncoding(request).headers.get('accept-encoding')).toBe(expected);
  });

  test('a field that the platform did not change is read as it is', () => {
    const request = new Request('https://kaiku.example/', { headers: { 'accept-encoding': 'br;q=0.5' } });
    expect(narrowAcceptEncoding(request).headers.get('accept-encoding')).toBe('br');
  });
});
