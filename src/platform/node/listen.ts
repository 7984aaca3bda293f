import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { createApp } from '../../http/app.ts';
import { ResponseCache } from '../../http/response-cache.ts';
import { openRateLimiter } from '../rates.ts';
import { watchBodies } from './body-pace.ts';
import { withResponseCache } from './cached-responses.ts';
import { clientOf } from './client.ts';
import type { NodeEnvironment } from './environment.ts';
import type { NodeService } from './service.ts';

/** In milliseconds, bytes and connections. The reasons are in docs/operation.md. */
export const SERVER_LIMITS = {
  headersTimeout: 15_000,
  requestTimeout: 60 * 60 * 1000,
  /** Longer than the 60 s of common proxies, so that the proxy closes an idle connection first. */
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
  maxConnections: 16_384,
  drainTimeout: 4_000,
} as const;

/** How often a stop closes connections that have become idle, in milliseconds. */
const IDLE_CHECK_INTERVAL = 50;

export async function listen(
  service: NodeService,
  { port, rates, trustedProxies }: Pick<NodeEnvironment, 'port' | 'rates' | 'trustedProxies'>,
): Promise<{ port: number; stop: () => Promise<void> }> {
  await service.upgrade();
  const clientRates = {
    clientOf: clientOf(trustedProxies),
    limiter: openRateLimiter({ limits: rates, now: service.now }),
  };
  const responseCache = new ResponseCache(service.currentVersions, service.now);
  const app = getRequestListener(createApp(service, clientRates, responseCache).fetch);
  const { maxConnections, drainTimeout, ...options } = SERVER_LIMITS;
  // With `optimizeEmptyRequests` Node makes no stream for a request without a body.
  const server = createServer(
    { ...options, optimizeEmptyRequests: true },
    withResponseCache(responseCache, service.log, app),
  );
  server.maxConnections = maxConnections;
  const stopWatching = watchBodies(server);
  const closeSilent = trackSilentConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  // Some embargoes may have ended while the process was down.
  void service.runDueTasks();
  return {
    port: portOf(server) ?? port,
    stop: async () => {
      await drainConnections(server, closeSilent, drainTimeout);
      stopWatching();
      await service.close();
    },
  };
}

/** Returns a function that closes connections without a first byte, which `closeIdleConnections` leaves open. */
function trackSilentConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}

async function drainConnections(server: Server, closeSilent: () => void, timeout: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // Otherwise a connection that is kept alive would go on with further requests.
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Connection', 'close');
  });
  const idleCheck = setInterval(() => {
    server.closeIdleConnections();
    closeSilent();
  }, IDLE_CHECK_INTERVAL);
  await Promise.race([closed, sleep(timeout, null, { ref: false })]);
  clearInterval(idleCheck);
  server.closeAllConnections();
  await closed;
}

function portOf(server: Server): number | null {
  const address = server.address();
  return address === null || typeof address === 'string' ? null : address.port;
}

/** The first SIGTERM or SIGINT stops the service gracefully; a second one ends the process at once. */
export function stopOnSignals(stop: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit()));
  }
}
