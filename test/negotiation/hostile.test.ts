import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/base/locale/language.ts';
import { FORMATS } from '../../src/domain/feed-name.ts';
import { isNotModified, matchesIfMatch } from '../../src/negotiation/conditional.ts';
import { chooseEncoding } from '../../src/negotiation/encoding.ts';
import { chooseFormat } from '../../src/negotiation/format.ts';
import { chooseLanguage } from '../../src/negotiation/language.ts';
import { cpuTimeOf } from '../cpu-time.ts';

const VALIDATORS = { etag: '"1"', lastModified: 0 };

/** The header parsers with all their possible results. */
const READERS: [name: string, read: (header: string) => unknown, answers: readonly unknown[]][] = [
  [
    'chooseLanguage by header',
    (header) => chooseLanguage({ query: null, acceptLanguage: header, available: LANGUAGES, fallback: 'fi' }),
    LANGUAGES,
  ],
  [
    'chooseLanguage by query',
    (query) => chooseLanguage({ query, acceptLanguage: null, available: LANGUAGES, fallback: 'fi' }),
    LANGUAGES,
  ],
  ['chooseFormat', chooseFormat, FORMATS],
  ['chooseEncoding', chooseEncoding, ['br', 'gzip', null]],
  [
    'If-None-Match',
    (ifNoneMatch) => isNotModified({ method: 'GET', ifNoneMatch, ifModifiedSince: null }, VALIDATORS, 0),
    [true, false],
  ],
  [
    'If-Modified-Since',
    (ifModifiedSince) => isNotModified({ method: 'GET', ifNoneMatch: null, ifModifiedSince }, VALIDATORS, 0),
    [true, false],
  ],
  ['If-Match', (ifMatch) => matchesIfMatch(ifMatch, '"1"'), [true, false]],
];

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[a-z*/,;=q01."\\ \t-]{0,60}$/),
  fc.constantFrom('__proto__', 'constructor;q=1', 'toString'),
);

/** Repeated to at least 100 kB; each has been a quadratic case of some parser. */
const HOSTILE = [
  ',',
  ';',
  ' ',
  '"',
  '\\',
  '"\\',
  'a-',
  'sv-x-',
  'sv,',
  'sv;q=0,',
  '*,',
  '"1",',
  '"a" ',
  '"",',
  'W/',
  'q=',
  ';q=0.1',
  '1',
  ', ;',
  'Sun, ',
  '\t ,',
];

describe.each(READERS)('%s', (_name, read, answers) => {
  it('accepts any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(answers).toContain(read(text));
      }),
    );
  });

  it.each(HOSTILE)('is fast for 100 kB of %j', (piece) => {
    const header = piece.repeat(Math.ceil(100_000 / piece.length));
    const variants = [header, `${header}x`, `"${header}`, `sv;q="${header}`, `sv${header}`];
    const used = cpuTimeOf(() => {
      for (const variant of variants) expect(answers).toContain(read(variant));
    });
    // A linear parser takes a few milliseconds, a quadratic one takes seconds.
    expect(used).toBeLessThan(1000);
  });
});
