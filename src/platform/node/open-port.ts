import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Where to listen, and the variables that an operator has said it by. */
export interface ListeningPlace {
  /** Null means all addresses of the machine. */
  readonly host: string | null;
  readonly port: number;
  readonly variables: { readonly host: string; readonly port: string };
}

export const MAIN_VARIABLES = { host: 'KAIKU_HOST', port: 'PORT' } as const;
export const METRICS_VARIABLES = { host: 'KAIKU_METRICS', port: 'KAIKU_METRICS' } as const;

/** In milliseconds: a name server that does not answer would keep the start waiting. */
const TIMEOUT = 5_000;

/** @throws an error that names the variable by which the place was given. */
export async function openPort(server: Server, { host, port, variables }: ListeningPlace): Promise<void> {
  const deadline = AbortSignal.timeout(TIMEOUT);
  try {
    server.listen(host === null ? { port } : { port, host });
    await once(server, 'listening', { signal: deadline });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Error(reasonOf(code, port, variables), { cause: error });
  }
}

function reasonOf(code: string, port: number, variables: ListeningPlace['variables']): string {
  if (code === 'EADDRINUSE') return `${variables.port}: port ${port} is taken by another program (${code})`;
  if (code === 'EACCES') return `${variables.port}: this user may not listen on port ${port} (${code})`;
  return `${variables.host} must be an address of this machine (${code})`;
}

/** Whether the port could be opened now, told before the work of a start. @throws as `openPort`. */
export async function checkPort(place: ListeningPlace): Promise<void> {
  const server = createServer();
  await openPort(server, place);
  server.close();
  await once(server, 'close');
}

/** The address under which an open server answers, such as `http://[::]:8787`. */
export function addressOf(server: Server): { readonly port: number; readonly url: string } {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { port: address.port, url: `http://${host}:${address.port}` };
}
