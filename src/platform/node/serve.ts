import { serve } from '@hono/node-server';
import { createApp } from '../../http/app.ts';
import type { NodeHouse } from './house.ts';

/** Serves the application until it is stopped; stopping finishes what has begun. */
export function listen(house: NodeHouse, port: number): Promise<{ port: number; stop: () => Promise<void> }> {
  const app = createApp(house);
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port }, (info) => {
      // Embargoes that ended while the process was down are lifted as soon as it is up.
      void house.wake();
      resolve({
        port: info.port,
        stop: async () => {
          await new Promise<void>((closed) => {
            server.close(() => closed());
            if ('closeIdleConnections' in server) server.closeIdleConnections();
          });
          await house.close();
        },
      });
    });
  });
}

/** SIGTERM and SIGINT stop the service gracefully. */
export function stopOnSignals(stop: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(0)));
  }
}
