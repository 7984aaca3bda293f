import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillOverHttp, startKaiku } from './kaiku.ts';
import { type Rival, SERVER_CORE, somePort, start, startRival, stop, temporary, waitFor } from './rival.ts';
import { sentAs } from './sent.ts';
import { median, table } from './table.ts';
import { type Load, load } from './wrk.ts';

/**
 * Reads of one feed: Kaiku, nginx over the same bytes on disk, a bare `node:http` with the same headers from memory, and a
 * Hono handler that renders with `feed` each time. One core for whoever answers, the other for `wrk`.
 * `node bench/reading.ts [rounds] [seconds]`
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const SECONDS = Number(process.argv[3] ?? 2);
const TARGET = '/fi/mittaus/feed.rss';

const filled = await startKaiku();
await fillOverHttp(filled, { slug: 'mittaus', releases: 50, bytes: 3000 });
// A process that has just published reads slower for a while: README.md says what was seen of it.
await stop(filled);
const kaiku = await startKaiku({ data: filled.data });
const url = `${kaiku.url}${TARGET}`;
for (let n = 0; n < 3; n += 1) {
  for (const coding of ['identity', 'gzip']) await fetch(url, { headers: { 'Accept-Encoding': coding } });
}

const home = temporary();
const www = join(home, 'www');
mkdirSync(join(www, 'fi/mittaus'), { recursive: true });
const whole = await sentAs(url, 'identity');
const zipped = await sentAs(url, 'gzip');
const unchanged = await sentAs(url, 'gzip', zipped.etag);
writeFileSync(join(www, TARGET), whole.body);
writeFileSync(join(www, `${TARGET}.gz`), zipped.body);
writeFileSync(
  join(home, 'answers.json'),
  JSON.stringify({
    ...{ whole: whole.headers.flat(), zipped: zipped.headers.flat(), unchanged: unchanged.headers.flat() },
    etag: zipped.etag,
  }),
);
const nginxTag = await startNginx();

const rivals: readonly Rival[] = [
  { ...kaiku, name: 'Kaiku', etag: zipped.etag },
  nginxTag,
  { ...(await startRival('bare', [home, www])), name: 'bare node:http', etag: zipped.etag },
  { ...(await startRival('rendering', [])), name: 'Hono + feed each time', etag: '"none"' },
];

const scenarios = [
  { name: 'full body', headers: () => ['Accept-Encoding: identity'] },
  { name: 'gzip', headers: () => ['Accept-Encoding: gzip'] },
  { name: '304', headers: ({ etag }: Rival) => ['Accept-Encoding: gzip', `If-None-Match: ${etag}`] },
];

const loads = new Map<string, Load[]>();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const scenario of scenarios) {
    for (const rival of rivals) {
      const key = `${scenario.name}|${rival.name}`;
      const done = await load(rival, TARGET, scenario.headers(rival), SECONDS);
      loads.set(key, [...(loads.get(key) ?? []), done]);
    }
  }
}

const perSecond = (name: string, rival: string) => medianOf(name, rival, ({ rate }) => rate);
const rows = scenarios.flatMap(({ name }) =>
  rivals.map((rival) => [
    name,
    rival.name,
    perSecond(name, rival.name).toFixed(0),
    (perSecond(name, rival.name) / perSecond(name, 'nginx')).toFixed(2),
    (perSecond(name, rival.name) / perSecond(name, 'bare node:http')).toFixed(2),
    medianOf(name, rival.name, ({ cpu }) => cpu).toFixed(1),
  ]),
);
process.stdout.write(
  table(['what', 'who', 'requests/s', 'of nginx', 'of bare node', 'CPU µs/request'], rows),
);
process.stdout.write(
  `\n${whole.body.length} bytes, ${zipped.body.length} gzipped; ${ROUNDS} rounds of ${SECONDS} s\n`,
);
for (const rival of rivals) await stop(rival);

function medianOf(name: string, rival: string, of: (load: Load) => number): number {
  return median((loads.get(`${name}|${rival}`) ?? []).map(of));
}

async function startNginx(): Promise<Rival> {
  const port = somePort();
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
  const { etag } = await sentAs(`${address}${TARGET}`, 'gzip');
  const master = readFileSync(join(home, 'nginx.pid'), 'utf8').trim();
  const worker = readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim();
  return { name: 'nginx', url: address, pid: Number(worker), child, etag };
}
