import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Competitor,
  childrenOf,
  pickPort,
  SERVER_CORE,
  start,
  startCompetitor,
  stop,
  temporaryDirectory,
  waitFor,
} from './competitor.ts';
import { startWordPress } from './competitors/wordpress/wordpress.ts';
import { fillOverHttp, startKaiku } from './kaiku.ts';
import { fetchRaw } from './raw-response.ts';
import { median, table } from './table.ts';
import { type Load, load } from './wrk.ts';

/**
 * Measures reads of one feed from Kaiku, nginx over the same bytes on disk, a bare `node:http` with the same headers in
 * memory, a Hono handler that renders with `feed` each time, and, where it is installed, WordPress alone and behind nginx's
 * page cache. One core runs the server, the other `wrk`.
 * `node bench/reading.ts [rounds] [seconds]`
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const SECONDS = Number(process.argv[3] ?? 2);
const TARGET = '/fi/mittaus/feed.rss';

const filled = await startKaiku();
await fillOverHttp(filled, { slug: 'mittaus', releases: 50, bytes: 3000 });
// A process that has just published answers more slowly for a while (README.md).
await stop(filled);
const kaiku = await startKaiku({ data: filled.data });
const url = `${kaiku.url}${TARGET}`;
for (let n = 0; n < 3; n += 1) {
  for (const coding of ['identity', 'gzip']) await fetch(url, { headers: { 'Accept-Encoding': coding } });
}

const home = temporaryDirectory();
const www = join(home, 'www');
mkdirSync(join(www, 'fi/mittaus'), { recursive: true });
const whole = await fetchRaw(url, 'identity');
const zipped = await fetchRaw(url, 'gzip');
const conditions = { 'If-None-Match': zipped.etag };
const unchanged = await fetchRaw(url, 'gzip', conditions);
writeFileSync(join(www, TARGET), whole.body);
writeFileSync(join(www, `${TARGET}.gz`), zipped.body);
writeFileSync(
  join(home, 'answers.json'),
  JSON.stringify({
    whole: whole.headers.flat(),
    zipped: zipped.headers.flat(),
    unchanged: unchanged.headers.flat(),
    etag: zipped.etag,
  }),
);
const wordpress = await startWordPress();
if (wordpress === undefined) process.stdout.write('WordPress is left out: it is not installed\n');

const competitors: readonly Competitor[] = [
  { ...kaiku, name: 'Kaiku', conditions },
  await startNginx(),
  { ...(await startCompetitor('bare', [home, www])), name: 'bare node:http', conditions },
  { ...(await startCompetitor('rendering', [])), name: 'Hono + feed each time', conditions: {} },
  ...(wordpress?.competitors ?? []),
];

const scenarios = [
  { name: 'full body', headers: () => ['Accept-Encoding: identity'] },
  { name: 'gzip', headers: () => ['Accept-Encoding: gzip'] },
  {
    name: '304',
    headers: ({ conditions }: Competitor) => [
      'Accept-Encoding: gzip',
      ...Object.entries(conditions).map(([name, value]) => `${name}: ${value}`),
    ],
  },
];

const loads = new Map<string, Load[]>();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const scenario of scenarios) {
    for (const competitor of competitors) {
      const seconds = Math.max(SECONDS, competitor.seconds ?? 0);
      const key = `${scenario.name}|${competitor.name}`;
      const done = await load(competitor, competitor.target ?? TARGET, scenario.headers(competitor), seconds);
      loads.set(key, [...(loads.get(key) ?? []), done]);
    }
  }
}

const perSecond = (name: string, competitor: string) => medianOf(name, competitor, ({ rate }) => rate);
const rows = scenarios.flatMap(({ name }) =>
  competitors.map((competitor) => [
    name,
    name === '304' && competitor.remark !== undefined
      ? `${competitor.name} (${competitor.remark})`
      : competitor.name,
    figure(perSecond(name, competitor.name), 0),
    figure(perSecond(name, competitor.name) / perSecond(name, 'nginx'), 2),
    figure(perSecond(name, competitor.name) / perSecond(name, 'bare node:http'), 2),
    medianOf(name, competitor.name, ({ cpu }) => cpu).toFixed(1),
  ]),
);
process.stdout.write(
  table(['what', 'who', 'requests/s', 'of nginx', 'of bare node', 'CPU µs/request'], rows),
);
process.stdout.write(
  `\n${whole.body.length} bytes, ${zipped.body.length} gzipped; ${ROUNDS} rounds of ${SECONDS} s\n`,
);
for (const { name, url, target, seconds = SECONDS } of wordpress?.competitors ?? []) {
  const feeds = [await fetchRaw(`${url}${target}`, 'identity'), await fetchRaw(`${url}${target}`, 'gzip')];
  process.stdout.write(
    `${name}: ${feeds.map(({ body }) => body.length).join(' bytes, ')} gzipped; rounds of ${Math.max(SECONDS, seconds)} s\n`,
  );
}
for (const competitor of competitors) await stop(competitor);
await wordpress?.end();

function medianOf(name: string, competitor: string, of: (load: Load) => number): number {
  return median((loads.get(`${name}|${competitor}`) ?? []).map(of));
}

/** Keeps two significant digits at least, so that a small ratio is not printed as 0.00. */
function figure(value: number, decimals: number): string {
  return value < 10 ** (1 - decimals) ? value.toPrecision(2) : value.toFixed(decimals);
}

async function startNginx(): Promise<Competitor> {
  const port = pickPort();
  const conf = join(home, 'nginx.conf');
  const added = zipped.headers.flatMap(([name, value]) =>
    /^(etag|content-|last-modified|vary)/i.test(name) ? [] : [`add_header ${name} '${value}';`],
  );
  writeFileSync(
    conf,
    `worker_processes 1; daemon off; pid ${home}/nginx.pid; error_log ${home}/error.log; user root;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; keepalive_timeout 75s; open_file_cache max=100 inactive=60s;
  types { application/rss+xml rss; }
  server { listen 127.0.0.1:${port} reuseport; root ${www}; gzip_static on; gzip_vary on; add_header Content-Language fi; ${added.join(' ')} }
}
`,
  );
  const child = start('taskset', ['-c', SERVER_CORE, 'nginx', '-c', conf], { stdio: 'inherit' });
  const address = `http://127.0.0.1:${port}`;
  await waitFor(`${address}${TARGET}`);
  const { etag } = await fetchRaw(`${address}${TARGET}`, 'gzip');
  return {
    name: 'nginx',
    url: address,
    pids: childrenOf(child.pid),
    child,
    conditions: { 'If-None-Match': etag },
  };
}
