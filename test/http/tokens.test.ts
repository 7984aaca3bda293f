import { expect, test } from 'vitest';
import { ADMIN, API, NEWSROOM, openHarness, PROFILE, RELEASES, VARIANTS } from './harness.ts';

const TOKENS = `${NEWSROOM}/tokens`;
const DRAFT = { variants: VARIANTS };

/** Changes the last digit of the secret. */
function mistyped(token: string): string {
  return token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
}

test('a token is identified by its secret, not by its id alone', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  const wrong = [
    mistyped(token),
    token.slice(0, -1),
    `${token}0`,
    token.toUpperCase(),
    token.replace(/[0-9a-f]{64}$/, '0'.repeat(64)),
    token.replace(/^kaiku_1_[0-9a-f]{16}/, 'kaiku_1_0000000000000000'),
    '',
    ADMIN.slice(0, -1),
    `${ADMIN}x`,
  ];
  for (const given of wrong) {
    for (const [method, path] of [
      ['POST', RELEASES],
      ['GET', TOKENS],
      ['GET', RELEASES],
    ] as const) {
      const json = method === 'POST' ? { json: DRAFT } : {};
      expect([given, path, (await call(method, path, { token: given, ...json })).status]).toEqual([
        given,
        path,
        401,
      ]);
    }
  }
  expect((await call('POST', RELEASES, { token, json: DRAFT })).status).toBe(201);
});

test('a token of another newsroom is forbidden, and a mistyped one is unauthorized', async () => {
  const { call, createNewsroom } = openHarness();
  await createNewsroom();
  const other = await createNewsroom({ ...PROFILE, slug: 'kylat' });
  expect((await call('POST', RELEASES, { token: other, json: DRAFT })).status).toBe(403);
  expect((await call('POST', RELEASES, { token: mistyped(other), json: DRAFT })).status).toBe(401);
  expect((await call('POST', `${API}/kylat/releases`, { token: other, json: DRAFT })).status).toBe(201);
});

test('the admin token creates newsrooms but cannot write in them', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  expect((await call('POST', RELEASES, { token: ADMIN, json: DRAFT })).status).toBe(403);
  expect((await call('GET', `${NEWSROOM}/export`, { token: ADMIN })).status).toBe(403);
  expect((await call('POST', API, { token, json: { ...PROFILE, slug: 'kylat' } })).status).toBe(403);
  expect((await call('POST', API, { json: { ...PROFILE, slug: 'kylat' } })).status).toBe(401);
});

test('a revoked token is invalid at once, and other tokens stay valid', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  const added = await call('POST', TOKENS, { token });
  const fresh = String(added.json.token);
  expect((await call('POST', RELEASES, { token: fresh, json: DRAFT })).status).toBe(201);
  const id = fresh.split('_')[2];
  expect((await call('DELETE', `${TOKENS}/${id}`, { token })).status).toBe(204);
  expect((await call('POST', RELEASES, { token: fresh, json: DRAFT })).status).toBe(401);
  expect((await call('DELETE', `${TOKENS}/${id}`, { token })).status).toBe(404);
  expect((await call('POST', RELEASES, { token, json: DRAFT })).status).toBe(201);
});
