import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientBehindProxies, clientNetwork, parseProxies } from '../../src/http/client.ts';

const TRUSTED = parseProxies('10.0.0.0/8, 192.0.2.7, 2001:db8:1::/48') ?? [];

describe('the client', () => {
  test.each([
    ['a stranger is who they are', '203.0.113.9', undefined, '203.0.113.9'],
    ['a stranger’s word for it is not believed', '203.0.113.9', '8.8.8.8', '203.0.113.9'],
    ['a trusted proxy’s is', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    [
      'of several the right-most that is not trusted',
      '10.0.0.1',
      '1.1.1.1, 203.0.113.9, 192.0.2.7',
      '203.0.113.9',
    ],
    ['what stands before it may be made up', '10.0.0.1', '10.9.9.9, 203.0.113.9', '203.0.113.9'],
    ['of trusted ones alone the left-most', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['without the field it is the proxy', '10.0.0.1', undefined, '10.0.0.1'],
    ['an empty field says nothing', '10.0.0.1', ' , ', '10.0.0.1'],
    ['what is no address ends the search', '10.0.0.1', '203.0.113.9, unknown, 10.0.0.2', '10.0.0.2'],
    ['a port is left off', '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    ['IPv6 in brackets', '10.0.0.1', '[2001:db8:2::1]:4711', '2001:db8:2::1'],
    ['IPv6 proxies', '2001:db8:1::1', '2001:db8:2::1, 2001:db8:1:f::2', '2001:db8:2::1'],
    ['IPv4 over an IPv6 socket', '::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['no peer, no client', '', '203.0.113.9', ''],
  ])('%s', (_name, peer, forwardedFor, client) => {
    expect(clientBehindProxies(peer, forwardedFor, TRUSTED)).toBe(client);
  });

  test('no proxy is trusted unless configured', () => {
    expect(clientBehindProxies('127.0.0.1', '203.0.113.9', [])).toBe('127.0.0.1');
  });

  test('1 trusts local networks', () => {
    const near = parseProxies('1') ?? [];
    for (const peer of [
      '127.0.0.1',
      '::1',
      '10.1.1.1',
      '172.17.0.1',
      '192.168.1.1',
      'fd00::1',
      'fe80::1%eth0',
    ]) {
      expect([peer, clientBehindProxies(peer, '203.0.113.9', near)]).toEqual([peer, '203.0.113.9']);
    }
    expect(clientBehindProxies('172.32.0.1', '203.0.113.9', near)).toBe('172.32.0.1');
  });

  test('no X-Forwarded-For value lets an untrusted client use another address or throws', () => {
    fc.assert(
      fc.property(fc.string(), (field) => {
        expect(clientBehindProxies('203.0.113.9', field, TRUSTED)).toBe('203.0.113.9');
        expect(clientBehindProxies('10.0.0.1', `${field}, 203.0.113.8`, TRUSTED)).toBe('203.0.113.8');
      }),
    );
  });
});

describe('one client', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1::/64'],
    ['2001:db8:0:2::1', '2001:db8:0:2::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['', ''],
    ['unknown', 'unknown'],
  ])('%s is counted as %s', (client, network) => {
    expect(clientNetwork(client)).toBe(network);
  });

  test('a long client name is shortened', () => {
    expect(clientNetwork('a'.repeat(100_000)).length).toBeLessThanOrEqual(64);
  });
});
