import { expect, test } from 'vitest';
import { API, openHarness, PROFILE, RELEASES, VARIANTS } from '../http/harness.ts';

test('a newsroom whose release numbers are used up says so, in each language', async () => {
  const harness = openHarness();
  const token = await harness.createNewsroom(PROFILE);
  const home = `${API}/${PROFILE.slug}`;
  const exported = (await harness.call('GET', `${home}/export`, { token })).text;
  const nearlyFull = exported.replaceAll('"lastNumber":0', '"lastNumber":999998');
  const restored = await harness.call('POST', `${home}/restore`, {
    token,
    json: nearlyFull,
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  expect(restored.status).toBe(200);
  const create = (language: string) =>
    harness.call('POST', RELEASES, {
      token,
      json: { variants: VARIANTS },
      headers: { 'Accept-Language': language },
    });
  expect((await create('en')).json).toMatchObject({ number: 999_999 });
  const details = { en: /999,999/, fi: /viimeinen on 999 999/, sv: /det sista är 999 999/ };
  for (const [language, detail] of Object.entries(details)) {
    const refused = await create(language);
    expect(refused.status).toBe(409);
    expect(refused.json.detail).toMatch(detail);
  }
});
