import { expect, test } from 'vitest';
import { SILENT } from '../../src/base/log.ts';
import { createApp } from '../../src/http/app.ts';
import { openService } from '../../src/platform/node/service.ts';
import { openDatabase } from '../../src/platform/node/sqlite.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sqlDriver } from '../../src/storage/sql-driver.ts';
import { ADMIN, API, at, BASE, NOON, PROFILE, RELEASES } from '../http/harness.ts';

test('a rebuild finds lost counters and placements of archive documents again', async () => {
  const database = openDatabase(':memory:');
  const given = { data: null, baseUrl: BASE, adminToken: ADMIN, now: () => NOON, log: SILENT };
  const service = openService({ ...given, database });
  const store = openStore(sqlDriver(database));
  const post = async (path: string, token: string, json: object): Promise<unknown> => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    const response = await createApp(service).request(path, {
      method: 'POST',
      headers,
      body: JSON.stringify(json),
    });
    return response.json();
  };
  const token = String(at(await post(API, ADMIN, PROFILE), 'token'));
  for (let number = 1; number <= 105; number += 1)
    await post(RELEASES, token, { state: 'published', variants: { fi: { title: `Tiedote ${number}` } } });
  const rows = () =>
    database.all("SELECT key, value FROM record WHERE key GLOB '[ps][lh][ae][cl][ef]*' ORDER BY key");
  const correct = rows();
  expect(correct.length).toBeGreaterThan(100);

  const placed = (await store.keys('placed')).slice(0, 3);
  await store.commit([
    ...(await store.keys('shelf')).map((key) => ({ key })),
    ...placed.slice(1).map((key) => ({ key })),
  ]);
  database.all("UPDATE record SET value = '{' WHERE key = ?", placed[0] ?? '');
  await post(`${API}/satamakaupunki/rebuild`, token, {});
  expect(rows()).toEqual(correct);
  expect(at(await post(`${API}/satamakaupunki/rebuild`, token, {}), 'repaired')).toBe(0);
  await service.close();
});
