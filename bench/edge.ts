import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from 'miniflare';
import { pickPort, SERVER_CORE, temporaryDirectory } from './competitor.ts';
import { call, fillOverHttp } from './kaiku.ts';
import { fetchRaw } from './raw-response.ts';
import { profileOf, releaseOf } from './sample.ts';
import { median, table } from './table.ts';
import { type Load, load } from './wrk.ts';

/**
 * Measures reads of one feed under workerd: the worker with its Durable Objects on disk, and a bare worker with the same
 * headers and bytes in memory. Without Workers Cache each read costs what a miss or a revalidation costs. Then prints the
 * headers of each kind of request. `node bench/edge.ts [rounds] [seconds]`
 */
const ROUNDS = Number(process.argv[2] ?? 3);
const SECONDS = Number(process.argv[3] ?? 2);
const SLUG = 'mittaus';
const RELEASES = 50;
const TARGET = `/fi/${SLUG}/feed.rss`;
const ADMIN = 'admin-token-of-the-measurements';
const FIELDS = ['Cache-Control', 'Cloudflare-CDN-Cache-Control', 'Cache-Tag', 'Vary'] as const;
const root = join(import.meta.dirname, '..');
const out = temporaryDirectory();
execFileSync(join(root, 'node_modules/.bin/wrangler'), ['deploy', '--dry-run', `--outdir=${out}`], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, KAIKU_ADMIN_TOKEN: ADMIN, WRANGLER_SEND_METRICS: 'false' },
});

const port = pickPort();
const url = `http://127.0.0.1:${port}`;
const COMMON = { modules: true, host: '127.0.0.1', compatibilityDate: '2026-10-23' } as const;
const kaiku = await startWorker({
  ...COMMON,
  port,
  script: readFileSync(join(out, 'worker.js'), 'utf8'),
  bindings: { KAIKU_BASE_URL: url, KAIKU_ADMIN_TOKEN: ADMIN, KAIKU_ALLOW_PRIVATE_HOSTS: '1' },
  durableObjects: {
    NEWSROOM: { className: 'NewsroomObject', useSQLite: true },
    DIRECTORY: { className: 'DirectoryObject', useSQLite: true },
  },
  resourcePersistencePath: temporaryDirectory(),
  r2Buckets: ['MEDIA'],
  ratelimits: {
    HUB_RATE: { namespace_id: '1', simple: { limit: 600, period: 60 } },
    SUBSCRIBE_RATE: { namespace_id: '2', simple: { limit: 150, period: 60 } },
  },
});
const token = await fillOverHttp(kaiku, { slug: SLUG, releases: RELEASES, bytes: 3000 });

const bare = await startWorker({
  ...COMMON,
  port: port + 1,
  script: `
const kept = await Promise.resolve(${JSON.stringify({ whole: await responseIn('identity'), zipped: await responseIn('gzip') })});
const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const whole = bytes(kept.whole.body), zipped = bytes(kept.zipped.body);
export default {
  fetch(request) {
    const { headers } = kept.zipped;
    if (request.headers.get('if-none-match') === headers.etag) return new Response(null, { status: 304, headers });
    if (request.headers.get('accept-encoding') === 'gzip' || request.cf?.clientAcceptEncoding === 'gzip')
      return new Response(zipped, { headers, encodeBody: 'manual' });
    return new Response(whole, { headers: kept.whole.headers });
  },
};`,
});

const { etag } = await fetchRaw(url + TARGET, 'gzip');
const scenarios = [
  { name: 'full body', headers: ['Accept-Encoding: identity'] },
  { name: 'gzip', headers: ['Accept-Encoding: gzip'] },
  { name: '304', headers: ['Accept-Encoding: gzip', `If-None-Match: ${etag}`] },
];
const rows: string[][] = [];
for (const { name, headers } of scenarios) {
  const loads: { kaiku: Load[]; bare: Load[] } = { kaiku: [], bare: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    loads.kaiku.push(await load(kaiku, TARGET, headers, SECONDS));
    loads.bare.push(await load(bare, TARGET, headers, SECONDS));
  }
  const ours = median(loads.kaiku.map(({ rate }) => rate));
  const theirs = median(loads.bare.map(({ rate }) => rate));
  const cpu = [loads.kaiku, loads.bare].map((all) => median(all.map((one) => one.cpu)).toFixed(0));
  rows.push([name, ours.toFixed(0), theirs.toFixed(0), (ours / theirs).toFixed(2), ...cpu]);
}
process.stdout.write(
  table(['what', 'Kaiku/s', 'bare/s', 'ratio', 'CPU µs/request', 'bare, CPU µs/request'], rows),
);

process.stdout.write(`\n${table(['request', 'status', ...FIELDS], await answerRows())}`);
await kaiku.worker.dispose();
await bare.worker.dispose();

async function answerRows(): Promise<string[][]> {
  const apiPath = `/api/v1/newsrooms/${SLUG}`;
  await call(url, '/api/v1/newsrooms', ADMIN, profileOf('toinen'));
  const preview = await call(url, `${apiPath}/releases/1/previews`, token, {}).catch(() => '{}');
  const link = /"url":"https?:\/\/[^/"]+([^"]+)"/.exec(preview)?.[1];
  const bytes = new Blob([new Uint8Array(png())], { type: 'image/png' });
  const upload = new FormData();
  upload.append('file', bytes, 'kuva.png');
  upload.append('metadata', JSON.stringify({ visibility: 'public' }));
  const uploaded = await fetch(`${url}${apiPath}/media`, {
    method: 'PUT',
    body: upload,
    headers: { Authorization: `Bearer ${token}` },
  });
  const file = /"url":"https?:\/\/[^/"]+([^"]+)"/.exec(await uploaded.text())?.[1];
  // As many again close a first archive document.
  for (let n = RELEASES + 1; n <= 2 * RELEASES; n += 1) {
    await call(url, `${apiPath}/releases`, token, releaseOf(n, 100));
  }
  const month = releaseOf(1, 0).publishAt.slice(0, 7);
  const release = (await location(`/${SLUG}/1`)).replace(/^https?:\/\/[^/]+/, '');
  const named = (await location(release)).replace(/^https?:\/\/[^/]+/, '') || release;
  const paths: readonly (readonly [string, string, string?])[] = [
    ['feed of a newsroom', TARGET],
    ['feed of all newsrooms', '/fi/feed.rss'],
    ['feed of a keyword', `/fi/${SLUG}/keywords/talvi/feed.atom`],
    ['feed of a type', `/fi/${SLUG}/types/release/feed.json`],
    ['negotiated feed', `/${SLUG}/feed`],
    ['archive document of a feed', `/fi/${SLUG}/feed.rss?archive=1`],
    ['page of all newsrooms', '/fi/'],
    ['page of a newsroom', `/fi/${SLUG}`],
    ['page of a month', `/fi/${SLUG}/${month}`],
    ['page of a keyword', `/fi/${SLUG}/keywords/talvi`],
    ['page of a media file', `/fi/${SLUG}/media/${file?.split('/').at(-2)}`],
    ['form to subscribe by', `/fi/${SLUG}/subscribe`],
    ['page of a release', named],
    ['release under another name', `/fi/${SLUG}/1/muu`],
    ['search', `/fi/${SLUG}/search?q=talvi`],
    ['API, anonymous', `${apiPath}/releases`],
    ['API, authorized', `${apiPath}/releases`, token],
    ['media file', file ?? '/media'],
    ['sitemap of a newsroom', `/sitemap-${file?.split('/').at(-3)}-1.xml`],
    ['sitemap index', '/sitemap.xml'],
    ['news sitemap', '/news-sitemap.xml'],
    ['robots.txt', '/robots.txt'],
    ['OPML', '/fi/opml'],
    ['no such page', `/fi/${SLUG}/999/ei`],
    ['no such newsroom', '/fi/ei-ole/feed.rss'],
    ['preview', link ?? '/preview'],
    ['healthz', '/healthz'],
  ];
  const rows: string[][] = [];
  for (const [what, path, authorized] of paths) {
    const response = await fetch(url + path, {
      redirect: 'manual',
      headers: authorized === undefined ? {} : { Authorization: `Bearer ${authorized}` },
    });
    await response.arrayBuffer();
    const values = FIELDS.map((name) => response.headers.get(name) ?? '-');
    rows.push([what, String(response.status), ...values]);
  }
  return rows;
}

async function location(path: string): Promise<string> {
  const response = await fetch(url + path, { redirect: 'manual' });
  await response.arrayBuffer();
  return response.headers.get('location') ?? '';
}

/** One pixel. */
function png(): Buffer {
  return Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  );
}

/** Starts workerd on the servers' core. */
async function startWorker(options: V4MiniflareOptions & { readonly port: number }) {
  const before = new Set(workerds());
  const worker = new Miniflare(convertV4MiniflareOptions(options));
  await worker.ready;
  const pid = workerds().find((one) => !before.has(one)) ?? 0;
  execFileSync('taskset', ['-a', '-c', '-p', SERVER_CORE, String(pid)], { stdio: 'ignore' });
  return { worker, pids: [pid], url: `http://127.0.0.1:${options.port}` };
}

function workerds(): number[] {
  return readdirSync(`/proc/${process.pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('workerd'))
    .map(Number);
}

/** The worker's response, which the bare worker sends too. */
async function responseIn(coding: string) {
  const { body, headers } = await fetchRaw(url + TARGET, coding);
  const own = headers.map(([name, value]) => [name.toLowerCase(), value]);
  return { body: body.toString('base64'), headers: Object.fromEntries(own) };
}
