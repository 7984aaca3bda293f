import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { createApp } from '../../http/app.ts';
import { ResponseCache } from '../../http/response-cache.ts';
import { openRates } from '../rates.ts';
import { watchBodies } from './body-pace.ts';
import { withResponseCache } from './cached-responses.ts';
import { clientOf } from './client.ts';
import type { NodeEnvironment } from './environment.ts';
import type { NodeService } from './service.ts';

/** What a connection may take. In milliseconds, bytes and connections; docs/operation.md says why. */
export const SERVER_LIMITS = {
  /** From the first byte of a request to the end of its headers. */
  headersTimeout: 15_000,
  /** For a whole request, however steadily it comes. */
  requestTimeout: 60 * 60 * 1000,
  /** An idle connection is kept for longer than proxies in front keep theirs, which end at 60 s: they close first. */
  keepAliveTimeout: 75_000,
  /** How often the first two are looked after. */
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
  maxConnections: 16_384,
  /** What has begun when the service is stopped may take so long. */
  drain: 4_000,
} as const;

/** How often a stop looks for connections that have become idle, in milliseconds. */
const LOOK = 50;

/** Serves the application until it is stopped; stopping finishes what has begun. */
export async function listen(
  service: NodeService,
  { port, rates, trustedProxies }: Pick<NodeEnvironment, 'port' | 'rates' | 'trustedProxies'>,
): Promise<{ port: number; stop: () => Promise<void> }> {
  await service.upgrade();
  const clientRates = {
    clientOf: clientOf(trustedProxies),
    rates: openRates({ limits: rates, now: service.now }),
  };
  const responseCache = new ResponseCache(service.currentVersions, service.now);
  const app = getRequestListener(createApp(service, clientRates, responseCache).fetch);
  const { maxConnections, drain, ...options } = SERVER_LIMITS;
  // Most requests have no body, and need no stream for one.
  const server = createServer(
    { ...options, optimizeEmptyRequests: true },
    withResponseCache(responseCache, service.log, app),
  );
  server.maxConnections = maxConnections;
  const stopWatching = watchBodies(server);
  const silent = watchSilent(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  // Embargoes that ended while the process was down are lifted as soon as it is up.
  void service.runDueTasks();
  return {
    port: portOf(server) ?? port,
    stop: async () => {
      await drained(server, silent, drain);
      stopWatching();
      await service.close();
    },
  };
}

/** Connections that have sent nothing yet: Node takes them for requests that have begun. */
function watchSilent(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}

/** Takes nothing new, finishes what has begun, and cuts off what has not ended in `longest` milliseconds. */
async function drained(server: Server, closeSilent: () => void, longest: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A connection that is kept alive takes further requests unless it is told otherwise.
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Connection', 'close');
  });
  const look = setInterval(() => {
    server.closeIdleConnections();
    closeSilent();
  }, LOOK);
  await Promise.race([closed, sleep(longest, null, { ref: false })]);
  clearInterval(look);
  server.closeAllConnections();
  await closed;
}

function portOf(server: Server): number | null {
  const address = server.address();
  return address === null || typeof address === 'string' ? null : address.port;
}

/** SIGTERM and SIGINT stop the service gracefully; a second one does not wait. */
export function stopOnSignals(stop: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit()));
  }
}
