import type { Hono } from 'hono';
import { addResource } from './resource.ts';
import type { Health, Service } from './service.ts';

/** `GET /healthz`: 200 when every check is ok, else 503. The body names the checks that failed. */
export function addHealthRoute(app: Hono, service: Service): void {
  addResource(app, '/healthz', {
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
