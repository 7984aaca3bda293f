import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundle } from '../../../src/platform/node/bundle.ts';

export const ADMIN_TOKEN = 'test-admin-token';

export interface Running {
  readonly url: string;
  /** Sends the signal and waits for the process to be gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

let built: Promise<string> | undefined;

/** The server as it is shipped, built once for all that start it here. */
async function buildServer(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'kaiku-built-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  await bundle(directory);
  return join(directory, 'server.mjs');
}

/** Starts the real server on `port` over `data` and resolves when it says that it serves. */
export async function startServer(
  data: string,
  port: number,
  environment: { readonly [name: string]: string } = {},
): Promise<Running> {
  built ??= buildServer();
  const child: ChildProcess = spawn(process.execPath, [await built], {
    env: {
      ...process.env,
      ...{ PORT: String(port), KAIKU_DATA: data, KAIKU_ADMIN_TOKEN: ADMIN_TOKEN },
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  if (child.stdout === null) throw new Error('no output to read');
  const lines = createInterface({ input: child.stdout });
  await Promise.race([once(lines, 'line'), gone.then(() => Promise.reject(new Error('the server ended')))]);
  return {
    url: `http://localhost:${port}`,
    async kill(signal) {
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
  };
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Sends JSON and reads JSON. */
export async function call(
  url: string,
  token: string,
  method: 'GET' | 'POST',
  body?: object,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const json: unknown = await response.json();
  return { status: response.status, json: typeof json === 'object' && json !== null ? { ...json } : {} };
}
