import { expect, test } from 'vitest';
import { SILENT } from '../../../src/base/log.ts';
import { createApp } from '../../../src/http/app.ts';
import { openService } from '../../../src/platform/node/service.ts';
import { ADMIN, API, at, BASE, NOON, PROFILE, RELEASES, VARIANTS } from '../../http/harness.ts';

const MINUTE = 60_000;
const ONE = NOON + 60 * MINUTE;

test('a service is healthy when its tasks are less than five minutes late, and unhealthy when they are later', async () => {
  let now = NOON;
  const given = { data: null, baseUrl: BASE, adminToken: ADMIN, now: () => now, log: SILENT };
  const service = openService(given);
  const app = createApp(service);
  const post = async (path: string, token: string, json: object): Promise<unknown> => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const answer = await app.request(path, { method: 'POST', headers, body: JSON.stringify(json) });
    expect(answer.status).toBe(201);
    return answer.json();
  };
  const token = String(at(await post(API, ADMIN, PROFILE), 'token'));
  await post(RELEASES, token, {
    state: 'scheduled',
    publishAt: '2026-03-10T13:00:00+02:00',
    variants: VARIANTS,
  });

  // The tasks that the creation of the newsroom added are run before the clock moves on.
  await service.waitUntilIdle();
  now = NOON + MINUTE;
  await service.runDueTasks();

  const tasks = async (instant: number) => {
    now = instant;
    const answer = await app.request('/healthz');
    return [answer.status, at(await answer.json(), 'checks', 'tasks')];
  };
  for (const instant of [NOON + MINUTE, ONE, ONE + MINUTE, ONE + 5 * MINUTE - 1]) {
    expect([instant - ONE, ...(await tasks(instant))]).toEqual([instant - ONE, 200, 'ok']);
  }
  expect(await tasks(ONE + 5 * MINUTE)).toEqual([503, 'failed']);
  await service.runDueTasks();
  expect(await tasks(ONE + 5 * MINUTE)).toEqual([200, 'ok']);
  await service.close();
});
