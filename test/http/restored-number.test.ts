import { expect, test } from 'vitest';
import { ADMIN, API, openHarness, PROFILE, RELEASES, VARIANTS } from './harness.ts';

const profile = (slug: string) => ({ ...PROFILE, slug });

test('the number of a restored newsroom is not given to a newer newsroom', async () => {
  const from = openHarness();
  for (const slug of ['eka', 'toka']) await from.createNewsroom(profile(slug));
  const token = await from.createNewsroom();
  await from.call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  const { text } = await from.call('GET', `${API}/satamakaupunki/export`, { token });

  const to = openHarness();
  await to.createNewsroom(profile('tilapainen'));
  const headers = { 'Content-Type': 'application/x-ndjson' };
  const restored = await to.call('POST', `${API}/tilapainen/restore`, { token: ADMIN, json: text, headers });
  expect(restored.status).toBe(200);
  const numbers: unknown[] = [(await to.get(`${API}/satamakaupunki`)).json.number];
  for (const slug of ['kylat', 'saaret', 'metsat']) {
    expect((await to.call('POST', API, { token: ADMIN, json: profile(slug) })).status).toBe(201);
    numbers.push((await to.get(`${API}/${slug}`)).json.number);
  }
  expect(numbers).toEqual([3, 2, 4, 5]);
  // URLs with its number still work.
  expect((await to.get('/sitemap-3-1.xml')).text).toContain('/fi/satamakaupunki/1/');
  expect((await to.call('GET', `${API}/satamakaupunki/tokens`, { token })).status).toBe(200);
});

test('a newsroom cannot be restored with the number of another', async () => {
  const from = openHarness();
  const token = await from.createNewsroom();
  const { text } = await from.call('GET', `${API}/satamakaupunki/export`, { token });
  const to = openHarness();
  await to.createNewsroom(profile('eka'));
  const second = await to.createNewsroom(profile('toka'));
  const sent = { json: text, headers: { 'Content-Type': 'application/x-ndjson' } };
  expect((await to.call('POST', `${API}/toka/restore`, { token: ADMIN, ...sent })).status).toBe(409);
  expect((await to.get(`${API}/eka`)).json.number).toBe(1);
  // With its own token the newsroom keeps its number, and that of the export is not asked for.
  expect((await to.call('POST', `${API}/toka/restore`, { token: second, ...sent })).status).toBe(200);
  expect((await to.get(`${API}/toka`)).json.number).toBe(2);
});

/** Turns the export of a newsroom with one release into one whose releases have these numbers. */
async function exportOf(numbers: readonly number[]): Promise<string> {
  const from = openHarness();
  const token = await from.createNewsroom();
  await from.call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  const { text } = await from.call('GET', `${API}/satamakaupunki/export`, { token });
  const lines = text.trim().split('\n');
  const numbered = (line: string, number: number) =>
    line
      .replaceAll('"000000001', `"${String(number).padStart(9, '0')}`)
      .replaceAll('"number":1,', `"number":${number},`)
      .replaceAll('release/1000001/', `release/${1_000_000 + number}/`);
  const isReleases = (line: string) => /^\{"record":"(?:release|revision)"/.test(line);
  const records = [
    ...lines.filter((line) => /^\{"record":"(?:newsroom|token)"/.test(line)),
    ...['release', 'revision'].flatMap((family) =>
      numbers.flatMap((number) =>
        lines
          .filter((line) => isReleases(line) && line.startsWith(`{"record":"${family}"`))
          .map((line) => numbered(line, number)),
      ),
    ),
  ];
  const end = JSON.stringify({ record: 'end', id: '', value: { records: records.length } });
  return [...records, end].join('\n');
}

test('a sitemap part has exactly a thousand release numbers', async () => {
  const to = openHarness();
  const token = await to.createNewsroom();
  const headers = { 'Content-Type': 'application/x-ndjson' };
  const json = await exportOf([1, 1000, 1001]);
  const restored = await to.call('POST', `${API}/satamakaupunki/restore`, { token, json, headers });
  expect(restored.status).toBe(200);
  const numbersIn = async (part: number) => {
    const { text } = await to.get(`/sitemap-1-${part}.xml`);
    const found = [...text.matchAll(/<loc>[^<]*\/fi\/satamakaupunki\/([0-9]+)\//g)];
    return found.map(([, number]) => Number(number));
  };
  expect([await numbersIn(1), await numbersIn(2)]).toEqual([[1, 1000], [1001]]);
  expect((await to.get('/sitemap-1-3.xml')).status).toBe(404);
  // The export has `lastNumber` 1 but higher release numbers.
  const created = await to.call('POST', RELEASES, { token, json: { variants: VARIANTS } });
  expect(created.json.number).toBe(1002);
});
