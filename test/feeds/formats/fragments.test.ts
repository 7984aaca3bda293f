import { expect, test } from 'vitest';
import { FORMATS } from '../../../src/domain/feed-name.ts';
import { FEED_FORMATS } from '../../../src/feeds/formats/formats.ts';
import { Fragments } from '../../../src/feeds/formats/fragments.ts';
import { rss } from '../../../src/feeds/formats/rss.ts';
import { ferry } from './samples.ts';

test.each(FORMATS)('an entry is the same %s whether it was kept or not', (name) => {
  const fragments = new Fragments(1_000_000);
  const format = FEED_FORMATS[name];
  for (const _ of [1, 2]) expect(fragments.of(format, ferry)).toBe(format.entry(ferry));
});

test('an entry is composed once, and again when anything about it has changed', () => {
  const fragments = new Fragments(1_000_000);
  let composed = 0;
  const counting = {
    ...rss,
    entry: (entry: typeof ferry) => {
      composed += 1;
      return rss.entry(entry);
    },
  };
  for (const _ of [1, 2, 3]) fragments.of(counting, { ...ferry });
  expect(composed).toBe(1);
  const renamed = { ...ferry, publisher: { ...ferry.publisher, name: 'Toinen' } };
  expect(fragments.of(counting, renamed)).toBe(rss.entry(renamed));
  expect(composed).toBe(2);
});

test('what is kept is bounded', () => {
  const fragments = new Fragments(50_000);
  for (let n = 0; n < 200; n += 1) fragments.of(rss, { ...ferry, number: n });
  expect(fragments.bytes).toBeLessThanOrEqual(50_000);
  expect(fragments.bytes).toBeGreaterThan(0);
});
