import { expect, test } from 'vitest';
import { FORMATS } from '../../../src/domain/feed-name.ts';
import { FEED_FORMATS } from '../../../src/feeds/formats/formats.ts';
import { Fragments } from '../../../src/feeds/formats/fragments.ts';
import { rss } from '../../../src/feeds/formats/rss.ts';
import { ferry } from './samples.ts';

test.each(FORMATS)('an entry is the same %s with and without the cache', (name) => {
  const fragments = new Fragments(1_000_000);
  const format = FEED_FORMATS[name];
  for (const _ of [1, 2]) expect(fragments.get(format, ferry)).toBe(format.entry(ferry));
});

test('an entry is rendered once, and again after any change', () => {
  const fragments = new Fragments(1_000_000);
  let composed = 0;
  const countingFormat = {
    ...rss,
    entry: (entry: typeof ferry) => {
      composed += 1;
      return rss.entry(entry);
    },
  };
  for (const _ of [1, 2, 3]) fragments.get(countingFormat, { ...ferry });
  expect(composed).toBe(1);
  const renamed = { ...ferry, publisher: { ...ferry.publisher, name: 'Toinen' } };
  expect(fragments.get(countingFormat, renamed)).toBe(rss.entry(renamed));
  expect(composed).toBe(2);
});

test('the cache is bounded', () => {
  const fragments = new Fragments(50_000);
  for (let n = 0; n < 200; n += 1) fragments.get(rss, { ...ferry, number: n });
  expect(fragments.bytes).toBeLessThanOrEqual(50_000);
  expect(fragments.bytes).toBeGreaterThan(0);
});
