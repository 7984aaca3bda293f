import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { createApp } from '../../http/app.ts';
import { ResponseCache } from '../../http/response-cache.ts';
import { openRateLimiter } from '../rates.ts';
import { watchBodies } from './body-pace.ts';
import { withResponseCache } from './cached-responses.ts';
import { clientOf } from './client.ts';
import { Connections } from './connections.ts';
import type { NodeEnvironment } from './environment.ts';
import { addressOf, MAIN_VARIABLES, openPort } from './open-port.ts';
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
  /** Nobody kills a process that hands over, so requests may take longer to end. */
  handOverDrainTimeout: 30_000,
} as const;

/** Before a hand-over the listener stays open while a request runs longer than this, in milliseconds. */
const LONG_REQUEST = 250;
const SETTLE_INTERVAL = 20;

export interface Listening {
  readonly port: number;
  /** The address on which it listens, such as `http://[::]:8787`. */
  readonly url: string;
  stop(): Promise<void>;
  /** Waits until no long request and no delivery is running, while new requests are served. Deliveries are held. */
  settle(signal: AbortSignal): Promise<void>;
  /** Ends as `stop`, but gives requests more time. */
  handOver(): Promise<void>;
}

/** Without a host it listens on all addresses. */
type ListenOptions = Pick<NodeEnvironment, 'port' | 'rates' | 'trustedProxies'> &
  Partial<Pick<NodeEnvironment, 'host'>>;

export async function listen(
  service: NodeService,
  { host = null, port, rates, trustedProxies }: ListenOptions,
): Promise<Listening> {
  await service.upgrade();
  const clientRates = {
    clientOf: clientOf(trustedProxies),
    limiter: openRateLimiter({ limits: rates, now: service.now }),
  };
  const responseCache = new ResponseCache(service.currentVersions, service.now);
  // HTTP/1.0 needs no Host (RFC 9112 section 3.2), and health checks still speak it. No answer depends on its value.
  const app = getRequestListener(createApp(service, clientRates, responseCache).fetch, {
    hostname: 'localhost',
  });
  const { maxConnections, drainTimeout, handOverDrainTimeout, ...options } = SERVER_LIMITS;
  // With `optimizeEmptyRequests` Node makes no stream for a request without a body.
  const server = createServer(
    { ...options, optimizeEmptyRequests: true },
    withResponseCache(responseCache, service.log, app),
  );
  server.maxConnections = maxConnections;
  const stopWatching = watchBodies(server);
  const connections = new Connections(server);
  await openPort(server, { host, port, variables: MAIN_VARIABLES });
  // Some embargoes may have ended while the process was down.
  void service.runDueTasks();
  const end = async (timeout: number) => {
    await connections.drain(timeout);
    stopWatching();
    await service.close();
  };
  return {
    ...addressOf(server),
    stop: () => end(drainTimeout),
    async settle(signal) {
      await service.holdDeliveries();
      const deadline = performance.now() + handOverDrainTimeout;
      while (connections.longestRequest > LONG_REQUEST && !signal.aborted && performance.now() < deadline)
        await sleep(SETTLE_INTERVAL);
    },
    handOver: () => end(handOverDrainTimeout),
  };
}

/** The first SIGTERM or SIGINT stops the service gracefully; a second one ends the process at once. */
export function stopOnSignals(stop: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit()));
  }
}
