import type { SeededRandom } from '../seeded-random.ts';
import { address, bodyFor, NO_BODY } from './bodies.ts';
import type { Known } from './learned.ts';
import type { Route } from './routes.ts';
import { anyText, anyWord, encoded } from './texts.ts';

/** Most requests resemble valid ones, so that they get past the first checks. */
export interface Attack {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
  /** Sent over a bare socket instead of all the other members. */
  readonly raw: Buffer | null;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'LINK'];
const TYPES = [
  ...['application/json', 'application/merge-patch+json', 'application/xml; charset=utf-16', ''],
  ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'multipart/form-data'],
  ...['image/gif', 'text/html', 'application/x-ndjson', 'a/b;;;=,', 'application/json; charset="'],
];
/** Routes that the application does not have. */
const OTHERS: readonly Route[] = [
  '/metrics',
  '/api/v1/newsrooms/../openapi.json',
  '/:owner/:number',
  '/fi/feed.rss',
].map((pattern) => ({ method: 'GET', pattern }));

export function attack(random: SeededRandom, known: Known): Attack {
  if (random.chance(0.005))
    return { method: '', path: '', headers: {}, body: NO_BODY, raw: rawRequest(random, known) };
  const route = random.chance(0.97) ? random.pick(known.routes) : random.pick(OTHERS);
  const isHead = route.method === 'GET' && random.chance(0.1);
  const method = random.chance(0.9) ? (isHead ? 'HEAD' : route.method) : random.pick(METHODS);
  const path = mangled(random, filled(random, known, route.pattern) + query(random, known, route.pattern));
  const isBodied = !['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method) || random.chance(0.02);
  const body = isBodied ? bodyFor(random, known, route.pattern, path) : { type: '', bytes: NO_BODY };
  return {
    method,
    path,
    raw: null,
    body: body.bytes,
    headers: headersFor(random, known, path, method === 'PATCH' ? 'application/merge-patch+json' : body.type),
  };
}

/** Replaces `:name` and `:name{…}` in a pattern. */
export function filled(random: SeededRandom, known: Known, pattern: string): string {
  if (pattern.startsWith('/media/') && random.chance(0.7) && known.files.words.length > 0) {
    const file = random.pick(known.files.words);
    return `/media/${pattern.endsWith('/:name') ? file : file.slice(0, file.lastIndexOf('/'))}`;
  }
  return pattern.replace(/:(\w+)(?:\{(?:[^{}]|\{[^{}]*\})*\})?/g, (_whole, kind: string) =>
    random.chance(0.04) ? encoded(anyText(random)) : random.pick(wordsFor(random, known, kind, pattern)),
  );
}

function wordsFor(random: SeededRandom, known: Known, kind: string, pattern: string): readonly string[] {
  switch (kind) {
    case 'language':
      return ['fi', 'fi', 'sv', 'en', 'FI', 'de'];
    case 'newsroom':
    case 'owner':
      // The first two have releases.
      return [
        ...Array.from({ length: 16 }, (_, n) => known.slugs[n % 2] ?? ''),
        random.pick(known.slugs),
        'api',
        '..',
      ];
    case 'document':
      return ['feed.rss', 'feed.atom', 'feed.json', 'feed.xml', 'feed.'];
    case 'number':
    case 'revision':
      return [
        ...Array.from({ length: 8 }, () => String(random.below(112))),
        ...[...known.numbers.words, '1', '2', '0', '-1', '999999', '1e3', '01', '9'.repeat(20)],
      ];
    case 'type':
      return ['release', 'bulletin', 'invitation', 'statement', 'Release', ''];
    case 'month':
      return ['2026-11', '2026-11', '2026-03', '1970-01', '2026-13', '9999-12', '0000-01', '2026-00'];
    case 'id':
      return [
        ...known.ids.words,
        ...(pattern.includes('/sources/')
          ? ['a', 'b', `s${random.below(120)}`, `s${random.below(120)}`]
          : []),
        ...['0'.repeat(32), random.bytes(16).toString('hex'), '%00', 'x'.repeat(300)],
      ];
    case 'token':
      return [
        ...(pattern.includes('/preview/') ? known.previews.words : known.links.words),
        ...[`1.${'a'.repeat(32)}.${'b'.repeat(32)}`, '1..', random.bytes(24).toString('base64url'), '.'],
      ];
    case 'name':
      return pattern.includes('sitemap')
        ? ['sitemap-1-1.xml', 'sitemap-2-1.xml', 'sitemap-9-9.xml']
        : [...known.styles.words, 'kaiku-0.css', 'x.gif'];
    default:
      return ['meri', 'MERI', anyWord(random), 'å', 'A\u030a', anyText(random)].map(encoded);
  }
}

function query(random: SeededRandom, known: Known, pattern: string): string {
  if (random.chance(pattern.includes('/search') ? 0.1 : 0.6)) return '';
  const word = random.pick(['meri', anyWord(random), 'silta "x" OR y*', anyText(random)]);
  const cursor = random.pick([
    ...known.cursors.words,
    'MTIz',
    '1.2',
    '9999999999999.1',
    '-1.-1',
    anyText(random),
  ]);
  const fields = [
    ...[
      `q=${encoded(word)}`,
      `cursor=${encoded(cursor)}`,
      `before=${encoded(cursor)}`,
      `archive=${random.below(9)}`,
    ],
    ...[
      `limit=${random.pick(['1', '50', '0', 'x'])}`,
      `state=${random.pick(['published', 'draft', 'x'])}`,
      'lang=sv',
    ],
    ...['download', `name=${encoded(word)}`, `${encoded(word)}=1`, `language=${random.pick(['fi', 'de'])}`],
  ];
  const isSearch = pattern.includes('/search');
  return `?${fields.filter((field) => (isSearch && field.startsWith('q=')) || random.chance(0.15)).join('&')}`;
}

function mangled(random: SeededRandom, path: string): string {
  if (random.chance(0.92)) return path;
  const at = random.below(path.length + 1);
  const harm = random.pick([
    ...['%', '%ff', '%00', '//', '/../', '?', '#', ';', '\\', '%2e%2e/', 'ä', '[', '\u2028', '?lang=sv'],
    ...['?lang=%', '&&=', '*', ':'],
  ]);
  const damaged = path.slice(0, at) + harm + path.slice(random.chance(0.5) ? at : at + 1);
  return random.chance(0.03) ? `${damaged}?${'a=b&'.repeat(random.below(3000))}` : damaged;
}

/** Each header has a probability and possible values. */
function headersFor(
  random: SeededRandom,
  known: Known,
  path: string,
  type: string,
): { [name: string]: string } {
  const isCall = path.startsWith('/api/');
  const headers: { [name: string]: string } = {};
  const put = (name: string, share: number, values: () => readonly string[]) => {
    if (random.chance(share)) headers[name] = random.pick(values());
  };
  put('authorization', isCall ? 0.96 : 0.04, () => bearers(random, known, path));
  if (type !== '' && random.chance(0.92)) headers['content-type'] = type;
  else put('content-type', 0.4, () => TYPES);
  put('accept-language', 0.3, () => [
    'fi',
    'sv-FI, en;q=0.5',
    '*;q=0',
    ';;;',
    'x'.repeat(2000),
    anyWord(random),
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
    `gzip, ${anyWord(random)};q=0.1`,
  ]);
  put('if-none-match', 0.2, () => [
    '*',
    '"x"',
    'W/"x", "y"',
    '"',
    `"${'a'.repeat(3000)}"`,
    `"${anyWord(random)}"`,
  ]);
  put('if-modified-since', 0.1, () => ['Tue, 10 Mar 2026 10:00:00 GMT', 'yesterday', '-1']);
  put('if-match', isCall ? 0.9 : 0.05, () => ['*', '*', '"1"', '"2"', 'W/"1"', '"']);
  put('idempotency-key', 0.1, () => ['a', anyWord(random), anyWord(random), 'x'.repeat(5000), ' ']);
  put('range', 0.1, () => ['bytes=0-0', 'bytes=-1', 'bytes=5-1', 'bytes=0-,0-,0-', 'lines=1']);
  put('x-forwarded-for', 0.9, () => [
    client(random),
    client(random),
    client(random),
    '::1, x',
    ','.repeat(500),
  ]);
  put('content-encoding', 0.02, () => ['gzip', 'br', 'deflate', 'x']);
  put('host', 0.03, () => [
    '',
    'evil.example',
    `${anyWord(random)}.example`,
    '[::1',
    'a b',
    'x'.repeat(1000),
  ]);
  put('expect', 0.01, () => ['100-continue', '200-ok']);
  put('referer', 0.05, () => [address(random, known).replace(/[^!-~]/g, '')]);
  return headers;
}

/** In most requests a token that is valid for the path. */
function bearers(random: SeededRandom, known: Known, path: string): readonly string[] {
  const [, slug] = /\/newsrooms\/([^/?]+)/.exec(path) ?? [];
  const own = slug === undefined ? [known.admin] : known.tokens.tokensOf(slug);
  const others = [known.admin, known.admin, ...known.tokens.tokensOf('kirjasto').slice(-1), 'kaiku_1_x', ''];
  return (random.chance(0.92) && own.length > 0 ? own : others).map((token) => `Bearer ${token}`);
}

function client(random: SeededRandom): string {
  const [a, b, c, d] = random.bytes(4);
  return random.chance(0.5)
    ? `${a}.${b}.${c}.${d}`
    : `2001:db8:${random.below(65_536).toString(16)}::${random.below(9)}`;
}

function rawRequest(random: SeededRandom, known: Known): Buffer {
  const { pattern } = random.pick(known.routes);
  const line = `${random.pick(['GET', 'POST', 'G\u0000T', ''])} ${filled(random, known, pattern)} HTTP/${random.pick(['1.1', '1.0', '2.0', '9'])}\r\n`;
  const rest = `Host: ${random.pick(['a', '', 'a,b'])}\r\nTransfer-Encoding: ${random.pick(['chunked', 'x', 'chunked, chunked'])}\r\n\r\n${random.pick(['5\r\nab', 'zz\r\n', '0\r\n\r\n'])}`;
  return Buffer.concat([
    random.chance(0.6) ? Buffer.from(line) : NO_BODY,
    random.chance(0.5) ? Buffer.from(rest) : NO_BODY,
    random.bytes(random.below(500)),
    random.chance(0.5) ? Buffer.from('\r\n\r\n') : NO_BODY,
  ]);
}
