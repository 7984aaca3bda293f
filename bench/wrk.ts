import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { CLIENT_CORE, type Rival } from './rival.ts';

/** What one run of `wrk` came to. */
export interface Load {
  /** Requests a second. */
  readonly rate: number;
  /** CPU time of the server, user and system, in microseconds a request. */
  readonly cpu: number;
}

export const CONNECTIONS = 32;
/** Of `/proc/…/stat`, in microseconds. */
const TICK = 10_000;

/** 32 connections that are kept alive, from the client's core. @throws when an answer was no success. */
export async function load(
  { url, pid }: Pick<Rival, 'url' | 'pid'>,
  target: string,
  headers: readonly string[],
  seconds: number,
): Promise<Load> {
  const before = cpuOf(pid);
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
  const cpu = cpuOf(pid) - before;
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]), cpu: cpu / requests };
}

/** Microseconds of CPU time that a process has had. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}
