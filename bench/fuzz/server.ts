import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { isObject } from '../../src/base/json.ts';
import { type Inspector, openInspector } from './inspector.ts';

export interface Started {
  readonly origin: string;
  readonly port: number;
  readonly metrics: () => Promise<string>;
  readonly inspector: Inspector;
  hasEnded(): boolean;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** The built `server.mjs`. */
  readonly script: string;
  readonly environment: { readonly [name: string]: string };
  /** Called for each line of the log. */
  readonly onLine: (line: { readonly [name: string]: unknown }) => void;
}

export async function start({ script, environment, onLine }: StartOptions): Promise<Started> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', script], {
    env: { ...process.env, PORT: String(port), KAIKU_METRICS: `127.0.0.1:${metricsPort}`, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.on('exit', () => child.kill('SIGKILL'));
  let hasEnded = false;
  const ended = once(child, 'exit').then(() => {
    hasEnded = true;
  });
  const inspectorAddress = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    const [, address] = /^Debugger listening on (ws:\S+)/.exec(line) ?? [];
    if (address !== undefined) inspectorAddress.resolve(address);
    else if (!/^(For help|Debugger (attached|ending))/.test(line)) console.error(line);
  });
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    const parsed: unknown = JSON.parse(line);
    if (isObject(parsed)) onLine(parsed);
  });
  await Promise.race([once(lines, 'line'), ended]);
  return {
    port,
    origin: `http://localhost:${port}`,
    hasEnded: () => hasEnded,
    metrics: async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
    inspector: await openInspector(await inspectorAddress.promise),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return address !== null && typeof address === 'object' ? address.port : 0;
}
