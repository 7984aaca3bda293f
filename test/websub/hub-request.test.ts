import { expect, test } from 'vitest';
import { parseHubRequest, withParameters } from '../../src/websub/hub-request.ts';
import { HUB_LIMITS } from '../../src/websub/limits.ts';

const CALLBACK = 'https://lukija.example/hook?id=1';
const TOPIC = 'https://tiedotteet.example/fi/satama/feed.rss';
const DAY = 24 * 60 * 60;

function parse(parameters: { readonly [name: string]: string }, suffix = '') {
  const form = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.topic': TOPIC,
    'hub.callback': CALLBACK,
    ...parameters,
  });
  return parseHubRequest(new URLSearchParams(`${form}${suffix}`));
}

function lease(seconds: string): number | string {
  const parsed = parse({ 'hub.lease_seconds': seconds });
  return parsed.ok ? parsed.value.leaseSeconds : parsed.refusal;
}

test('unknown parameters are ignored and absent ones have defaults', () => {
  expect(parse({ 'hub.verify': 'async', foo: 'bar' })).toEqual({
    ok: true,
    value: {
      mode: 'subscribe',
      topic: TOPIC,
      callback: CALLBACK,
      leaseSeconds: 10 * DAY,
      secret: null,
    },
  });
});

test.each([
  ['60', 300],
  ['300', 300],
  ['864000', 864000],
  ['2592001', 30 * DAY],
  ['99999999999999999999', 30 * DAY],
  ['', 10 * DAY],
  ['0', 'lease'],
  ['-5', 'lease'],
  ['1.5', 'lease'],
  ['1e3', 'lease'],
  ['kymmenen', 'lease'],
  ['Infinity', 'lease'],
  ['9'.repeat(30), 'lease'],
])('the lease %j is parsed as %j', (requested, expected) => {
  expect(lease(requested)).toBe(expected);
});

test('a secret must be shorter than 200 bytes in UTF-8', () => {
  const secretOf = (secret: string) => {
    const parsed = parse({ 'hub.secret': secret });
    return parsed.ok ? parsed.value.secret : parsed.refusal;
  };
  expect(secretOf('a'.repeat(199))).toBe('a'.repeat(199));
  expect(secretOf('a'.repeat(200))).toBe('secret');
  expect(secretOf('ä'.repeat(99))).toBe('ä'.repeat(99));
  expect(secretOf('ä'.repeat(100))).toBe('secret');
  expect(secretOf('')).toBeNull();
});

test.each([
  [{ 'hub.mode': 'publish' }, '', 'mode'],
  [{ 'hub.mode': '' }, '', 'mode'],
  [{}, '&hub.mode=unsubscribe', 'mode'],
  [{ 'hub.topic': '' }, '', 'topic'],
  [{ 'hub.topic': `${TOPIC}${'a'.repeat(HUB_LIMITS.urlLength)}` }, '', 'topic'],
  [{}, '&hub.topic=x', 'topic'],
  [{ 'hub.callback': '' }, '', 'callback'],
  [{ 'hub.callback': 'ftp://lukija.example/' }, '', 'callback'],
  [{ 'hub.callback': 'javascript:alert(1)' }, '', 'callback'],
  [{ 'hub.callback': '//lukija.example/' }, '', 'callback'],
  [{ 'hub.callback': 'https://lukija.example/#osa' }, '', 'callback'],
  [{ 'hub.callback': 'https://lukija.example/\r\nX-Evil: 1' }, '', 'callback'],
  [{ 'hub.callback': 'https://lukija.example/ä' }, '', 'callback'],
  [{ 'hub.callback': `https://lukija.example/${'a'.repeat(HUB_LIMITS.urlLength)}` }, '', 'callback'],
  [{}, `&hub.callback=${encodeURIComponent(CALLBACK)}`, 'callback'],
  [{}, '&hub.lease_seconds=600&hub.lease_seconds=700', 'lease'],
  [{}, '&hub.secret=a&hub.secret=b', 'secret'],
])('%j%s is refused because of its %s', (parameters, suffix, refusal) => {
  expect(parse(parameters, suffix)).toEqual({ ok: false, refusal });
});

test('parameters are appended to a callback without changing it', () => {
  expect(withParameters('https://l.example/a', { x: 'ä&' })).toBe('https://l.example/a?x=%C3%A4%26');
  expect(withParameters('https://l.example/a?', { x: '1' })).toBe('https://l.example/a?x=1');
  expect(withParameters('https://l.example/a?b=%2f+c', { x: '1' })).toBe('https://l.example/a?b=%2f+c&x=1');
});
