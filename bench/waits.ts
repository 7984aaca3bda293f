import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../src/platform/node/bundle.ts';
import { startProber } from './fuzz/prober.ts';
import { start } from './fuzz/server.ts';
import { type SlowRequest, slowRequests } from './fuzz/slow-requests.ts';
import { call } from './kaiku.ts';
import { SeededRandom } from './seeded-random.ts';
import { table } from './table.ts';

/**
 * `node bench/waits.ts [--seed n] [--rounds n] [--import-bytes n] [--script server.mjs]` sends requests that are slow to handle
 * to one newsroom, and measures how long a read of another newsroom waits meanwhile. With `--url` the service runs
 * already, for example by `npm run dev`; it must know the admin token of `--admin`.
 */

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '1' },
    'import-bytes': { type: 'string', default: String(20 * 1024 * 1024) },
    verbose: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    script: { type: 'string' },
    url: { type: 'string' },
    admin: { type: 'string', default: 'admin-token-of-the-measurements' },
  },
});
const random = new SeededRandom(Number(values.seed));
const { admin } = values;

interface Wait {
  readonly name: string;
  requests: number;
  cached: number;
  uncached: number;
  held: number;
  longest: number;
  readonly statuses: Map<number, number>;
}

const directory = await mkdtemp(join(tmpdir(), 'kaiku-waits-'));
const server = values.url === undefined ? await startServer() : null;
const origin = values.url ?? server?.origin ?? '';
const OTHER = `toinen-${random.below(1e9)}`;
await fill(OTHER);
const prober = startProber({
  origin,
  cached: `/fi/${OTHER}/feed.rss`,
  uncached: `/fi/${OTHER}/search?q=`,
});
const waits = new Map<string, Wait>();
await prober.take();
await new Promise((resolve) => setTimeout(resolve, 1_000));
note('nothing', 0, 0, await prober.take(), (await server?.inspector.longestTurn()) ?? Number.NaN);
for (let round = 0; round < Number(values.rounds); round += 1) {
  const slug = `hidas-${random.below(1e9)}`;
  const token = await create(slug);
  const requests = slowRequests({ random, slug, importBytes: Number(values['import-bytes']) });
  for (const request of requests) if (request.kind.includes(values.only)) await measure(request, token);
}
await prober.stop();
console.log(
  table(
    [
      'kind of request',
      'requests',
      'cached read, ms',
      'uncached read, ms',
      'CPU of a turn, ms',
      'longest request, s',
      'answers',
    ],
    [...waits.values()].map(({ name, requests, cached, uncached, held, longest, statuses }) => [
      name,
      String(requests),
      ...[cached, uncached, held].map((ms) => (Number.isNaN(ms) ? '' : ms.toFixed(0))),
      (longest / 1000).toFixed(1),
      [...statuses].map(([status, count]) => `${status}: ${count}`).join(', '),
    ]),
  ),
);
server?.inspector.close();
await server?.stop();
await rm(directory, { recursive: true });
process.exit();

async function measure({ kind, method, path, type, body }: SlowRequest, token: string): Promise<void> {
  await prober.take();
  await server?.inspector.longestTurn();
  const began = performance.now();
  let status = 0;
  try {
    const response = await fetch(origin + path, {
      method,
      body,
      redirect: 'manual',
      headers: { Authorization: `Bearer ${token}`, ...(type !== '' && { 'Content-Type': type }) },
    });
    status = response.status;
    await response.arrayBuffer();
  } catch {}
  const took = performance.now() - began;
  note(kind, took, status, await prober.take(), (await server?.inspector.longestTurn()) ?? Number.NaN);
}

function note(
  name: string,
  took: number,
  status: number,
  { cached, uncached }: { readonly cached: number; readonly uncached: number },
  held: number,
): void {
  const known = waits.get(name) ?? {
    name,
    requests: 0,
    cached: 0,
    uncached: 0,
    held: 0,
    longest: 0,
    statuses: new Map<number, number>(),
  };
  waits.set(name, known);
  if (process.env.VERBOSE)
    console.log(name, status, took.toFixed(0), cached.toFixed(0), uncached.toFixed(0), held.toFixed(0));
  known.requests += 1;
  known.cached = Math.max(known.cached, cached);
  known.uncached = Math.max(known.uncached, uncached);
  known.held = Math.max(known.held, held);
  known.longest = Math.max(known.longest, took);
  known.statuses.set(status, (known.statuses.get(status) ?? 0) + 1);
}

async function startServer() {
  const built = join(directory, 'built');
  if (values.script === undefined) await bundle(built);
  return start({
    script: values.script ?? join(built, 'server.mjs'),
    environment: { KAIKU_DATA: join(directory, 'data'), KAIKU_ADMIN_TOKEN: admin },
    onLine: () => undefined,
  });
}

async function create(slug: string): Promise<string> {
  const profile = { slug, name: slug, languages: ['fi', 'sv', 'en'], defaultLanguage: 'fi' };
  return String(JSON.parse(await call(origin, '/api/v1/newsrooms', admin, profile)).token);
}

async function fill(slug: string): Promise<void> {
  const token = await create(slug);
  for (let n = 0; n < 20; n += 1)
    await call(origin, `/api/v1/newsrooms/${slug}/releases`, token, {
      state: 'published',
      variants: { fi: { title: `Tiedote ${n}`, body: '<p>Teksti.</p>' } },
    });
}
