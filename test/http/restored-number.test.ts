import { expect, test } from 'vitest';
import { ADMIN, API, openHarness, PROFILE, RELEASES, VARIANTS } from './harness.ts';

const profile = (slug: string) => ({ ...PROFILE, slug });

test('a number that a restored newsroom has brought along is not given to one that is founded later', async () => {
  const from = openHarness();
  for (const slug of ['eka', 'toka']) await from.found(profile(slug));
  const token = await from.found();
  await from.call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  const { text } = await from.call('GET', `${API}/satamakaupunki/export`, { token });

  const to = openHarness();
  const fresh = await to.found(profile('tilapainen'));
  const headers = { 'Content-Type': 'application/x-ndjson' };
  const restored = await to.call('POST', `${API}/tilapainen/restore`, { token: fresh, json: text, headers });
  expect(restored.status).toBe(200);
  const numbers: unknown[] = [(await to.get(`${API}/satamakaupunki`)).json.number];
  for (const slug of ['kylat', 'saaret', 'metsat']) {
    expect((await to.call('POST', API, { token: ADMIN, json: profile(slug) })).status).toBe(201);
    numbers.push((await to.get(`${API}/${slug}`)).json.number);
  }
  expect(numbers).toEqual([3, 2, 4, 5]);
  // What names it by its number still leads to it.
  expect((await to.get('/sitemap-3-1.xml')).text).toContain('/fi/satamakaupunki/1/');
  expect((await to.call('GET', `${API}/satamakaupunki/tokens`, { token })).status).toBe(200);
});

test('a newsroom cannot bring along the number that another has', async () => {
  const from = openHarness();
  const token = await from.found();
  const { text } = await from.call('GET', `${API}/satamakaupunki/export`, { token });
  const to = openHarness();
  await to.found(profile('eka'));
  const second = await to.found(profile('toka'));
  const headers = { 'Content-Type': 'application/x-ndjson' };
  const refused = await to.call('POST', `${API}/toka/restore`, { token: second, json: text, headers });
  expect(refused.status).toBe(409);
  expect((await to.get(`${API}/eka`)).json.number).toBe(1);
});
