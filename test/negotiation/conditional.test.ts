import { describe, expect, it } from 'vitest';
import { type Conditions, isNotModified, matchesIfMatch } from '../../src/negotiation/conditional.ts';

const NOW = Date.UTC(2026, 0, 15);
const CURRENT = { etag: '"kaiku-7-br"', lastModified: Date.UTC(2025, 10, 12, 21, 8, 27, 500) };
const SAME_SECOND = 'Wed, 12 Nov 2025 21:08:27 GMT';
const SECOND_BEFORE = 'Wed, 12 Nov 2025 21:08:26 GMT';

const get = (conditions: Partial<Conditions>): Conditions => ({
  method: 'GET',
  ifNoneMatch: null,
  ifModifiedSince: null,
  ...conditions,
});

describe('If-None-Match', () => {
  it.each<[string, boolean]>([
    ['"kaiku-7-br"', true],
    ['W/"kaiku-7-br"', true],
    ['*', true],
    [' * ', true],
    ['"a", "kaiku-7-br"', true],
    ['"a","b",W/"kaiku-7-br","c"', true],
    [', ,"kaiku-7-br" ,, ', true],
    ['"with,comma", "kaiku-7-br"', true],
    ['"back\\", "kaiku-7-br"', true],
    ['""', false],
    ['"kaiku-7"', false],
    ['"KAIKU-7-BR"', false],
    ['"x, "kaiku-7-br""', false],
    // A malformed list matches nothing.
    ['', false],
    [',', false],
    ['kaiku-7-br', false],
    ['w/"kaiku-7-br"', false],
    ['W/ "kaiku-7-br"', false],
    ['"kaiku-7-br', false],
    ['"kaiku-7-br" "b"', false],
    ['"kaiku-7-br", junk', false],
    ['*, "kaiku-7-br"', false],
    ['"a b", "kaiku-7-br"', false],
  ])('%j: not modified is %s', (ifNoneMatch, expected) => {
    expect(isNotModified(get({ ifNoneMatch }), CURRENT, NOW)).toBe(expected);
  });

  it('also compares a weak current ETag weakly', () => {
    const weak = { ...CURRENT, etag: 'W/"kaiku-7-br"' };
    expect(isNotModified(get({ ifNoneMatch: '"kaiku-7-br"' }), weak, NOW)).toBe(true);
  });

  it.each<[string, string, boolean]>([
    ['"other"', SAME_SECOND, false],
    ['malformed', SAME_SECOND, false],
    ['"kaiku-7-br"', SECOND_BEFORE, true],
  ])('%j has precedence over If-Modified-Since', (ifNoneMatch, ifModifiedSince, expected) => {
    expect(isNotModified(get({ ifNoneMatch, ifModifiedSince }), CURRENT, NOW)).toBe(expected);
  });
});

describe('If-Modified-Since', () => {
  it.each<[string, boolean]>([
    [SAME_SECOND, true],
    ['Thu, 13 Nov 2025 00:00:00 GMT', true],
    ['Fri, 01 Jan 2100 00:00:00 GMT', true],
    ['Wednesday, 12-Nov-25 21:08:27 GMT', true],
    ['Wed Nov 12 21:08:27 2025', true],
    [SECOND_BEFORE, false],
    ['', false],
    ['yesterday', false],
    ['2025-11-13T00:00:00Z', false],
    ['Sun, 31 Feb 2100 00:00:00 GMT', false],
  ])('%j: not modified is %s', (ifModifiedSince, expected) => {
    expect(isNotModified(get({ ifModifiedSince }), CURRENT, NOW)).toBe(expected);
  });

  it('does not apply to a document without a date', () => {
    const undated = { ...CURRENT, lastModified: null };
    expect(isNotModified(get({ ifModifiedSince: SAME_SECOND }), undated, NOW)).toBe(false);
  });
});

describe('the method', () => {
  it.each<[string, boolean]>([
    ['GET', true],
    ['HEAD', true],
    ['POST', false],
    ['PATCH', false],
    ['get', false],
  ])('%s: not modified is %s', (method, expected) => {
    expect(isNotModified(get({ method, ifNoneMatch: '*' }), CURRENT, NOW)).toBe(expected);
    expect(isNotModified(get({ method, ifModifiedSince: SAME_SECOND }), CURRENT, NOW)).toBe(expected);
  });

  it('without conditions returns the whole document', () => {
    expect(isNotModified(get({}), CURRENT, NOW)).toBe(false);
  });
});

describe('If-Match', () => {
  it.each<[string, string, boolean]>([
    ['"3"', '"3"', true],
    ['"2", "3"', '"3"', true],
    ['*', '"3"', true],
    ['"2"', '"3"', false],
    ['W/"3"', '"3"', false],
    ['W/"3"', 'W/"3"', false],
    ['"3"', 'W/"3"', false],
    ['3', '"3"', false],
    ['', '"3"', false],
    ['"3" junk', '"3"', false],
    ['"33"', '"3"', false],
  ])('%s against %s holds: %s', (header, etag, expected) => {
    expect(matchesIfMatch(header, etag)).toBe(expected);
  });
});
