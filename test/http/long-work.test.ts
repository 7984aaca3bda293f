import { beforeEach, describe, expect, test } from 'vitest';
import { LONG_WORK_LIMITS } from '../../src/http/api/long-work.ts';
import { API, type Harness, NEWSROOM, NOON, openNewsroom, PROFILE } from './harness.ts';

const FEED = `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:kyla</id><title>Kylä</title><updated>2026-01-01T00:00:00Z</updated>
  ${[1, 2, 3].map((n) => `<entry><id>urn:kyla:${n}</id><title>Silta ${n}</title><updated>2026-01-0${n}T00:00:00Z</updated><content>Silta</content></entry>`).join('')}
</feed>`;

let harness: Harness;
let headers: { readonly [name: string]: string };

beforeEach(async () => {
  const opened = await openNewsroom();
  harness = opened;
  headers = { Authorization: `Bearer ${opened.token}` };
});

const begin = async (method: string, path: string, init: RequestInit = {}) =>
  harness.app.request(`${NEWSROOM}/${path}`, { method, ...init, headers: { ...headers, ...init.headers } });
const beginExport = () => begin('GET', 'export');
const beginImport = (body: string, accept = 'application/json') =>
  begin('POST', 'imports', { body, headers: { 'Content-Type': 'application/atom+xml', Accept: accept } });

/** A body of which the test decides when it goes on. */
function openBody() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const { promise: isRead, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      pull: () => resolve(),
    },
    // So that `pull` is the first read.
    { highWaterMark: 0 },
  );
  return { body, isRead, fail: () => controller?.error(new Error('the client has left')) };
}

test('of eight rebuilds at once, those that would run beside another are told to come later', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => begin('POST', 'rebuild')));
  const refused = answers.filter(({ status }) => status === 429);
  const others = answers.filter(({ status }) => status !== 429);
  // One may begin after another has ended.
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set([200]));
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map((answer) => answer.headers.get('retry-after')))).toEqual(new Set(['10']));
  expect(await refused[0]?.json()).toMatchObject({ type: 'urn:kaiku:problem:busy', status: 429 });
  expect((await begin('POST', 'rebuild')).status).toBe(200);
});

describe('an export counts', () => {
  test('until it is read to its end or its client leaves', async () => {
    const [first, second] = [await beginExport(), await beginExport()];
    expect((await beginExport()).status).toBe(429);
    await first.text();
    const third = await beginExport();
    expect(third.status).toBe(200);
    expect((await beginExport()).status).toBe(429);
    await second.body?.cancel();
    expect((await beginExport()).status).toBe(200);
  });

  test('not when only its head is asked for', async () => {
    for (let n = 0; n < 3; n += 1) expect((await begin('HEAD', 'export')).status).toBe(200);
    expect((await beginExport()).status).toBe(200);
  });

  test('no longer when nothing was heard of it for ten minutes', async () => {
    await Promise.all([beginExport(), beginExport()]);
    await harness.moveTo(NOON + 10 * 60 * 1000 - 1);
    expect((await beginExport()).status).toBe(429);
    await harness.moveTo(NOON + 10 * 60 * 1000);
    expect((await beginExport()).status).toBe(200);
  });

  test('against its own newsroom, and against all together', async () => {
    const { newsroom: own, all } = LONG_WORK_LIMITS.export;
    const statuses: number[] = [];
    for (let n = 0; n <= all / own; n += 1) {
      const slug = `seura-${n}`;
      const token = await harness.createNewsroom({ ...PROFILE, slug });
      const answers = Array.from({ length: own }, () =>
        harness.app.request(`${API}/${slug}/export`, { headers: { Authorization: `Bearer ${token}` } }),
      );
      statuses.push(...(await Promise.all(answers)).map(({ status }) => status));
    }
    expect(statuses).toEqual([...Array(all).fill(200), ...Array(own).fill(429)]);
  });
});

describe('an import counts', () => {
  test('until its client leaves amid the progress', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => beginImport(FEED, 'application/x-ndjson')));
    expect((await beginImport(FEED)).status).toBe(429);
    await answers[0]?.body?.cancel();
    expect((await beginImport(FEED)).status).toBe(200);
    expect(await answers[1]?.text()).toContain('"report"');
  });

  test('until it is refused or its body breaks off', async () => {
    for (let n = 0; n < 3; n += 1) expect((await beginImport('no feed')).status).toBe(422);
    for (let n = 0; n < 3; n += 1) {
      const { body, fail } = openBody();
      const answer = begin('POST', 'imports', { body, duplex: 'half' });
      fail();
      expect((await answer).status).not.toBe(429);
    }
  });
});

test('a second restore is refused until the body of the first breaks off', async () => {
  const { body, isRead, fail } = openBody();
  const first = begin('POST', 'restore', { body, duplex: 'half' });
  await isRead;
  expect((await begin('POST', 'restore', { body: '{}' })).status).toBe(429);
  fail();
  await first;
  expect((await begin('POST', 'restore', { body: '{}' })).status).not.toBe(429);
});
