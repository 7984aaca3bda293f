import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Conditions } from './raw-response.ts';

export const SERVER_CORE = '0';
export const CLIENT_CORE = '1';

/** A server whose answers are measured. */
export interface Competitor {
  readonly name: string;
  readonly url: string;
  /** The path of its feed, where it is not Kaiku's. */
  readonly target?: string;
  /** The processes whose CPU time counts. */
  readonly pids: readonly number[];
  readonly child: ChildProcess;
  /** The headers of a client that has the gzipped document. */
  readonly conditions: Conditions;
  /** Printed where `conditions` are another client's, or the answer is no 304. */
  readonly remark?: string;
  /** The shortest round, for a server that gives few answers in a second. */
  readonly seconds?: number;
}

/** Below the ephemeral ports of Linux, and therefore most likely free. */
export function pickPort(): number {
  return 20_000 + Math.floor(Math.random() * 12_000);
}

// By default a signal ends a process without the event `exit`, which ends the programs.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** The program ends with this process at the latest. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  process.once('exit', () => child.kill());
  return child;
}

export function childrenOf(pid = 0): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'kaiku-bench-'));
}

/** Bundles a program of this folder as the service is bundled. Returns its path. */
export async function bundleProgram(entry: string): Promise<string> {
  const outfile = join(temporaryDirectory(), 'program.mjs');
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

/** Starts a program of `competitors/` on the servers' core. Its port is its first argument. */
export async function startCompetitor(
  name: string,
  args: readonly string[],
): Promise<Omit<Competitor, 'name' | 'conditions'>> {
  const program = await bundleProgram(`competitors/${name}.ts`);
  const port = pickPort();
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
  throw new Error(`no answer at ${url}`);
}

export async function stop({ child }: Pick<Competitor, 'child'>): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
