import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { CLIENT_CORE, start, stop } from './competitor.ts';
import { call, fillOverHttp, type Running, startKaiku } from './kaiku.ts';
import { releaseOf } from './sample.ts';
import { percentile, table } from './table.ts';
import { CONNECTIONS, cpuOf } from './wrk.ts';

/**
 * Measures from the API's answer to a publish until the new entry is in the feed, and until a subscriber of the hub has it,
 * in milliseconds: with no other reader, and while `wrk` reads the same feed. `node bench/visible.ts [publishes]`
 */
const PUBLISHES = Number(process.argv[2] ?? 300);
const TIMEOUT = 20_000;
const SLUG = 'mittaus';
const TARGET = `/fi/${SLUG}/feed.rss`;

interface Times {
  readonly publish: number;
  readonly visible: number;
  readonly push: number;
}

const waiting = new Map<string, (at: number) => void>();
const callback = createServer(async (request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://callback');
  // The hub verifies the subscription (WebSub section 5.3).
  if (request.method === 'GET') {
    response.end(searchParams.get('hub.challenge'));
    return;
  }
  const body = await text(request);
  const at = performance.now();
  response.end();
  for (const [title, resolve] of waiting) if (body.includes(title)) resolve(at);
}).listen(0, '127.0.0.1');
await once(callback, 'listening');

const kaiku = await startKaiku({ environment: { KAIKU_RATE_HUB: '100000' } });
const token = await fillOverHttp(kaiku, { slug: SLUG, releases: 50, bytes: 3000 });
await subscribe();
let number = 50;
// Warm up.
for (let n = 0; n < 5; n += 1) await publish();

const rows: string[][] = [];
rows.push(...rowsOf('none', await publishes()));
const load = await runUnderLoad(kaiku, publishes);
rows.push(...rowsOf(`${load.rate} requests/s`, load.done));
process.stdout.write(table(['other reads', `ms, ${PUBLISHES} publishes`, 'p50', 'p90', 'p99', 'max'], rows));
process.stdout.write(
  `\nof core 0 the service had ${load.share} % under load; without publishes ${await rateOf(kaiku)} requests/s\n`,
);
await stop(kaiku);
callback.closeAllConnections();
callback.close();

async function publishes(): Promise<readonly Times[]> {
  const done: Times[] = [];
  for (let n = 0; n < PUBLISHES; n += 1) done.push(await publish());
  return done;
}

async function publish(): Promise<Times> {
  number += 1;
  const { publishAt: _, ...release } = releaseOf(number, 3000);
  const title = release.variants.fi.title;
  const pushed = new Promise<number>((resolve, reject) => {
    waiting.set(title, resolve);
    setTimeout(() => reject(new Error(`no push of ${title}`)), TIMEOUT).unref();
  });
  const asked = performance.now();
  await call(kaiku.url, `/api/v1/newsrooms/${SLUG}/releases`, token, release);
  const answered = performance.now();
  const [visible, push] = await Promise.all([waitForEntry(title), pushed]);
  waiting.delete(title);
  return { publish: answered - asked, visible: visible - answered, push: push - answered };
}

/** Polls the feed until it has an entry of this title. */
async function waitForEntry(title: string): Promise<number> {
  let etag = '';
  for (const until = performance.now() + TIMEOUT; performance.now() < until; ) {
    const response = await fetch(kaiku.url + TARGET, { headers: { 'If-None-Match': etag } });
    etag = response.headers.get('etag') ?? '';
    if ((await response.text()).includes(title)) return performance.now();
  }
  throw new Error(`${title} is not in the feed`);
}

async function subscribe(): Promise<void> {
  const address = callback.address();
  const port = typeof address === 'object' ? address?.port : null;
  const response = await fetch(`${kaiku.url}/hub`, {
    method: 'POST',
    body: new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.topic': kaiku.url + TARGET,
      'hub.callback': `http://127.0.0.1:${port}/`,
    }),
  });
  if (response.status !== 202) throw new Error(await response.text());
  await new Promise((resolve) => setTimeout(resolve, 1000));
}

async function runUnderLoad<T>({ url, pids }: Running, work: () => Promise<T>) {
  const fields = ['-H', 'Accept-Encoding: gzip'];
  const wrk = ['wrk', '-t1', `-c${CONNECTIONS}`, '-d1h', '--timeout', '30s', ...fields, `${url}${TARGET}`];
  const child = start('taskset', ['-c', CLIENT_CORE, ...wrk], { stdio: ['ignore', 'pipe', 'inherit'] });
  const printed = child.stdout === null ? '' : text(child.stdout);
  const [cpu, began] = [cpuOf(pids), performance.now()];
  const done = await work();
  const share = Math.round((cpuOf(pids) - cpu) / (performance.now() - began) / 10);
  child.kill('SIGINT');
  const output = await printed;
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(output);
  return { done, share, rate: Math.round(Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])) };
}

async function rateOf(running: Running): Promise<number> {
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 5000));
  return (await runUnderLoad(running, quiet)).rate;
}

function rowsOf(reads: string, times: readonly Times[]): string[][] {
  const kinds = [
    ['the publishing call', times.map(({ publish: took }) => took)],
    ['answer to visible', times.map(({ visible }) => visible)],
    ['answer to first push', times.map(({ push }) => push)],
  ] as const;
  return kinds.map(([name, values]) => [
    ...[reads, name],
    ...[50, 90, 99, 100].map((percent) => percentile(values, percent).toFixed(1)),
  ]);
}
