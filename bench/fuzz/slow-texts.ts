import type { SeededRandom } from '../seeded-random.ts';

/** Texts that have been slow in some parser: depth, tags without a partner, long attributes, long runs, many parts. */
const PATTERNS: { readonly [name: string]: (random: SeededRandom) => Pattern } = {
  'open tags and other end tags': (random) => ({ first: tag(random), second: `</${name(random)}>` }),
  'depth 29,142': () => ({ first: '<i>', second: '</b>' }),
  'whole elements': (random) => ({ first: random.pick(['<p></p>', '<td>1</td>', '<b>a</b>', '<li>x</li>']) }),
  'end tags': (random) => ({ first: `</${name(random)}>` }),
  'open tags': (random) => ({ first: tag(random) }),
  'tags of tables and lists': (random) => ({
    first: random.pick(['<dd><dt>', '<li>', '<tr><td>', '<p><div>']),
  }),
  links: (random) => ({ first: random.pick(['<a href=x>', '<a href="/ä?b&c">b</a>', '<img src=x alt=y>']) }),
  'a run of one character': (random) => ({
    first: random.pick(['<', '&', '"', "'", '/', '=', '-', ' ', '\n', 'a', 'ä', '\u0301', '😀', ']', '>']),
  }),
  'a long attribute': (random) => ({
    head: `<p ${random.pick(['title', 'class', 'x'])}="`,
    first: random.pick(['a', '&amp;', '<', ' ', '&#1;']),
  }),
  'many attributes': (random) => ({
    head: '<p',
    first: (n) => ` ${random.pick(['a', 'data-a', 'A'])}${n}=1`,
  }),
  entities: (random) => ({
    first: random.pick(['&amp;', '&#x1F600;', '&lt', '&nope;', '&#0;', '&#38;#38;']),
  }),
  comments: (random) => ({ first: random.pick(['<!--', '<!-- a -->', '<!', '<?', '<![CDATA[', '--']) }),
  'elements that are left out': (random) => ({
    first: random.pick(['<script>', '<b-x>', '<svg>', '<style></b>', '<x><p>', '</script>']),
  }),
  words: () => ({ first: (n) => `sana${n.toString(36)} ` }),
  mixed: (random) => ({
    first: () => random.pick([tag(random), `</${name(random)}>`, '<', '&lt;', 'a ', '<!--']),
  }),
};

export const SLOW_TEXTS: readonly string[] = Object.keys(PATTERNS);

interface Pattern {
  readonly head?: string;
  readonly first: string | ((n: number) => string);
  /** Repeated in the second half. */
  readonly second?: string;
}

/** `kind` is one of `SLOW_TEXTS`. Nearly `bytes` long in UTF-8. */
export function slowText(random: SeededRandom, kind: string, bytes: number): string {
  const { head = '', first, second } = PATTERNS[kind]?.(random) ?? { first: kind };
  if (second !== undefined && typeof first === 'string')
    return repeated(first, bytes / 2) + repeated(second, bytes / 2);
  if (typeof first === 'string') return head + repeated(first, bytes - head.length);
  const pieces = [head];
  for (let n = 0, length = head.length; length < bytes - 20; n += 1) {
    const piece = first(n);
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join('');
}

function repeated(piece: string, bytes: number): string {
  return piece.repeat(Math.floor(bytes / Buffer.byteLength(piece)));
}

function name(random: SeededRandom): string {
  return random.pick([
    'p',
    'i',
    'b',
    'a',
    'div',
    'span',
    'td',
    'li',
    'h2',
    'x',
    'b-x',
    'blockquote',
    'option',
  ]);
}

function tag(random: SeededRandom): string {
  return random.chance(0.8) ? `<${name(random)}>` : `<${name(random)} lang=fi title="a">`;
}
