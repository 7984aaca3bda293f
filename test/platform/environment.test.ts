import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readVariables, type Variables } from '../../src/platform/environment.ts';
import { readEnvironment, readLocalEnvironment } from '../../src/platform/node/environment.ts';
import { cpuTimeOf } from '../cpu-time.ts';

const DEFAULT = 'http://localhost:8787';
const KEY = String(
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);

const BOUNDS = [
  'KAIKU_HUB_BYTES_PER_HOST',
  'KAIKU_HUB_SUBSCRIPTIONS_PER_HOST',
  'KAIKU_HUB_REQUESTS_PER_HOST',
  'KAIKU_CONFIRMATIONS_PER_MAILBOX',
  'KAIKU_CONFIRMATIONS_PER_DOMAIN',
  'KAIKU_CONFIRMATIONS_PER_NEWSROOM',
] as const;

function read(given: Variables) {
  return readVariables(given, DEFAULT);
}

function refusal(given: Variables): string {
  try {
    read(given);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : 'thrown';
  }
}

describe('the environment', () => {
  test('needs nothing', () => {
    expect(readEnvironment({})).toEqual({
      host: null,
      port: 8787,
      data: './data',
      baseUrl: DEFAULT,
      adminToken: null,
      secret: null,
      trustedSecrets: [],
      allowPrivateHosts: false,
      hubUrl: null,
      rates: { hub: 120, subscribe: 30 },
      bounds: {
        hub: { bytesPerHost: 67_108_864, subscriptionsPerHost: 1_000, requestsPerHost: 1_000 },
        confirmations: { perMailbox: 10, perDomain: 500, perNewsroom: 2_000 },
      },
      trustedProxies: [],
      accessibilityContact: null,
      mail: { smtpUrl: null, from: null, dkim: null },
      logLevel: 'errors',
      purge: null,
      metrics: null,
    });
  });

  test('takes what is empty or blank for unset, as Workers give it', () => {
    const names: (keyof Variables)[] = [
      ...(['KAIKU_BASE_URL', 'KAIKU_ADMIN_TOKEN', 'KAIKU_ALLOW_PRIVATE_HOSTS', 'KAIKU_HUB_URL'] as const),
      ...BOUNDS,
      ...(['KAIKU_RATE_HUB', 'KAIKU_RATE_SUBSCRIBE', 'KAIKU_TRUST_PROXY', 'KAIKU_SMTP_URL'] as const),
      ...([
        'KAIKU_MAIL_FROM',
        'KAIKU_DKIM_KEY',
        'KAIKU_DKIM_SELECTOR',
        'KAIKU_ACCESSIBILITY_CONTACT',
        'KAIKU_LOG',
        'KAIKU_SECRET',
        'KAIKU_TRUSTED_SECRETS',
      ] as const),
    ];
    expect(read(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(read({}));
  });

  test('is read as it is meant', () => {
    const environment = read({
      KAIKU_BASE_URL: 'https://tiedotteet.example//',
      KAIKU_ADMIN_TOKEN: 'avain-on-tarpeeksi',
      KAIKU_ALLOW_PRIVATE_HOSTS: '1',
      KAIKU_HUB_URL: ' https://hub.example ',
      KAIKU_RATE_HUB: '60',
      KAIKU_RATE_SUBSCRIBE: '20',
      KAIKU_HUB_BYTES_PER_HOST: '10000000',
      KAIKU_HUB_SUBSCRIPTIONS_PER_HOST: '200',
      KAIKU_HUB_REQUESTS_PER_HOST: '300',
      KAIKU_CONFIRMATIONS_PER_MAILBOX: '4',
      KAIKU_CONFIRMATIONS_PER_DOMAIN: '50',
      KAIKU_CONFIRMATIONS_PER_NEWSROOM: '600',
      KAIKU_TRUST_PROXY: '10.0.0.1, 192.0.2.0/24,2001:db8::/32',
      KAIKU_SMTP_URL: 'smtp://user:secret@mail.example:587',
      KAIKU_MAIL_FROM: 'Kaiku <noreply@kaiku.example>',
      KAIKU_DKIM_KEY: KEY,
      KAIKU_DKIM_SELECTOR: 'kaiku2026',
      KAIKU_ACCESSIBILITY_CONTACT: 'palaute@kaiku.example',
      KAIKU_LOG: 'requests',
      KAIKU_SECRET: 'a'.repeat(32),
      KAIKU_TRUSTED_SECRETS: `${'b'.repeat(32)}, ${'c'.repeat(40)}`,
    });
    expect(environment).toEqual({
      baseUrl: 'https://tiedotteet.example',
      adminToken: 'avain-on-tarpeeksi',
      secret: 'a'.repeat(32),
      trustedSecrets: ['b'.repeat(32), 'c'.repeat(40)],
      allowPrivateHosts: true,
      hubUrl: 'https://hub.example/',
      rates: { hub: 60, subscribe: 20 },
      bounds: {
        hub: { bytesPerHost: 10_000_000, subscriptionsPerHost: 200, requestsPerHost: 300 },
        confirmations: { perMailbox: 4, perDomain: 50, perNewsroom: 600 },
      },
      trustedProxies: ['10.0.0.1/32', '192.0.2.0/24', '2001:db8::/32'],
      mail: {
        smtpUrl: 'smtp://user:secret@mail.example:587',
        from: 'Kaiku <noreply@kaiku.example>',
        dkim: { key: KEY, selector: 'kaiku2026' },
      },
      accessibilityContact: 'palaute@kaiku.example',
      logLevel: 'requests',
    });
  });

  test('takes a key whose line breaks are written out', () => {
    const written = read({ KAIKU_DKIM_KEY: KEY.replaceAll('\n', '\\n'), KAIKU_DKIM_SELECTOR: 'k' });
    expect(written.mail.dkim?.key).toBe(KEY);
  });

  test.each([
    ['noreply@kaiku.example'],
    ['Kaiku <noreply@kaiku.example>'],
    ['"Kaiku, tiedotteet @ Åbo" <noreply@kaiku.example>'],
    ['Ålands nyhetsrum <noreply@xn--land-poa.example>'],
    ['<noreply@kaiku.example>'],
  ])('takes the mailbox %s', (mailbox) => {
    expect(read({ KAIKU_MAIL_FROM: mailbox }).mail.from).toBe(mailbox);
  });

  test.each<[keyof Variables, string]>([
    ...(['localhost', 'ftp://a.example', 'https:/a', 'http://'] as const).map(
      (text): [keyof Variables, string] => ['KAIKU_BASE_URL', text],
    ),
    ...(
      [
        'https://a.example/uutiset',
        'https://a.example/?',
        'https://a.example/#a',
        'https://user@a.example',
        'https://a.example\\b',
      ] as const
    ).map((text): [keyof Variables, string] => ['KAIKU_BASE_URL', text]),
    ['KAIKU_ALLOW_PRIVATE_HOSTS', 'yes'],
    ['KAIKU_ADMIN_TOKEN', 'a'.repeat(15)],
    ['KAIKU_SECRET', 'a'.repeat(31)],
    ['KAIKU_TRUSTED_SECRETS', `${'b'.repeat(32)},short`],
    ['KAIKU_ALLOW_PRIVATE_HOSTS', 'true'],
    ['KAIKU_HUB_URL', 'hub.example'],
    ['KAIKU_HUB_URL', 'https://user:secret@hub.example/'],
    ['KAIKU_HUB_URL', 'javascript:alert(1)'],
    ['KAIKU_RATE_HUB', '0'],
    ['KAIKU_RATE_HUB', '-1'],
    ['KAIKU_RATE_HUB', '1e3'],
    ['KAIKU_RATE_HUB', '1000001'],
    ['KAIKU_RATE_SUBSCRIBE', '2.5'],
    ...BOUNDS.flatMap((name) =>
      ['0', '-1', '1.5', 'many', '1e3'].map((text): [keyof Variables, string] => [name, text]),
    ),
    ['KAIKU_HUB_BYTES_PER_HOST', '1000000000001'],
    ['KAIKU_TRUST_PROXY', 'yes'],
    ['KAIKU_TRUST_PROXY', '10.0.0.0/33'],
    ['KAIKU_TRUST_PROXY', '10.0.0.1,,proxy.example'],
    ['KAIKU_TRUST_PROXY', '10/8'],
    ['KAIKU_TRUST_PROXY', '10.0.0.0/8/8'],
    ['KAIKU_SMTP_URL', 'mail.example:25'],
    ['KAIKU_SMTP_URL', 'http://mail.example/'],
    ['KAIKU_SMTP_URL', 'smtp://'],
    ['KAIKU_MAIL_FROM', 'Kaiku'],
    ['KAIKU_MAIL_FROM', 'a@b, c@d'],
    ['KAIKU_MAIL_FROM', 'Kaiku <noreply@kaiku.example>\r\nBcc: all@kaiku.example'],
    ['KAIKU_MAIL_FROM', 'Kai\nku <noreply@kaiku.example>'],
    ['KAIKU_LOG', 'all'],
    ['KAIKU_LOG', 'Errors'],
    ['KAIKU_ACCESSIBILITY_CONTACT', 'soita meille'],
    ['KAIKU_ACCESSIBILITY_CONTACT', 'javascript:alert(1)'],
  ])('refuses %s that is %j by name', (name, text) => {
    expect(refusal({ [name]: text })).toMatch(new RegExp(`^${name} must be `));
  });

  test('repeats nothing of what it refuses: it may be a secret', () => {
    const names = [
      'KAIKU_BASE_URL',
      'KAIKU_HUB_URL',
      'KAIKU_RATE_HUB',
      'KAIKU_TRUST_PROXY',
      'KAIKU_SMTP_URL',
    ] as const;
    for (const name of [
      ...names,
      'KAIKU_MAIL_FROM',
      'KAIKU_DKIM_KEY',
      'KAIKU_ALLOW_PRIVATE_HOSTS',
    ] as const) {
      const message = refusal({ KAIKU_DKIM_SELECTOR: 'k', KAIKU_DKIM_KEY: KEY, [name]: '//hunter2' });
      expect([name, message]).toEqual([name, expect.stringMatching(`^${name} must be (?!.*hunter2)`)]);
    }
  });

  test('a DKIM key needs its selector, a selector its key, and both must be what they are called', () => {
    expect(refusal({ KAIKU_DKIM_KEY: KEY })).toMatch(/^KAIKU_DKIM_SELECTOR is missing/);
    expect(refusal({ KAIKU_DKIM_SELECTOR: 'k' })).toMatch(/^KAIKU_DKIM_KEY is missing/);
    expect(refusal({ KAIKU_DKIM_KEY: 'secret', KAIKU_DKIM_SELECTOR: 'k' })).toMatch(/^KAIKU_DKIM_KEY must/);
    expect(refusal({ KAIKU_DKIM_KEY: KEY, KAIKU_DKIM_SELECTOR: 'a b' })).toMatch(/^KAIKU_DKIM_SELECTOR must/);
    expect(refusal({ KAIKU_DKIM_KEY: KEY, KAIKU_DKIM_SELECTOR: 'a..b' })).toMatch(
      /^KAIKU_DKIM_SELECTOR must/,
    );
  });

  test.each([
    ['127.0.0.1:9187', '127.0.0.1', 9187],
    ['localhost:0', 'localhost', 0],
    [' [::1]:9187 ', '::1', 9187],
  ])('has the metrics at %j', (text, host, port) => {
    expect(readEnvironment({ KAIKU_METRICS: text }).metrics).toEqual({ host, port });
  });

  test.each(['9187', ':9187', 'localhost', 'localhost:65536', '::1:9187', 'http://localhost:9187', 'a:1:2'])(
    'refuses metrics at %j',
    (text) => {
      expect(() => readEnvironment({ KAIKU_METRICS: text })).toThrow(/^KAIKU_METRICS must be/);
    },
  );

  test('mail on Node needs both a relay and a sender; the worker of npm run dev needs no relay', () => {
    const from = { KAIKU_MAIL_FROM: 'noreply@kaiku.example' };
    const relay = { KAIKU_SMTP_URL: 'smtp://mail.example:25' };
    expect(() => readEnvironment(from)).toThrow(/^KAIKU_SMTP_URL is missing beside KAIKU_MAIL_FROM$/);
    expect(() => readEnvironment(relay)).toThrow(/^KAIKU_MAIL_FROM is missing beside KAIKU_SMTP_URL$/);
    expect(() => readLocalEnvironment(relay)).toThrow(/^KAIKU_MAIL_FROM is missing/);
    expect(readLocalEnvironment(from).mail.from).toBe('noreply@kaiku.example');
    expect(readEnvironment({ ...from, ...relay }).mail.smtpUrl).toBe('smtp://mail.example:25');
  });

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    [' ::1 ', '::1'],
    ['[::1]', '::1'],
    ['0.0.0.0', '0.0.0.0'],
    ['localhost', 'localhost'],
    ['', null],
  ])('listens at the host %j', (text, host) => {
    expect(readEnvironment({ KAIKU_HOST: text }).host).toBe(host);
  });

  test('a cache that is purged has an address, and may have a token', () => {
    const named = { KAIKU_PURGE_URL: 'http://127.0.0.1:6081', KAIKU_PURGE_TOKEN: 'avain' };
    expect(readEnvironment(named).purge).toEqual({ url: 'http://127.0.0.1:6081/', token: 'avain' });
    expect(() => readEnvironment({ KAIKU_PURGE_TOKEN: 'avain' })).toThrow(/^KAIKU_PURGE_URL is missing/);
    for (const url of ['127.0.0.1:6081', 'ftp://a.example', 'https://user:secret@a.example/', 'http://a/#b'])
      expect(() => readEnvironment({ KAIKU_PURGE_URL: url })).toThrow(
        /^KAIKU_PURGE_URL must be (?!.*secret)/,
      );
    expect(() => readEnvironment({ ...named, KAIKU_PURGE_TOKEN: 'a\nb' })).toThrow(/^KAIKU_PURGE_TOKEN must/);
  });

  test.each(['8787', '127.1', '*', '127.0.0.1:80', 'http://localhost', 'a b', '300.0.0.1', '-a'])(
    'refuses the host %j',
    (text) => {
      expect(() => readEnvironment({ KAIKU_HOST: text })).toThrow(/^KAIKU_HOST must be/);
    },
  );

  test.each(['a', '-1', '65536', '80.5'])('refuses the port %s', (port) => {
    expect(() => readEnvironment({ PORT: port })).toThrow(/^PORT must be/);
  });

  test.each(['"'.repeat(50_000), `${'a.'.repeat(50_000)}<`, '\\"'.repeat(50_000)])(
    'a hostile value stalls nothing (%#)',
    (text) => {
      const used = cpuTimeOf(() => {
        for (const name of ['KAIKU_MAIL_FROM', 'KAIKU_ACCESSIBILITY_CONTACT', 'KAIKU_SMTP_URL'] as const) {
          expect(refusal({ [name]: text })).toMatch(/must be/);
        }
      });
      expect(used).toBeLessThan(500);
    },
  );
});
