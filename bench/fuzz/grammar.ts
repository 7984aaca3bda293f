import type { Dice } from '../seeded-random.ts';
import { address, bodyFor, NO_BODY } from './bodies.ts';
import type { Known } from './learned.ts';
import type { Route } from './routes.ts';
import { anyText, anyWord, encoded } from './texts.ts';

/** What the fuzzer asks: mostly near what there is, so that it gets in, and now and then anything at all. */

export interface Attack {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
  /** Bytes for a bare socket in place of all that. */
  readonly raw: Buffer | null;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'LINK'];
const TYPES = [
  ...['application/json', 'application/merge-patch+json', 'application/xml; charset=utf-16', ''],
  ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'multipart/form-data'],
  ...['image/gif', 'text/html', 'application/x-ndjson', 'a/b;;;=,', 'application/json; charset="'],
];
/** Beside those of the application: what is elsewhere, and what is nowhere. */
const OTHERS: readonly Route[] = [
  '/metrics',
  '/api/v1/newsrooms/../openapi.json',
  '/:owner/:number',
  '/fi/feed.rss',
].map((pattern) => ({ method: 'GET', pattern }));

export function attack(dice: Dice, known: Known): Attack {
  if (dice.isIn(0.005))
    return { method: '', path: '', headers: {}, body: NO_BODY, raw: rawRequest(dice, known) };
  const route = dice.isIn(0.97) ? dice.of(known.routes) : dice.of(OTHERS);
  const markRead = route.method === 'GET' && dice.isIn(0.1);
  const method = dice.isIn(0.9) ? (markRead ? 'HEAD' : route.method) : dice.of(METHODS);
  const path = mangled(dice, filled(dice, known, route.pattern) + query(dice, known, route.pattern));
  const isBodied = !['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method) || dice.isIn(0.02);
  const body = isBodied ? bodyFor(dice, known, route.pattern, path) : { type: '', bytes: NO_BODY };
  return {
    method,
    path,
    raw: null,
    body: body.bytes,
    headers: headersFor(dice, known, path, method === 'PATCH' ? 'application/merge-patch+json' : body.type),
  };
}

/** `:name` and `:name{…}` are replaced by something of that kind. */
export function filled(dice: Dice, known: Known, pattern: string): string {
  if (pattern.startsWith('/media/') && dice.isIn(0.7) && known.files.words.length > 0) {
    const file = dice.of(known.files.words);
    return `/media/${pattern.endsWith('/:name') ? file : file.slice(0, file.lastIndexOf('/'))}`;
  }
  return pattern.replace(/:(\w+)(?:\{(?:[^{}]|\{[^{}]*\})*\})?/g, (_whole, kind: string) =>
    dice.isIn(0.04) ? encoded(anyText(dice)) : dice.of(wordsFor(dice, known, kind, pattern)),
  );
}

function wordsFor(dice: Dice, known: Known, kind: string, pattern: string): readonly string[] {
  switch (kind) {
    case 'language':
      return ['fi', 'fi', 'sv', 'en', 'FI', 'de'];
    case 'newsroom':
    case 'owner':
      // The first two have everything in them.
      return [
        ...Array.from({ length: 16 }, (_, n) => known.slugs[n % 2] ?? ''),
        dice.of(known.slugs),
        'api',
        '..',
      ];
    case 'document':
      return ['feed.rss', 'feed.atom', 'feed.json', 'feed.xml', 'feed.'];
    case 'number':
    case 'revision':
      return [
        ...Array.from({ length: 8 }, () => String(dice.below(112))),
        ...[...known.numbers.words, '1', '2', '0', '-1', '999999', '1e3', '01', '9'.repeat(20)],
      ];
    case 'type':
      return ['release', 'bulletin', 'invitation', 'statement', 'Release', ''];
    case 'month':
      return ['2026-11', '2026-11', '2026-03', '1970-01', '2026-13', '9999-12', '0000-01', '2026-00'];
    case 'id':
      return [
        ...known.ids.words,
        ...(pattern.includes('/sources/') ? ['a', 'b', `s${dice.below(120)}`, `s${dice.below(120)}`] : []),
        ...['0'.repeat(32), dice.bytes(16).toString('hex'), '%00', 'x'.repeat(300)],
      ];
    case 'token':
      return [
        ...(pattern.includes('/preview/') ? known.previews.words : known.links.words),
        ...[`1.${'a'.repeat(32)}.${'b'.repeat(32)}`, '1..', dice.bytes(24).toString('base64url'), '.'],
      ];
    case 'name':
      return pattern.includes('sitemap')
        ? ['sitemap-1-1.xml', 'sitemap-2-1.xml', 'sitemap-9-9.xml']
        : [...known.styles.words, 'kaiku-0.css', 'x.gif'];
    default:
      return ['meri', 'MERI', anyWord(dice), 'å', 'A\u030a', anyText(dice)].map(encoded);
  }
}

function query(dice: Dice, known: Known, pattern: string): string {
  if (dice.isIn(pattern.includes('/search') ? 0.1 : 0.6)) return '';
  const word = dice.of(['meri', anyWord(dice), 'silta "x" OR y*', anyText(dice)]);
  const cursor = dice.of([...known.cursors.words, 'MTIz', '1.2', '9999999999999.1', '-1.-1', anyText(dice)]);
  const fields = [
    ...[
      `q=${encoded(word)}`,
      `cursor=${encoded(cursor)}`,
      `before=${encoded(cursor)}`,
      `archive=${dice.below(9)}`,
    ],
    ...[
      `limit=${dice.of(['1', '50', '0', 'x'])}`,
      `state=${dice.of(['published', 'draft', 'x'])}`,
      'lang=sv',
    ],
    ...['download', `name=${encoded(word)}`, `${encoded(word)}=1`, `language=${dice.of(['fi', 'de'])}`],
  ];
  const isSearch = pattern.includes('/search');
  return `?${fields.filter((field) => (isSearch && field.startsWith('q=')) || dice.isIn(0.15)).join('&')}`;
}

/** Small damage: one character, a part twice, a query nobody asked for. */
function mangled(dice: Dice, path: string): string {
  if (dice.isIn(0.92)) return path;
  const at = dice.below(path.length + 1);
  const harm = dice.of([
    ...['%', '%ff', '%00', '//', '/../', '?', '#', ';', '\\', '%2e%2e/', 'ä', '[', '\u2028', '?lang=sv'],
    ...['?lang=%', '&&=', '*', ':'],
  ]);
  const damaged = path.slice(0, at) + harm + path.slice(dice.isIn(0.5) ? at : at + 1);
  return dice.isIn(0.03) ? `${damaged}?${'a=b&'.repeat(dice.below(3000))}` : damaged;
}

/** Of each header the share of requests that have it, and what they say in it. */
function headersFor(dice: Dice, known: Known, path: string, type: string): { [name: string]: string } {
  const isCall = path.startsWith('/api/');
  const headers: { [name: string]: string } = {};
  const put = (name: string, share: number, values: () => readonly string[]) => {
    if (dice.isIn(share)) headers[name] = dice.of(values());
  };
  put('authorization', isCall ? 0.96 : 0.04, () => bearers(dice, known, path));
  if (type !== '' && dice.isIn(0.92)) headers['content-type'] = type;
  else put('content-type', 0.4, () => TYPES);
  put('accept-language', 0.3, () => [
    'fi',
    'sv-FI, en;q=0.5',
    '*;q=0',
    ';;;',
    'x'.repeat(2000),
    anyWord(dice),
  ]);
  put('accept', 0.3, () => [
    'text/html',
    'application/x-ndjson',
    'application/xml;q=0.5, */*;q=0.1',
    'a/b;q=2',
    ';q=',
  ]);
  put('accept-encoding', 0.3, () => [
    'gzip',
    'br',
    'gzip;q=0, *',
    '',
    'zstd',
    `gzip, ${anyWord(dice)};q=0.1`,
  ]);
  put('if-none-match', 0.2, () => [
    '*',
    '"x"',
    'W/"x", "y"',
    '"',
    `"${'a'.repeat(3000)}"`,
    `"${anyWord(dice)}"`,
  ]);
  put('if-modified-since', 0.1, () => ['Tue, 10 Mar 2026 10:00:00 GMT', 'yesterday', '-1']);
  put('if-match', isCall ? 0.9 : 0.05, () => ['*', '*', '"1"', '"2"', 'W/"1"', '"']);
  put('idempotency-key', 0.1, () => ['a', anyWord(dice), anyWord(dice), 'x'.repeat(5000), ' ']);
  put('range', 0.1, () => ['bytes=0-0', 'bytes=-1', 'bytes=5-1', 'bytes=0-,0-,0-', 'lines=1']);
  put('x-forwarded-for', 0.9, () => [client(dice), client(dice), client(dice), '::1, x', ','.repeat(500)]);
  put('content-encoding', 0.02, () => ['gzip', 'br', 'deflate', 'x']);
  put('host', 0.03, () => ['', 'evil.example', `${anyWord(dice)}.example`, '[::1', 'a b', 'x'.repeat(1000)]);
  put('expect', 0.01, () => ['100-continue', '200-ok']);
  put('referer', 0.05, () => [address(dice, known).replace(/[^!-~]/g, '')]);
  return headers;
}

/** Mostly one that opens what is asked for. */
function bearers(dice: Dice, known: Known, path: string): readonly string[] {
  const [, slug] = /\/newsrooms\/([^/?]+)/.exec(path) ?? [];
  const own = slug === undefined ? [known.admin] : known.tokens.of(slug);
  const others = [known.admin, known.admin, ...known.tokens.of('kirjasto').slice(-1), 'kaiku_1_x', ''];
  return (dice.isIn(0.92) && own.length > 0 ? own : others).map((token) => `Bearer ${token}`);
}

function client(dice: Dice): string {
  const [a, b, c, d] = dice.bytes(4);
  return dice.isIn(0.5)
    ? `${a}.${b}.${c}.${d}`
    : `2001:db8:${dice.below(65_536).toString(16)}::${dice.below(9)}`;
}

function rawRequest(dice: Dice, known: Known): Buffer {
  const { pattern } = dice.of(known.routes);
  const line = `${dice.of(['GET', 'POST', 'G\u0000T', ''])} ${filled(dice, known, pattern)} HTTP/${dice.of(['1.1', '1.0', '2.0', '9'])}\r\n`;
  const rest = `Host: ${dice.of(['a', '', 'a,b'])}\r\nTransfer-Encoding: ${dice.of(['chunked', 'x', 'chunked, chunked'])}\r\n\r\n${dice.of(['5\r\nab', 'zz\r\n', '0\r\n\r\n'])}`;
  return Buffer.concat([
    dice.isIn(0.6) ? Buffer.from(line) : NO_BODY,
    dice.isIn(0.5) ? Buffer.from(rest) : NO_BODY,
    dice.bytes(dice.below(500)),
    dice.isIn(0.5) ? Buffer.from('\r\n\r\n') : NO_BODY,
  ]);
}
