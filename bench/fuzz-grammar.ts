import { gzipSync } from 'node:zlib';
import type { Dice } from './dice.ts';

/** What the fuzzer asks: mostly near what there is, so that it gets in, and now and then anything at all. */

export interface Known {
  readonly slugs: readonly string[];
  readonly tokens: readonly string[];
  readonly admin: string;
}

export interface Attack {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
  /** Bytes for a bare socket in place of all that. */
  readonly raw: Buffer | null;
}

const FEEDS = ['feed.rss', 'feed.atom', 'feed.json'];
/** `{…}` is replaced by a word of that kind. */
const ROUTES = [
  ...[
    '/',
    '/healthz',
    '/hub',
    '/feed',
    '/{feed}',
    '/opml',
    '/{lang}/opml',
    '/robots.txt',
    '/sitemap.xml',
    '/news-sitemap.xml',
  ],
  ...[
    '/{lang}/',
    '/{slug}',
    '/{slug}/',
    '/{slug}/feed',
    '/{slug}/{feed}',
    '/{slug}/{n}',
    '/{lang}/{feed}',
    '/{lang}/{slug}',
  ],
  ...['/{lang}/{slug}/{feed}', '/{lang}/{slug}/{feed}?archive={n}', '/{lang}/{slug}/keywords/{word}/{feed}'],
  ...['/{lang}/{slug}/types/{type}/{feed}', '/{lang}/{slug}/keywords/{word}', '/{lang}/{slug}/types/{type}'],
  ...[
    '/{lang}/{slug}/{n}',
    '/{lang}/{slug}/{n}/{word}',
    '/{lang}/{slug}/{month}',
    '/{lang}/{slug}/{month}?before={cursor}',
  ],
  ...['/{lang}/{slug}/search?q={word}', '/{lang}/{slug}/search/{feed}?q={word}', '/{lang}/{slug}/subscribe'],
  ...[
    '/{lang}/{slug}/media/{id}',
    '/media/{n}/{id}/{word}',
    '/media/{n}/{id}',
    '/{lang}/{slug}/preview/{token}',
  ],
  ...['/subscriptions/confirm/{token}', '/subscriptions/manage/{token}', '/subscriptions/cancel/{token}'],
  ...[
    '/embed/kaiku.js',
    '/assets/kaiku-{word}.css',
    '/{lang}/accessibility.html',
    '/{lang}/{slug}/sitemap-{n}.xml',
    '/metrics',
  ],
];
const API_ROUTES = [
  ...[
    '',
    '/{slug}',
    '/{slug}/tokens',
    '/{slug}/tokens/{id}',
    '/{slug}/export',
    '/{slug}/restore',
    '/{slug}/rebuild',
  ],
  ...['/{slug}/releases', '/{slug}/releases?state={word}&limit={n}&cursor={cursor}', '/{slug}/releases/{n}'],
  ...['publish', 'schedule', 'unschedule', 'correct', 'withdraw', 'join', 'split', 'previews'].map(
    (call) => `/{slug}/releases/{n}/${call}`,
  ),
  ...[
    '/{slug}/releases/{n}/revisions',
    '/{slug}/releases/{n}/revisions/{n}',
    '/{slug}/releases/{n}/deliveries',
  ],
  ...[
    '/{slug}/dead-letters',
    '/{slug}/dead-letters/{id}/requeue',
    '/{slug}/subscriptions',
    '/{slug}/bounces',
  ],
  ...[
    '/{slug}/imports',
    '/{slug}/sources',
    '/{slug}/sources/{id}',
    '/{slug}/sources/{id}/fetch',
    '/{slug}/media',
  ],
  ...['/{slug}/media?name={word}', '/{slug}/media/{id}', '/../openapi.json'],
].map((route) => `/api/v1/newsrooms${route}`);

const METHODS = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'PROPFIND',
  'LINK',
];
const TYPES = [
  ...[
    'application/json',
    'application/merge-patch+json',
    'application/rss+xml',
    'application/xml; charset=utf-16',
  ],
  ...[
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'image/gif',
    'text/html',
  ],
  ...['application/x-ndjson', '', 'a/b;;;=,', 'application/json; charset="'],
];

export function attack(dice: Dice, known: Known): Attack {
  if (dice.isIn(0.005))
    return { method: '', path: '', headers: {}, body: NO_BODY, raw: rawRequest(dice, known) };
  const isCall = dice.isIn(0.5);
  const method = dice.of(METHODS);
  const path = mangled(dice, filled(dice, known, dice.of(isCall ? API_ROUTES : ROUTES)));
  const isBodied = !['GET', 'HEAD', 'OPTIONS'].includes(method) || dice.isIn(0.02);
  return {
    method,
    path,
    headers: headersFor(dice, known, isCall),
    body: isBodied ? bodyFor(dice, known, path) : NO_BODY,
    raw: null,
  };
}

const NO_BODY = Buffer.alloc(0);

function filled(dice: Dice, known: Known, route: string): string {
  return route.replace(/\{(\w+)\}/g, (_whole, kind: string) => {
    if (dice.isIn(0.06)) return encoded(anyText(dice));
    switch (kind) {
      case 'lang':
        return dice.of(['fi', 'sv', 'en', 'FI', 'de']);
      case 'slug':
        return dice.of([...known.slugs, ...known.slugs, ...known.slugs, 'olematon', 'api', '..']);
      case 'feed':
        return dice.of([...FEEDS, 'feed.xml', 'feed.']);
      case 'n':
        return dice.of([
          '1',
          '2',
          '9',
          '50',
          '110',
          '0',
          '-1',
          '999999',
          '1000000',
          '99999999999999999999',
          '1e3',
          '01',
        ]);
      case 'type':
        return dice.of(['release', 'bulletin', 'invitation', 'statement', 'Release', '']);
      case 'month':
        return dice.of(['2026-03', '1970-01', '2026-13', '9999-12', '0000-01', '2026-00']);
      case 'id':
        return dice.of(['0'.repeat(32), 'a1b2', dice.bytes(16).toString('hex'), '%00', 'x'.repeat(300)]);
      case 'cursor':
        return dice.of(['MTIz', '1.2', '9999999999999.1', '-1.-1', anyText(dice)].map(encoded));
      case 'token':
        return dice.of([
          `1.${'a'.repeat(16)}.${'b'.repeat(32)}`,
          '1..',
          dice.bytes(24).toString('base64url'),
          '.',
        ]);
      default:
        return encoded(
          dice.of(['meri', 'MERI', 'published', 'å', 'A\u030a', 'silta "x" OR y*', anyText(dice)]),
        );
    }
  });
}

/** Small damage: one character, a part twice, a query nobody asked for. */
function mangled(dice: Dice, path: string): string {
  if (dice.isIn(0.85)) return path;
  const at = dice.below(path.length + 1);
  const harm = dice.of([
    '%',
    '%ff',
    '%00',
    '//',
    '/../',
    '?',
    '#',
    ';',
    '\\',
    '%2e%2e/',
    'ä',
    '[',
    '\u2028',
    '?lang=sv',
    '?lang=%',
    '&&=',
    '*',
    ':',
  ]);
  const damaged = path.slice(0, at) + harm + path.slice(dice.isIn(0.5) ? at : at + 1);
  return dice.isIn(0.03) ? `${damaged}?${'a=b&'.repeat(dice.below(3000))}` : damaged;
}

function headersFor(dice: Dice, known: Known, isCall: boolean): { [name: string]: string } {
  const headers: { [name: string]: string } = {};
  if (dice.isIn(isCall ? 0.85 : 0.05)) {
    headers.authorization = `Bearer ${dice.of([...known.tokens, ...known.tokens, known.admin, 'kaiku_1_x', ''])}`;
  }
  if (dice.isIn(0.6)) headers['content-type'] = dice.of(TYPES);
  if (dice.isIn(0.3))
    headers['accept-language'] = dice.of(['fi', 'sv-FI, en;q=0.5', '*;q=0', ';;;', 'x'.repeat(2000), ',,,,']);
  if (dice.isIn(0.3))
    headers.accept = dice.of(['text/html', 'application/xml;q=0.5, */*;q=0.1', 'a/b;q=2', '*', ';q=']);
  if (dice.isIn(0.3))
    headers['accept-encoding'] = dice.of(['gzip', 'br', 'gzip;q=0, *', 'identity;q=0', '', 'zstd']);
  if (dice.isIn(0.2))
    headers['if-none-match'] = dice.of(['*', '"x"', 'W/"x", "y"', '"', `"${'a'.repeat(3000)}"`]);
  if (dice.isIn(0.1))
    headers['if-modified-since'] = dice.of(['Tue, 10 Mar 2026 10:00:00 GMT', 'yesterday', '-1']);
  if (dice.isIn(isCall ? 0.4 : 0.05)) headers['if-match'] = dice.of(['"1"', '"2"', '*', 'W/"1"', '"', '1']);
  if (dice.isIn(0.1)) headers['idempotency-key'] = dice.of(['a', 'b', 'x'.repeat(5000), ' ']);
  if (dice.isIn(0.1))
    headers.range = dice.of(['bytes=0-0', 'bytes=-1', 'bytes=5-1', 'bytes=0-,0-,0-', 'lines=1']);
  if (dice.isIn(0.1)) headers['x-forwarded-for'] = dice.of(['1.2.3.4', '::1, x', ','.repeat(500)]);
  if (dice.isIn(0.05)) headers['content-encoding'] = dice.of(['gzip', 'br', 'deflate', 'x']);
  if (dice.isIn(0.05)) headers.host = dice.of(['', 'evil.example', '[::1', 'a b', 'x'.repeat(1000)]);
  if (dice.isIn(0.02)) headers.expect = dice.of(['100-continue', '200-ok']);
  return headers;
}

function bodyFor(dice: Dice, known: Known, path: string): Buffer {
  if (dice.isIn(0.05)) return NO_BODY;
  if (dice.isIn(0.08)) return dice.bytes(dice.below(2000));
  if (path.includes('/hub') || dice.isIn(0.05)) return Buffer.from(form(dice, known));
  if (path.includes('/imports') && dice.isIn(0.7)) return document(dice);
  if (path.includes('/restore') && dice.isIn(0.8))
    return Buffer.from(`${JSON.stringify({ kind: 'newsroom', newsroom: anyValue(dice, 3) })}\n`.repeat(3));
  const text = JSON.stringify(request(dice));
  return Buffer.from(dice.isIn(0.1) ? text.slice(0, dice.below(text.length)) : text);
}

function form(dice: Dice, known: Known): string {
  const topic = `http://localhost/${dice.of(['fi', 'sv'])}/${dice.of(known.slugs)}/${dice.of(FEEDS)}`;
  const fields: [string, string][] = [
    ['hub.mode', dice.of(['subscribe', 'unsubscribe', 'publish', 'x', ''])],
    ['hub.topic', dice.of([topic, anyText(dice)])],
    [
      'hub.callback',
      dice.of(['http://192.0.2.1/c', 'http://127.0.0.1:1/', 'http://[::1]/', 'javascript:x', anyText(dice)]),
    ],
    ['hub.lease_seconds', dice.of(['60', '-1', '1e9', 'x'])],
    ['hub.secret', dice.of(['s', 'x'.repeat(300)])],
    ['email', dice.of(['a@b.example', 'a@', anyText(dice)])],
  ];
  return (
    new URLSearchParams(fields.filter(() => dice.isIn(0.85))).toString() +
    dice.of(['', '', '&%', '&a=%ff', '&'.repeat(500)])
  );
}

function document(dice: Dice): Buffer {
  const item = `<item><title>${anyXml(dice)}</title><guid>${dice.below(50)}</guid><description>${anyXml(dice)}</description><pubDate>${dice.of(['Tue, 10 Mar 2026 10:00:00 +0200', 'x', ''])}</pubDate></item>`;
  const deep = dice.below(3000);
  const text = dice.of([
    `<rss version="2.0"><channel><title>x</title><language>fi</language>${item.repeat(dice.below(20))}</channel></rss>`,
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sv"><entry><title>${anyXml(dice)}</title><id>${dice.below(9)}</id></entry></feed>`,
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      language: 'fi',
      items: [anyValue(dice, 3), { id: '1', title: anyText(dice), content_html: '<p>x' }],
    }),
    JSON.stringify({ releases: [{ id: dice.below(9), date: '2026-03-10', versions: anyValue(dice, 3) }] }),
    `${'<a>'.repeat(deep)}${'</a>'.repeat(deep)}`,
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel>${item}&b;</channel></rss>`,
    JSON.stringify({ url: dice.of(['http://127.0.0.1:1/', 'http://192.0.2.1/', 'file:///etc/passwd', 'x']) }),
  ]);
  const bytes = Buffer.from(text);
  return dice.isIn(0.1)
    ? gzipSync(bytes)
    : dice.isIn(0.1)
      ? bytes.subarray(0, dice.below(bytes.length))
      : bytes;
}

/** Mostly the members that are known, with mostly the right values. */
function request(dice: Dice): unknown {
  if (dice.isIn(0.1)) return anyValue(dice, 4);
  const variant = () => ({
    title: dice.isIn(0.8) ? anyText(dice) : anyValue(dice, 1),
    ...(dice.isIn(0.5) && {
      lead: anyText(dice),
      body: `<p>${anyXml(dice)}</p>`,
      keywords: [anyText(dice), 'meri'],
    }),
  });
  const members: { [name: string]: unknown } = {
    state: dice.of(['draft', 'published', 'scheduled', 'x', 1]),
    variants: {
      fi: variant(),
      ...(dice.isIn(0.4) && { sv: variant() }),
      ...(dice.isIn(0.05) && { de: variant() }),
    },
    ...(dice.isIn(0.3) && {
      publishAt: dice.of([
        '2026-03-29T03:30:00',
        '2020-01-01T00:00:00',
        '2999-01-01',
        'x',
        5,
        '2027-01-01T00:00:00+02:00',
      ]),
    }),
    ...(dice.isIn(0.2) && { note: anyText(dice), reason: { fi: anyText(dice) }, languages: ['fi'] }),
    ...(dice.isIn(0.2) && { email: dice.of(['a@b.example', anyText(dice)]), language: 'fi' }),
    ...(dice.isIn(0.1) && { slug: dice.of(['satama', 'uusi', 'Ä', anyText(dice)]), name: anyText(dice) }),
    ...(dice.isIn(0.1) && {
      url: 'http://127.0.0.1:1/',
      media: [anyValue(dice, 2)],
      contacts: [anyValue(dice, 2)],
    }),
    ...(dice.isIn(0.1) && { [anyText(dice)]: anyValue(dice, 2) }),
  };
  return Object.fromEntries(Object.entries(members).filter(() => dice.isIn(0.7)));
}

function anyValue(dice: Dice, depth: number): unknown {
  const kind = dice.below(depth > 0 ? 8 : 6);
  if (kind === 6) return Array.from({ length: dice.below(5) }, () => anyValue(dice, depth - 1));
  if (kind === 7)
    return Object.fromEntries(
      Array.from({ length: dice.below(5) }, () => [anyText(dice), anyValue(dice, depth - 1)]),
    );
  return dice.of<unknown>([null, true, -1, 1e308, anyText(dice), '', [], {}, '__proto__', 0.1]);
}

/** Text with all that text can have in it. */
function anyText(dice: Dice): string {
  return dice.of([
    ...[
      'Satama avautuu',
      'ä',
      '',
      ' ',
      '\u0000',
      '\ud800',
      ']]>',
      '&#1;',
      '<script>',
      '__proto__',
      'constructor',
      '\u202e',
    ],
    ...[
      'a'.repeat(dice.below(3000)),
      '\n\r\t',
      '😀'.repeat(dice.below(50)),
      '{{x}}',
      '$t(a)',
      '%s',
      "' OR 1=1 --",
      'İıſK',
      '/',
      '..',
    ],
    String.fromCodePoint(dice.below(0xd7ff)),
  ]);
}

function anyXml(dice: Dice): string {
  return dice.of([
    anyText(dice),
    '<b>x',
    '&amp;lt;',
    '&#x0;',
    '&nope;',
    '<![CDATA[x]]>',
    '<a href="javascript:x">y</a>',
    '<p>Meri</p>',
  ]);
}

function rawRequest(dice: Dice, known: Known): Buffer {
  return Buffer.concat([
    dice.isIn(0.6)
      ? Buffer.from(
          `${dice.of(['GET', 'POST', 'G\u0000T', ''])} ${filled(dice, known, dice.of(ROUTES))} HTTP/${dice.of(['1.1', '1.0', '2.0', '9'])}\r\n`,
        )
      : NO_BODY,
    dice.isIn(0.5)
      ? Buffer.from(
          `Host: ${dice.of(['a', '', 'a,b'])}\r\nTransfer-Encoding: ${dice.of(['chunked', 'x', 'chunked, chunked'])}\r\n\r\n${dice.of(['5\r\nab', 'zz\r\n', '0\r\n\r\n'])}`,
        )
      : NO_BODY,
    dice.bytes(dice.below(500)),
    dice.isIn(0.5) ? Buffer.from('\r\n\r\n') : NO_BODY,
  ]);
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
