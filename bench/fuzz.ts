import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../src/platform/node/bundle.ts';
import { isObject } from '../src/publish/json.ts';
import { Dice } from './dice.ts';
import { type Attack, attack, type Known } from './fuzz-grammar.ts';

/**
 * `node bench/fuzz.ts [--seed n] [--requests n] [--seconds n]`: starts the server as it is shipped and asks it for
 * anything. Fails when one answer is 5xx other than 503 and 507, when one does not come, when the process ends, or when its
 * memory goes on growing after the warm-up.
 */

const ADMIN = 'fuzz-admin-token';
const WORKERS = 16;
/** Milliseconds for one answer: imports of megabytes are among them. */
const PATIENCE = 20_000;
/** Of the requests, before the memory is looked at the first time; and how much more it may be at the end, in bytes. */
const WARM_UP = 0.4;
const GROWTH = 96 * 1024 * 1024;

const NOTHING: Attack = { method: '', path: '', headers: {}, body: Buffer.alloc(0), raw: null };

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '600' },
  },
});
const total = Number(values.requests);

interface Finding {
  readonly what: string;
  readonly attack: Attack;
}

const data = await mkdtemp(join(tmpdir(), 'kaiku-fuzz-'));
const built = await mkdtemp(join(tmpdir(), 'kaiku-fuzz-built-'));
await bundle(built);
const port = await freePort();
const server = start();
const log: string[] = [];
server.stdout?.on('data', (part: Buffer) =>
  log.push(
    ...part
      .toString()
      .split('\n')
      .filter((line) => line.includes('"error"')),
  ),
);
process.on('exit', () => server.kill('SIGKILL'));
let hasEnded = false;
void once(server, 'exit').then(() => {
  hasEnded = true;
});
if (server.stdout !== null) await once(server.stdout, 'data');

const agent = new Agent({ keepAlive: true, maxSockets: WORKERS });
const known = await found();
const findings: Finding[] = [];
const statuses = new Map<number, number>();
let made = 0;
let warm = 0;
let slowest = { milliseconds: 0, path: '' };
const began = performance.now();
const deadline = began + Number(values.seconds) * 1000;

await Promise.all(
  Array.from({ length: WORKERS }, (_, worker) => work(new Dice(Number(values.seed) * 1000 + worker))),
);
const cold = await memory();
server.kill('SIGTERM');
if (!hasEnded) await once(server, 'exit');
report();
await rm(data, { recursive: true });
await rm(built, { recursive: true });
process.exit(findings.length === 0 ? 0 : 1);

async function work(dice: Dice): Promise<void> {
  while (made < total && !hasEnded && performance.now() < deadline) {
    made += 1;
    if (warm === 0 && made > total * WARM_UP) warm = await memory();
    const next = attack(dice, known);
    const started = performance.now();
    const status = next.raw === null ? await answer(next) : await rawAnswer(next.raw);
    const milliseconds = performance.now() - started;
    if (milliseconds > slowest.milliseconds)
      slowest = { milliseconds, path: `${next.method} ${next.path.slice(0, 120)}` };
    if (typeof status === 'string') findings.push({ what: status, attack: next });
    else {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500 && status !== 503 && status !== 507)
        findings.push({ what: String(status), attack: next });
    }
  }
}

/** The status, 0 for a connection that the server closed as it may, or what went wrong. */
function answer({ method, path, headers, body }: Attack): Promise<number | string> {
  return new Promise((resolve) => {
    try {
      const asked = httpRequest(
        { agent, port, host: '127.0.0.1', method, path, headers, timeout: PATIENCE },
        (response) => {
          response.on('error', () => resolve('broken off'));
          response.on('end', () => resolve(response.statusCode ?? 0));
          response.resume();
        },
      );
      asked.on('timeout', () => {
        resolve('no answer');
        asked.destroy();
      });
      // The client's own refusal of what it was told to send, or a server that has read enough.
      asked.on('error', () => resolve(hasEnded ? 'the server ended' : 0));
      asked.end(body);
    } catch {
      resolve(0);
    }
  });
}

/** Bytes that no client would send. */
async function rawAnswer(bytes: Buffer): Promise<number | string> {
  const socket = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  socket.on('error', () => undefined);
  socket.setTimeout(1000, () => socket.destroy());
  socket.end(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(Buffer.concat(parts).toString('latin1')) ?? [];
  return Number(status);
}

function start(): ChildProcess {
  return spawn(process.execPath, [join(built, 'server.mjs')], {
    env: {
      ...process.env,
      ...{ PORT: String(port), KAIKU_DATA: data, KAIKU_ADMIN_TOKEN: ADMIN },
      ...{ KAIKU_RATE_HUB: '1000000', KAIKU_RATE_SUBSCRIBE: '1000000' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Two newsrooms with releases in every state, so that there is something to meet. */
async function found(): Promise<Known> {
  const tokens: string[] = [];
  for (const slug of ['satama', 'kirjasto']) {
    const profile = { slug, name: slug, languages: ['fi', 'sv', 'en'], defaultLanguage: 'fi' };
    const founded = await call('/api/v1/newsrooms', ADMIN, profile);
    tokens.push(String(founded.token));
    for (let n = 1; n <= 110; n += 1) {
      const variants = {
        fi: { title: `Tiedote ${n}`, body: '<p>Teksti.</p>', keywords: ['meri'] },
        sv: { title: `Nyhet ${n}` },
      };
      await call(`/api/v1/newsrooms/${slug}/releases`, String(founded.token), {
        state: n % 9 === 0 ? 'draft' : 'published',
        variants,
      });
    }
  }
  return { slugs: ['satama', 'kirjasto'], tokens, admin: ADMIN };
}

async function call(
  path: string,
  token: string,
  body: object,
): Promise<{ readonly [name: string]: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const json: unknown = await response.json();
  return isObject(json) ? json : {};
}

/** Resident bytes of the server. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function report(): void {
  const seconds = (performance.now() - began) / 1000;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
  if (cold - warm > GROWTH)
    findings.push({ what: `grew from ${megabytes(warm)} to ${megabytes(cold)}`, attack: NOTHING });
  console.log(`seed ${values.seed}: ${made} requests in ${seconds.toFixed(0)} s`);
  console.log(
    [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status || 'closed'}: ${count}`)
      .join(', '),
  );
  console.log(`resident after the warm-up ${megabytes(warm)}, at the end ${megabytes(cold)}`);
  console.log(`slowest: ${slowest.milliseconds.toFixed(0)} ms, ${slowest.path}`);
  for (const { what, attack: found } of findings.slice(0, 20)) {
    const { method, path, headers, body } = found;
    console.log(
      what,
      method,
      JSON.stringify(path.slice(0, 300)),
      JSON.stringify(headers).slice(0, 400),
      JSON.stringify(body.toString('latin1').slice(0, 300)),
    );
  }
  for (const line of [...new Set(log.map((each) => each.replace(/"(time|id)":"[^"]*",/g, '')))].slice(0, 20))
    console.log(line);
  console.log(findings.length === 0 ? 'nothing found' : `${findings.length} findings`);
}
