import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bundle } from '../src/platform/node/bundle.ts';
import { type Answer, createAsk } from './fuzz/ask.ts';
import { type Attack, attack } from './fuzz/grammar.ts';
import { findGrowth, formatSample, ROUNDS, type Sample, sample } from './fuzz/growth.ts';
import { type Known, learn, learnFromMail, Pool, Tokens } from './fuzz/learned.ts';
import { startProber } from './fuzz/prober.ts';
import { openRemoteServers } from './fuzz/remote-servers.ts';
import { Coverage, readRoutes } from './fuzz/routes.ts';
import { start } from './fuzz/server.ts';
import { call } from './kaiku.ts';
import { SeededRandom } from './seeded-random.ts';

/**
 * `node bench/fuzz.ts [--seed n] [--requests n]` starts the bundled server with a relay and a receiver of its own, and sends
 * random requests to every route. Fails when an answer is 5xx or does not come, when the process ends, when the log has an
 * error, when a route was only answered by 404 or 405, or when memory goes on growing once the caches are full. Reports how
 * long reads of a newsroom that gets no other requests have waited; `waits.ts` says of which kind of request.
 */

const ADMIN = 'fuzz-admin-token';
const WORKERS = 16;
/** Milliseconds for background work before memory is measured. */
const PAUSE = 2000;

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, requests: { type: 'string', default: '100000' } },
});
const seed = Number(values.seed);
const total = Number(values.requests);

interface Finding {
  readonly what: string;
  readonly attack?: Attack;
}

const findings: Finding[] = [];
const failures = new Map<string, number>();
const coverage = new Coverage();
const statuses = new Map<number, number>();
const samples: Sample[] = [];
let slowest = { milliseconds: 0, path: '' };

const data = await mkdtemp(join(tmpdir(), 'kaiku-fuzz-'));
const built = await mkdtemp(join(tmpdir(), 'kaiku-fuzz-built-'));
await bundle(built);
const routes = await readRoutes(built);
const remoteServers = await openRemoteServers(seed, (mail) => learnFromMail(known, mail));
const server = await start({
  script: join(built, 'server.mjs'),
  environment: {
    KAIKU_DATA: data,
    KAIKU_ADMIN_TOKEN: ADMIN,
    KAIKU_LOG: 'requests',
    KAIKU_TRUST_PROXY: '1',
    KAIKU_ALLOW_PRIVATE_HOSTS: '1',
    KAIKU_SMTP_URL: `smtp://127.0.0.1:${remoteServers.smtp}`,
    KAIKU_MAIL_FROM: 'Kaiku <kaiku@example.fi>',
  },
  onLine: countLine,
});
const ask = createAsk(server.port, WORKERS);
const known = await fillServer();
const quiet = await createQuiet();
const prober = startProber({
  origin: server.origin,
  cached: `/fi/${quiet}/feed.rss`,
  uncached: `/fi/${quiet}/search?q=`,
});
const waits: string[] = [];
const began = performance.now();
const workers = Array.from({ length: WORKERS }, (_, worker) => new SeededRandom(seed * 1000 + worker));
let made = 0;
for (let round = 1; round <= ROUNDS && !server.hasEnded(); round += 1) {
  await Promise.all(workers.map((random) => work(random, (total * round) / ROUNDS)));
  await sleep(PAUSE);
  if (server.hasEnded()) break;
  const { cached, uncached } = await prober.take();
  const turn = await server.inspector.longestTurn();
  waits.push(
    `${cached.toFixed(0)} ms cached, ${uncached.toFixed(0)} ms uncached, ${turn.toFixed(0)} ms of CPU in one turn`,
  );
  const taken = await sample(server, round, made);
  samples.push(taken);
  console.log(formatSample(taken));
}
await prober.stop();
server.inspector.close();
await server.stop();
report();
await rm(data, { recursive: true });
await rm(built, { recursive: true });
process.exit(findings.length === 0 ? 0 : 1);

async function work(random: SeededRandom, until: number): Promise<void> {
  while (made < until && !server.hasEnded()) {
    made += 1;
    const next = attack(random, known);
    const started = performance.now();
    const answer = await ask(next);
    const milliseconds = performance.now() - started;
    if (milliseconds > slowest.milliseconds)
      slowest = { milliseconds, path: `${next.method} ${next.path.slice(0, 120)}` };
    if (server.hasEnded()) findings.push({ what: 'the server ended', attack: next });
    else if (typeof answer === 'string') findings.push({ what: answer, attack: next });
    else judge(next, answer);
  }
}

function judge(next: Attack, { status, text }: Answer): void {
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  if (status >= 500) findings.push({ what: `${status} ${text.slice(0, 200)}`, attack: next });
  if (status >= 200 && status < 300) learn(known, next.path, text);
}

/** The log has the route of each answer. */
function countLine(line: { readonly [name: string]: unknown }): void {
  const { level, what, method, route, status, time: _time, id: _id, ...rest } = line;
  if (level === 'error') {
    const failure = JSON.stringify({ what, ...rest });
    failures.set(failure, (failures.get(failure) ?? 0) + 1);
  }
  if (typeof method === 'string' && typeof route === 'string' && typeof status === 'number')
    coverage.count(method, route, status);
}

/** Creates two newsrooms with drafts and published releases. */
async function fillServer(): Promise<Known> {
  const tokens = new Tokens();
  for (const slug of ['satama', 'kirjasto']) {
    const profile = { slug, name: slug, languages: ['fi', 'sv', 'en'], defaultLanguage: 'fi' };
    const { token } = JSON.parse(await call(server.origin, '/api/v1/newsrooms', ADMIN, profile));
    tokens.add(String(token), slug);
    for (let n = 1; n <= 110; n += 1) {
      const variants = {
        fi: { title: `Tiedote ${n}`, body: '<p>Teksti.</p>', keywords: ['meri'] },
        sv: { title: `Nyhet ${n}` },
      };
      const state = n % 9 === 0 ? 'draft' : 'published';
      await call(server.origin, `/api/v1/newsrooms/${slug}/releases`, String(token), { state, variants });
    }
  }
  const none = (most: number) => new Pool([], most);
  return {
    routes,
    admin: ADMIN,
    origin: server.origin,
    remotePort: remoteServers.http,
    slugs: ['satama', 'kirjasto', ...Array.from({ length: 40 }, (_, n) => `huone-${n}`)],
    tokens,
    numbers: none(8),
    ids: none(30),
    cursors: none(20),
    previews: none(20),
    links: none(40),
    files: none(20),
    styles: none(1),
    exports: none(12),
  };
}

/** Nobody else asks this newsroom. */
async function createQuiet(): Promise<string> {
  const profile = { slug: 'hiljainen', name: 'x', languages: ['fi'], defaultLanguage: 'fi' };
  await call(server.origin, '/api/v1/newsrooms', ADMIN, profile);
  return profile.slug;
}

function report(): void {
  const seconds = (performance.now() - began) / 1000;
  for (const route of coverage.unmet(routes)) findings.push({ what: `never met: ${route}` });
  for (const what of findGrowth(samples)) findings.push({ what });
  for (const [failure, count] of failures) findings.push({ what: `${count} × ${failure}` });
  console.log(`seed ${seed}: ${made} requests in ${seconds.toFixed(0)} s`);
  console.log(
    [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status || 'closed'}: ${count}`)
      .join(', '),
  );
  const unsuccessful = coverage.unsuccessful(routes);
  console.log(`of ${routes.length} addresses, without success: ${unsuccessful.join(', ') || 'none'}`);
  console.log(`slowest: ${slowest.milliseconds.toFixed(0)} ms, ${slowest.path}`);
  console.log(`longest waits of another newsroom's reads, by round:\n${waits.join('\n')}`);
  for (const { what, attack } of findings.slice(0, 40))
    console.log(what, attack === undefined ? '' : formatAttack(attack));
  console.log(findings.length === 0 ? 'nothing found' : `${findings.length} findings`);
}

function formatAttack({ method, path, headers, body }: Attack): string {
  return [
    method,
    JSON.stringify(path.slice(0, 300)),
    JSON.stringify(headers).slice(0, 500),
    JSON.stringify(body.toString('latin1').slice(0, 300)),
  ].join(' ');
}
