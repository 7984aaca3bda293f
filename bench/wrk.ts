import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CLIENT_CORE, type Competitor } from './competitor.ts';

export interface Load {
  /** Requests a second. */
  readonly rate: number;
  /** CPU time of the server, user and system, in microseconds a request. */
  readonly cpu: number;
}

export const CONNECTIONS = 32;
/** The unit of `/proc/…/stat`, in microseconds. */
const TICK = 10_000;

/** Runs `wrk` on the client's core. @throws when an answer was an error. */
export async function load(
  { url, pids }: Pick<Competitor, 'url' | 'pids'>,
  target: string,
  headers: readonly string[],
  seconds: number,
): Promise<Load> {
  const before = cpuOf(pids);
  const fields = headers.flatMap((header) => ['-H', header]);
  const wrk = [
    'wrk',
    '-t1',
    '--timeout',
    '30s',
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    ...fields,
    `${url}${target}`,
  ];
  const { stdout } = await promisify(execFile)('taskset', ['-c', CLIENT_CORE, ...wrk]);
  const cpu = cpuOf(pids) - before;
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  await waitUntilIdle(pids);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]), cpu: cpu / requests };
}

/** CPU time of processes in microseconds. */
export function cpuOf(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, each) => sum + each, 0) * TICK;
}

/** Waits ten seconds at most for requests that `wrk` left behind, which would slow the next server. */
async function waitUntilIdle(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const before = cpuOf(pids);
    await setTimeout(200);
    if (cpuOf(pids) - before <= TICK) return;
  }
}
