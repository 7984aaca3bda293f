import { describe, expect, test } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { createApp } from '../../src/http/app.ts';
import type { LogLevel } from '../../src/platform/log.ts';
import { openLog } from '../../src/platform/log.ts';
import { openService } from '../../src/platform/node/service.ts';
import { ADMIN, API, BASE, NOON, PROFILE } from './harness.ts';

function open(level: LogLevel) {
  const lines: string[] = [];
  const log = openLog({ level, now: () => NOON, write: (line) => lines.push(line) });
  const service = openService({ data: null, baseUrl: BASE, adminToken: ADMIN, now: () => NOON, log });
  return { lines, service, app: createApp(service) };
}

const SECRET = 'salaisuus';

describe('a log of requests', () => {
  test.each([
    ['GET', `/subscriptions/confirm/${SECRET}`],
    ['POST', `/subscriptions/cancel/${SECRET}`],
    ['GET', `/fi/satamakaupunki/preview/2.${SECRET}`],
    ['GET', `/fi/satamakaupunki/search?q=${SECRET}`],
    ['GET', `/healthz?${SECRET}`],
    ['GET', `/${SECRET}`],
    ['GET', `/fi/${SECRET}/feed.rss`],
    ['GET', `/api/v1/${SECRET}/${SECRET}`],
    ['GET', `/${SECRET}/%ff`],
    [SECRET.toUpperCase(), '/fi/'],
    ['PUT', `/hub?${SECRET}`],
  ])('has no part of %s %s but its pattern', async (method, path) => {
    const { app, lines } = open('requests');
    const response = await app.request(path, {
      method,
      headers: { 'X-Request-Id': SECRET, 'User-Agent': SECRET, Authorization: `Bearer ${SECRET}` },
    });
    expect(lines).toHaveLength(1);
    expect(lines.join().toLowerCase()).not.toContain(SECRET);
    const line: unknown = JSON.parse(lines[0] ?? '');
    expect(line).toMatchObject({
      what: 'request',
      status: response.status,
      route: expect.stringMatching(/^\//),
    });
    expect(isObject(line) && line.id).toBe(response.headers.get('X-Request-Id'));
  });

  test('has the bytes and the route pattern of a document', async () => {
    const { app, lines } = open('requests');
    const response = await app.request('/fi/feed.rss');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      method: 'GET',
      status: 200,
      bytes: Number(response.headers.get('Content-Length')),
      route: expect.stringContaining('feed'),
    });
  });
});

describe('an aborted request', () => {
  test.each([
    ['/hub', 'application/x-www-form-urlencoded'],
    [API, 'application/json'],
  ])('at %s is no failure of the service', async (path, type) => {
    const { app, lines } = open('errors');
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('aborted')) });
    const response = await app.request(path, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'Content-Type': type, Authorization: `Bearer ${ADMIN}` },
    });
    expect([response.status, lines]).toEqual([400, []]);
  });
});

describe('a failure', () => {
  test('is logged under the id of its response, without other entries', async () => {
    const { app, service, lines } = open('errors');
    Object.assign(service.directory.registry, {
      keyOfSlug: () =>
        Promise.reject(new TypeError(`no ${SECRET} "${SECRET}"`.replace(`no ${SECRET}`, 'no'))),
    });
    const well = await app.request('/healthz');
    expect(well.headers.get('X-Request-Id')).toBeNull();
    const response = await app.request(`/fi/${SECRET}/feed.rss`);
    expect(response.status).toBe(500);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 'error',
        what: 'request',
        id: response.headers.get('X-Request-Id'),
        error: 'TypeError',
      }),
    ]);
    expect(lines.join()).not.toContain(SECRET);
    expect(await response.text()).not.toContain(SECRET);
  });
});

test('a newly opened service is healthy and names its checks', async () => {
  const { app } = open('off');
  await app.request(API, {
    method: 'POST',
    headers: { Authorization: `Bearer ${ADMIN}` },
    body: JSON.stringify(PROFILE),
  });
  const response = await app.request('/healthz');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok', checks: { store: 'ok', writes: 'ok', tasks: 'ok' } });
});
