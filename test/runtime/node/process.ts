import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundle } from '../../../src/platform/node/bundle.ts';

export const ADMIN_TOKEN = 'test-admin-token';

export interface Running {
  readonly url: string;
  /** Lines of standard output. */
  readonly lines: readonly string[];
  /** The text of standard error. */
  said(): string;
  /** Sends the signal and waits for the end of the process. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** Sends a signal that ends nothing. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  readonly pid: number;
  /** The exit status, once the process has ended. */
  ended(): Promise<number | null>;
}

let built: Promise<string> | undefined;

/** The bundled programs, built once for all tests and readable for every user. */
async function buildServer(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'kaiku-built-'));
  chmodSync(directory, 0o755);
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  await bundle(directory);
  return directory;
}

export interface Launch {
  readonly data: string;
  readonly port: number;
  readonly program?: 'server' | 'demo';
  readonly environment?: { readonly [name: string]: string };
  /** Starts the server as an unprivileged user, since file modes do not restrict root. */
  readonly isUnprivileged?: boolean;
  readonly flags?: readonly string[];
}

/** The user nobody and the group nogroup, where the tests may change the user. */
export const NOBODY = 65_534;
export const isRoot = process.getuid?.() === 0;

async function launch({
  data,
  port,
  program = 'server',
  environment = {},
  isUnprivileged = false,
  flags = [],
}: Launch) {
  built ??= buildServer();
  const child = spawn(process.execPath, [join(await built, `${program}.mjs`), ...flags], {
    env: {
      ...process.env,
      PORT: String(port),
      KAIKU_DATA: data,
      KAIKU_ADMIN_TOKEN: ADMIN_TOKEN,
      ...environment,
    },
    ...(isUnprivileged && isRoot && { uid: NOBODY, gid: NOBODY }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const gone = once(child, 'close');
  const hasStarted = await Promise.race([once(reader, 'line').then(() => true), gone.then(() => false)]);
  return { child, gone, lines, hasStarted, said: () => said };
}

/** Starts the bundled server on `port` over `data` and resolves when it reports that it has started. */
export async function startServer(
  data: string,
  port: number,
  environment: { readonly [name: string]: string } = {},
  options: Pick<Launch, 'isUnprivileged' | 'flags'> = {},
): Promise<Running> {
  const { child, gone, lines, hasStarted, said } = await launch({ data, port, environment, ...options });
  if (!hasStarted) throw new Error(`the server ended: ${said()}`);
  return {
    url: `http://localhost:${port}`,
    lines,
    said,
    pid: child.pid ?? 0,
    signal: (signal) => void child.kill(signal),
    async ended() {
      await gone;
      return child.exitCode;
    },
    async kill(signal) {
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
  };
}

/** Starts the bundled server where it should fail, and returns its standard error and exit status. */
export async function refusedStart({ port, ...options }: Omit<Launch, 'port'> & { readonly port?: number }) {
  const launched = await launch({ ...options, port: port ?? (await freePort()) });
  const { child, gone, hasStarted, lines, said } = launched;
  if (hasStarted) child.kill('SIGKILL');
  await gone;
  return { status: child.exitCode, said: said(), lines };
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
