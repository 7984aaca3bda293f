import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_JSON_DEPTH } from '../../src/base/json.ts';
import { mergePatch } from '../../src/validation/merge-patch.ts';
import { problem, successOf } from '../lifecycle/context.ts';

describe('RFC 7396 appendix A', () => {
  test.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('%s patched with %s is %s', (target, patch, expected) => {
    expect(successOf(mergePatch(JSON.parse(target), JSON.parse(patch)))).toEqual(JSON.parse(expected));
  });
});

test('applying a patch twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.jsonValue({ maxDepth: 5 }), (target, patch) => {
      const once = successOf(mergePatch(target, patch));
      expect(successOf(mergePatch(once, patch))).toEqual(once);
    }),
  );
});

test('__proto__ is a field and sets no prototype', () => {
  const merged = successOf(mergePatch({}, JSON.parse('{"__proto__":{"isAdmin":true}}')));
  expect(JSON.stringify(merged)).toBe('{"__proto__":{"isAdmin":true}}');
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
});

test('a patch that nests too deep is malformed', () => {
  const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
  expect(mergePatch({}, nested(MAX_JSON_DEPTH)).ok).toBe(true);
  expect(problem(mergePatch({}, nested(MAX_JSON_DEPTH + 1))).code).toBe('malformed');
  expect(problem(mergePatch({}, JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)))).code).toBe('malformed');
});
