import { afterEach, expect, test } from 'vitest';
import { NEWSROOM, NOON, openHarness, openNewsroom, RELEASES, VARIANTS } from '../../http/harness.ts';
import { closeServers, openBehindCache } from './behind-cache.ts';

const FEEDS = ['rss', 'atom', 'json'].flatMap((format) => [
  `/fi/satamakaupunki/feed.${format}`,
  `/sv/satamakaupunki/feed.${format}`,
]);
const NDJSON = { 'Content-Type': 'application/x-ndjson' };

afterEach(closeServers);

/** The lines of an export with `releases` releases. */
async function exported(releases: number): Promise<readonly string[]> {
  const { call, token } = await openNewsroom();
  for (let n = 1; n < releases; n += 1) {
    await call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  }
  const { text } = await call('GET', `${NEWSROOM}/export`, { token });
  return text.split('\n').filter((line) => line !== '');
}

/** A newsroom without releases, whose feeds are in the response cache. */
async function openEmpty() {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  await harness.moveTo(NOON + 60_000);
  const front = await openBehindCache(harness);
  for (const _ of [1, 2]) for (const feed of FEEDS) await front.get(feed);
  return { ...harness, ...front, token };
}

type Front = Awaited<ReturnType<typeof openEmpty>>;

/** The newsroom is served as before: without a release, from the response cache. */
async function expectUnchanged({ get }: Front): Promise<void> {
  for (const feed of FEEDS) {
    const said = await get(feed);
    expect([feed, said.status, said.byApplication]).toEqual([feed, 200, false]);
    expect(said.body).not.toMatch(/Uusi lauttalinja|Ny färjelinje/);
  }
}

async function expectOpen({ get }: Front): Promise<void> {
  for (const feed of FEEDS) {
    const [first, second] = [await get(feed), await get(feed)];
    expect([first.status, second.status, second.byApplication]).toEqual([200, 200, false]);
    expect(first.body).toContain(feed.startsWith('/fi') ? 'Uusi lauttalinja' : 'Ny färjelinje');
    expect(second.body).toBe(first.body);
  }
}

test('an interrupted restore changes no feed, and the next restore makes its new version visible', async () => {
  const lines = await exported(2);
  const front = await openEmpty();
  for (const feed of FEEDS) expect((await front.get(feed)).byApplication).toBe(false);
  const restore = (given: readonly string[]) =>
    front.call('POST', `${NEWSROOM}/restore`, {
      token: front.token,
      json: given.join('\n'),
      headers: NDJSON,
    });
  expect((await restore(lines.slice(0, -1))).status).toBe(400);
  await expectUnchanged(front);
  expect((await restore(lines)).status).toBe(200);
  await expectOpen(front);
});

test('no feed shows anything of a restore before its last line', async () => {
  const lines = await exported(120);
  expect(lines.length).toBeGreaterThan(250);
  const front = await openEmpty();
  const encode = (given: readonly string[]) =>
    new TextEncoder().encode(given.map((line) => `${line}\n`).join(''));
  const taken = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        pulls += 1;
        if (pulls === 1) {
          controller.enqueue(encode(lines.slice(0, 250)));
          return;
        }
        // The next lines are read once the first portion of these has been written.
        taken.resolve();
        await goOn.promise;
        controller.enqueue(encode(lines.slice(250)));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const restored = front.app.request(`${NEWSROOM}/restore`, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { ...NDJSON, Authorization: `Bearer ${front.token}` },
  });
  await taken.promise;
  await expectUnchanged(front);
  goOn.resolve();
  expect((await restored).status).toBe(200);
  await expectOpen(front);
});

test('the feeds across newsrooms are served during the restore of a newsroom', async () => {
  const lines = await exported(2);
  const front = await openEmpty();
  for (const _ of [1, 2]) await front.get('/fi/feed.rss');
  await front.call('POST', `${NEWSROOM}/restore`, {
    token: front.token,
    json: lines.slice(0, -1).join('\n'),
    headers: NDJSON,
  });
  const said = await front.get('/fi/feed.rss');
  expect([said.status, said.byApplication]).toEqual([200, false]);
});
