import { expect, test } from 'vitest';
import { toSecond } from '../../../src/base/time/instant.ts';

test.each([
  [0, 0],
  [999, 0],
  [1000, 1000],
  [1500, 1000],
  [1_773_136_800_999, 1_773_136_800_000],
])('%d is in the second that began at %d', (instant, second) => {
  expect(toSecond(instant)).toBe(second);
});
