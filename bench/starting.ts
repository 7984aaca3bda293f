import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { bundle } from '../src/platform/node/bundle.ts';
import { pickPort, SERVER_CORE, temporaryDirectory } from './competitor.ts';
import { median, table } from './table.ts';

/** Measures from the start of a process to its first answer: Kaiku over an empty directory, and a bare `node:http`. */
const ROUNDS = Number(process.argv[2] ?? 9);
const programs = temporaryDirectory();
await bundle(programs);
const bare = join(programs, 'bare.mjs');
writeFileSync(
  bare,
  "import { createServer } from 'node:http'; createServer((_, response) => response.end('a')).listen(Number(process.env.PORT));",
);
const kaiku = join(programs, 'server.mjs');
const data = temporaryDirectory();
const took: { [server: string]: number[] } = { 'bare node:http': [], Kaiku: [] };
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [server, program] of [
    ['bare node:http', bare],
    ['Kaiku', kaiku],
  ] as const) {
    const time = await firstAnswer(program, server === 'Kaiku' ? '/fi/feed.rss' : '/');
    // The first round reads the files into the system's cache.
    if (round > 0) took[server]?.push(time);
  }
}
const least = median(took['bare node:http'] ?? []);
const rows = Object.entries(took).map(([server, times]) => [
  server,
  median(times).toFixed(0),
  `+${(median(times) - least).toFixed(0)}`,
]);
process.stdout.write(table(['who', 'ms to the first answer', 'over bare'], rows));

async function firstAnswer(program: string, path: string): Promise<number> {
  const port = pickPort();
  const began = performance.now();
  const child = spawn('taskset', ['-c', SERVER_CORE, process.execPath, program], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: String(port), KAIKU_DATA: data, KAIKU_ADMIN_TOKEN: 'admin-token-of-a-test' },
  });
  while (!(await answers(port, path))) await new Promise((resolve) => setTimeout(resolve, 1));
  const time = performance.now() - began;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return time;
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    get({ port, path, agent: false }, (response) => {
      response.resume().on('end', () => resolve(true));
    }).on('error', () => resolve(false));
  });
}
