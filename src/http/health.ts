import type { Hono } from 'hono';
import { resource } from './resource.ts';
import type { Health, Service } from './service.ts';

/** `GET /healthz`: 200 when the house is well, else 503 naming what is not. */
export function health(app: Hono, service: Service): void {
  resource(app, '/healthz', {
    GET: async () => {
      const checks = await service.health().catch((): Health => ({ store: 'failed' }));
      const isHealthy = Object.values(checks).every((check) => check === 'ok');
      return new Response(JSON.stringify({ status: isHealthy ? 'ok' : 'unavailable', checks }), {
        status: isHealthy ? 200 : 503,
        headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
      });
    },
  });
}
