import type { Hono } from 'hono';
import type { House } from '../newsroom/port.ts';
import { resource } from './resource.ts';

/** `GET /healthz`: 200 when the store answers, 503 when it does not. */
export function health(app: Hono, house: House): void {
  resource(app, '/healthz', {
    GET: async () => {
      const isHealthy = await house.isHealthy().catch(() => false);
      return new Response(JSON.stringify({ status: isHealthy ? 'ok' : 'unavailable' }), {
        status: isHealthy ? 200 : 503,
        headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
      });
    },
  });
}
