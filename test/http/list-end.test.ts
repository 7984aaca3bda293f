import { expect, test } from 'vitest';
import { openHarness, RELEASES, VARIANTS } from './harness.ts';

const DRAFT = { variants: VARIANTS };

test('a list that exactly fills one page has no next page', async () => {
  const { call, get, createNewsroom } = openHarness();
  const token = await createNewsroom();
  for (let n = 0; n < 4; n += 1)
    await call('POST', RELEASES, { token, json: { state: 'published', ...DRAFT } });
  for (const limit of [4, 5]) expect((await get(`${RELEASES}?limit=${limit}`)).json.next).toBeNull();
  const first = await get(`${RELEASES}?limit=2`);
  const second = await get(`${RELEASES}?limit=2&cursor=${first.json.next}`);
  expect([typeof first.json.next, second.json.next]).toEqual(['string', null]);
});
