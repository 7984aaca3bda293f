import { expect, test } from 'vitest';
import { MAX_WORDS, termsOf } from '../../src/search/words.ts';
import { cpuTimeOf } from '../cpu-time.ts';

test('of a text with very many different words the first ones are found', () => {
  const words = Array.from({ length: 40_000 }, (_, n) => `w${n.toString(36)}`);
  let terms: readonly string[] = [];
  const used = cpuTimeOf(() => {
    terms = termsOf('en', `${words.join(' ')} ${words.join(' ')}`);
  });
  expect(terms).toContain(words[MAX_WORDS - 1]);
  expect(terms).not.toContain(words[MAX_WORDS]);
  expect(used).toBeLessThan(1_000);
});
