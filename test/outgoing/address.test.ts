import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowedAddress, isPublicAddress, urlRefusal } from '../../src/outgoing/address.ts';

describe('addresses of the public Internet', () => {
  test.each([
    ...[
      '1.1.1.1',
      '8.8.8.8',
      '93.184.215.14',
      '172.15.255.255',
      '172.32.0.1',
      '100.63.255.255',
      '100.128.0.1',
    ],
    ...['169.253.255.255', '198.17.255.255', '198.20.0.1', '223.255.255.255', '11.0.0.1', '126.255.255.255'],
    ...['2606:4700:4700::1111', '2001:4860:4860::8888', '2a00:1450::1', '2400:cb00::1'],
    // An IPv6-only network reaches public IPv4 hosts through NAT64 and mapped addresses.
    ...['64:ff9b::808:808', '::ffff:8.8.8.8', '::ffff:808:808'],
  ])('%s is public', (ip) => {
    expect(isPublicAddress(ip)).toBe(true);
  });

  test.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '127.0.0.1'],
    ...['127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.0.2.1'],
    ...['192.168.0.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.7'],
    ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
    ...[
      '::',
      '::1',
      '::127.0.0.1',
      '::a9fe:a9fe',
      'fe80::1',
      'febf::1',
      'fec0::1',
      'fc00::1',
      'fd00:ec2::254',
    ],
    ...['ff02::1', '2001:db8::1', '3fff::1', '2001:2::1', '2001:10::1', '2001:20::1', '100::1', '5f00::1'],
    ...['4000::1', '1::1', 'e000::1'],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '0:0:0:0:0:ffff:a9fe:a9fe',
      '::ffff:10.0.0.1',
      '::ffff:168.63.129.16',
    ],
    ...['64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::808:808', '::ffff:0:127.0.0.1'],
    ...['2002:7f00:1::', '2002:a9fe:a9fe::1', '2002:808:808::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ])('%s is not public', (ip) => {
    expect(isPublicAddress(ip)).toBe(false);
  });

  test.each([
    '',
    'localhost',
    '127.1',
    '010.0.0.1',
    '0x8.8.8.8',
    '8.8.8',
    '134744072',
    '1.1.1.1 ',
    'fe80::1%eth0',
  ])('%j is not an address', (ip) => {
    expect(isPublicAddress(ip)).toBe(false);
    expect(isAllowedAddress(ip, true)).toBe(false);
  });

  test.each(['127.0.0.1', '::1', '10.1.2.3', '172.17.0.2', '192.168.1.1', 'fd12::1', '::ffff:127.0.0.1'])(
    '%s may be asked where private hosts are allowed',
    (ip) => {
      expect(isAllowedAddress(ip, false)).toBe(false);
      expect(isAllowedAddress(ip, true)).toBe(true);
    },
  );

  test.each([
    '169.254.169.254',
    'fe80::1',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'ff02::1',
    '168.63.129.16',
    '2002:7f00:1::',
  ])('%s is not allowed even with private hosts', (ip) => {
    expect(isAllowedAddress(ip, true)).toBe(false);
  });
});

describe('refused before a name lookup', () => {
  test.each([
    ...['http://localhost/', 'http://LOCALHOST:8080/', 'http://localhost./', 'http://feed.localhost/'],
    ...[
      'http://printer.local/',
      'http://metadata.google.internal/',
      'http://router.home.arpa./',
      'http://intranet/',
    ],
    ...[
      'http://127.0.0.1/',
      'http://127.0.0.1./',
      'http://127.1/',
      'http://2130706433/',
      'http://0x7f000001/',
    ],
    ...[
      'http://017700000001/',
      'http://0177.0.0.01/',
      'http://0/',
      'http://①②⑦.0.0.1/',
      'http://127。0。0。1/',
    ],
    ...[
      'http://%31%32%37.0.0.1/',
      'http://[::1]/',
      'http://[::ffff:127.0.0.1]/',
      'http://[::ffff:7f00:1]:80/',
    ],
    ...['http://[0:0:0:0:0:0:0:0]/', 'http://169.254.169.254/latest/meta-data/', 'http://[fd00:ec2::254]/'],
    ...['https://10.0.0.8:8443/feed', 'http://[64:ff9b::7f00:1]/', 'http://ⓛocalhost/'],
  ])('%s: not public', (url) => {
    expect(urlRefusal(url)).toBe('refused-address');
  });

  test.each([
    ...['', 'feed.rss', '//example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)'],
    ...[
      'https:example.com',
      'https:/example.com/',
      'http://',
      'http://a:b@example.com/',
      'http://a@example.com/',
    ],
    ...['http://example.com\\@10.0.0.1/', ' http://example.com/', 'http://exa\tmple.com/', 'http://a..b/'],
    ...['http://example..com/', 'http://example.com:99999/', 'http://[fe80::1%25eth0]/', 'http://[::1/'],
    ...[`http://example.com/${'a'.repeat(2048)}`, `http://${'a'.repeat(64)}.com/`, 'http://256.1.1.1/'],
    ...['http://example.com\n/', 'http://foo.com..'],
  ])('%j: malformed', (url) => {
    expect(urlRefusal(url)).toBe('bad-url');
    expect(urlRefusal(url, true)).toBe('bad-url');
  });

  test.each([
    ...[
      'https://example.com/feed',
      'http://example.com:8080/feed?x=1#y',
      'HTTPS://EXAMPLE.COM/',
      'http://example.com./',
    ],
    ...[
      'http://8.8.8.8/',
      'http://[2606:4700:4700::1111]:8443/',
      'https://tiedotteet.äö.fi/',
      'http://a_b.example.com/',
    ],
    ...['http://localhost.example.com/', 'http://internal.example.com/'],
  ])('%s is not refused', (url) => {
    expect(urlRefusal(url)).toBe(null);
  });

  test('an address of 2,048 characters is allowed, a longer one is not', () => {
    const longest = `https://example.com/${'a'.repeat(2_028)}`;
    expect(longest).toHaveLength(2_048);
    expect(urlRefusal(longest)).toBe(null);
    expect(urlRefusal(`${longest}a`)).toBe('bad-url');
  });

  test.each([
    'http://localhost:8080/',
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://hub/',
    'http://hub.internal/',
  ])('%s is allowed with private hosts', (url) => {
    expect(urlRefusal(url, true)).toBe(null);
  });

  test('any text has a result', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.ipV6(), fc.ipV4Extended()), (text) => {
        expect([null, 'bad-url', 'refused-address']).toContain(urlRefusal(text));
        expect([null, 'bad-url', 'refused-address']).toContain(urlRefusal(`http://${text}/`));
        expect(typeof isPublicAddress(text)).toBe('boolean');
      }),
    );
  });
});
