import { lineCount } from '../import-graph.ts';
import { CLEAN, type Planted } from './tree.ts';

const CLEAN_LINES = Object.values(CLEAN).reduce((sum, text) => sum + lineCount(text), 0);
const HTTP_LINES = lineCount(CLEAN['http/plain.ts'] ?? '');
const WIDE = `http has ${HTTP_LINES + 1050} of ${CLEAN_LINES + 1050} lines`;

export function repeated(code: string, times: number): string {
  return Array.from({ length: times }, () => code).join('\n');
}

function lines(file: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${file}:${at + 1}`);
}

function casts(cast: string): Planted {
  return [
    `six casts as in ${cast}`,
    { 'http/casts.ts': repeated(cast, 6) },
    { 'casts stay few': lines('http/casts.ts', 6) },
  ];
}

/** A class with sixteen methods of one line. */
function forwarding(method: string): Planted {
  return [
    `sixteen methods as in ${method}`,
    { 'http/a.ts': `class A {${repeated(method, 16)}}` },
    { 'methods that only forward stay few': lines('http/a.ts', 16) },
  ];
}

export const AMOUNTS: readonly Planted[] = [
  [
    'a long file',
    { 'http/long.ts': repeated('// A line.', 401) },
    { 'files stay short': ['http/long.ts has 401 lines'] },
  ],
  [
    'a folder with more than a fifth of the lines',
    Object.fromEntries([1, 2, 3].map((at) => [`http/wide${at}.ts`, repeated('// A line.', 350)])),
    { "no folder holds more than a fifth of the source's lines": [WIDE] },
  ],
  casts('use(a as B);'),
  casts('use(<B>a);'),
  ['any as a type', { 'http/a.ts': 'let a: any;' }, { 'nothing is typed as any': ['http/a.ts:1'] }],
  [
    'any within a type',
    { 'http/a.ts': 'let a: Map<string, any[]>;' },
    { 'nothing is typed as any': ['http/a.ts:1'] },
  ],
  forwarding('a(b) { return this.c.a(b); }'),
  forwarding('async a(b: B, ...c: C[]) { return await this.#d().a(b, ...c); }'),
  forwarding('a() { this.b.a(); }'),
  forwarding('a = (b: B) => this.c?.a(b);'),
  [
    'sixteen methods of objects',
    {
      'http/a.ts': repeated('use({ a: (b) => c.a(b) });', 8),
      'http/b.ts': repeated('use({ a(b) { return c.a(b); } });', 8),
    },
    { 'methods that only forward stay few': [...lines('http/a.ts', 8), ...lines('http/b.ts', 8)] },
  ],
];

/** Constructs that do not count, in any number. */
export const UNCOUNTED: readonly string[] = [
  'use([a] as const);',
  'use(a satisfies B);',
  "import { a as b } from './plain.ts';",
  "import * as c from './plain.ts';",
  "use('any as B');",
  'use({ any: 1 }.any);',
  'use({ a(b) { return this.a(b); } });',
  'use({ a(b) { return c.d(b); } });',
  'use({ a(b, c) { return d.a(c, b); } });',
  'use({ a(b) { return c.a(b, 1); } });',
  'use({ a(b = 1) { return c.a(b); } });',
  'use({ a(b) { log(b); return c.a(b); } });',
  'use({ get a() { return c.a(); } });',
  'function a(b) { return c.a(b); }',
];
