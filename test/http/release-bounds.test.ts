import { expect, test } from 'vitest';
import { NEWSROOM, openHarness, RELEASES, VARIANTS } from './harness.ts';

test('an embargo that is moved or removed leaves no task at its former instant', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  const repaired = async () => (await call('POST', `${NEWSROOM}/rebuild`, { token })).json.repaired;
  const json = { state: 'scheduled', publishAt: '2026-03-12T09:00', variants: VARIANTS };
  await call('POST', RELEASES, { token, json });
  expect(await repaired()).toBe(0);
  const change = async (action: string, body: object, revision: number) => {
    const headers = { 'If-Match': `"${revision}"` };
    const changed = await call('POST', `${RELEASES}/1/${action}`, { token, json: body, headers });
    expect([changed.status, await repaired()]).toEqual([200, 0]);
  };
  await change('schedule', { publishAt: '2026-03-14T09:00' }, 1);
  await change('unschedule', {}, 2);
  await change('schedule', { publishAt: '2026-03-13T09:00' }, 3);
  await change('publish', {}, 4);
});

test('an embargo must be later than the present instant', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  const scheduled = (publishAt: string) =>
    call('POST', RELEASES, { token, json: { state: 'scheduled', publishAt, variants: VARIANTS } });
  const refused = await scheduled('2026-03-10T12:00:00+02:00');
  expect([refused.status, refused.json.errors]).toEqual([
    422,
    [{ pointer: '/publishAt', detail: expect.any(String) }],
  ]);
  expect((await scheduled('2026-03-10T12:00:01+02:00')).status).toBe(201);
});

test('a body that exceeds the byte limit after sanitizing is refused, even if it has few characters', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  // A letter has two bytes, and an escaped ampersand five.
  const bodyOf = (letters: number, ampersands: number) => 'ä'.repeat(letters) + '&'.repeat(ampersands);
  const create = (body: string) =>
    call('POST', RELEASES, { token, json: { variants: { fi: { title: 'Pitkä', body } } } });
  expect((await create(bodyOf(90_000, 4_900))).status).toBe(201);
  const refused = await create(bodyOf(90_000, 6_000));
  expect([refused.status, refused.json.errors]).toEqual([
    422,
    [{ pointer: '/variants/fi/body', detail: expect.any(String) }],
  ]);
});
