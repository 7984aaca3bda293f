import { expect, test } from 'vitest';
import { LIMITS } from '../../src/domain/limits.ts';
import { sourceId } from '../../src/imports/identity.ts';

const letters = (count: number) => 'a'.repeat(count);

test('an id of the maximum length is kept, and a longer id is replaced by its digest', () => {
  expect(sourceId(letters(LIMITS.url), null, [])).toBe(letters(LIMITS.url));
  const digest = sourceId(letters(LIMITS.url + 1), null, []);
  expect(digest).toMatch(/^murmur3:[0-9a-f]{32}$/);
  expect(sourceId(`${letters(LIMITS.url)}b`, null, [])).not.toBe(digest);
});

test('an item without an id is identified by its link, and without a link by its content', () => {
  expect(sourceId(' ', 'https://kyla.example/1', [])).toBe('https://kyla.example/1');
  expect(sourceId(null, '', ['Silta'])).toBe(sourceId('', null, ['Silta']));
  expect(sourceId(null, null, ['Silta'])).not.toBe(sourceId(null, null, ['Tie']));
});
