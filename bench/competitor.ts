import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Conditions } from './sent.ts';

export const SERVER_CORE = '0';
export const CLIENT_CORE = '1';

/** Somebody who answers. */
export interface Rival {
  readonly name: string;
  readonly url: string;
  /** Of its feed, where that is not the same as Kaiku's. */
  readonly target?: string;
  /** Of the processes whose CPU time counts. */
  readonly pids: readonly number[];
  readonly child: ChildProcess;
  /** What a client that has the gzipped document sends. */
  readonly conditions: Conditions;
  /** How these differ from such a client's, or the answer from a 304. */
  readonly remark?: string;
  /** How long a round is at least, where a second has too few answers for a figure. */
  readonly seconds?: number;
}

/** A port that most likely is free: below those that Linux gives to who connects, of which others hold many. */
export function somePort(): number {
  return 20_000 + Math.floor(Math.random() * 12_000);
}

// By default a signal ends a process without `exit`, on which the programs are ended.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Starts a program, which ends with this one at the latest. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  process.once('exit', () => child.kill());
  return child;
}

/** The processes that one has started itself. */
export function childrenOf(pid = 0): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

export function temporary(): string {
  return mkdtempSync(join(tmpdir(), 'kaiku-bench-'));
}

/** Bundles a program of this folder as the service itself is bundled. Returns its path. */
export async function bundled(entry: string): Promise<string> {
  const outfile = join(temporary(), 'program.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    absWorkingDir: join(import.meta.dirname, '..'),
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
}

/** Starts a program of `rivals/` on the servers' core; it is told its port first. */
export async function startRival(
  name: string,
  args: readonly string[],
): Promise<Omit<Rival, 'name' | 'conditions'>> {
  const program = await bundled(`rivals/${name}.ts`);
  const port = somePort();
  const child = start('taskset', ['-c', SERVER_CORE, process.execPath, program, String(port), ...args], {
    stdio: 'inherit',
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(url);
  return { url, pids: [child.pid ?? 0], child };
}

export async function waitFor(url: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const isUp = await fetch(url).then(
      async (response) => {
        await response.arrayBuffer();
        return true;
      },
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nobody answers at ${url}`);
}

export async function stop({ child }: Pick<Rival, 'child'>): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
