import { expect, test } from 'vitest';
import { isChosen } from '../../src/subscribers/match.ts';
import { release, variant } from './mail/samples.ts';

test('a keyword that was stored with a control of direction is chosen by its name without it, and the other way round', () => {
  const choices = (keyword: string) => ({ keywords: [keyword], types: [], fallback: false });
  for (const [stored, chosen, isMatch] of [
    ['Il\u202Emasto', 'ilmasto', true],
    ['ilmasto', 'il\u202Emasto', true],
    ['ilmasto', 'meri', false],
  ] as const) {
    const one = release({ variants: { fi: variant('fi', { keywords: [stored] }) } });
    expect([stored, chosen, isChosen(one, 'fi', choices(chosen))]).toEqual([stored, chosen, isMatch]);
  }
});
