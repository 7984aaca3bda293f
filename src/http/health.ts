import type { Hono } from 'hono';
import { addResource } from './resource.ts';
import type { Health, Service } from './service.ts';

/** `GET /healthz`: 200 when every check is ok, else 503. The body names the checks that failed, and the damage that is known. */
export function addHealthRoute(app: Hono, service: Service): void {
  addResource(app, '/healthz', {
    GET: async () => {
      const { damage, ...checks } = await service.health().catch((): Health => ({ store: 'failed' }));
      const isHealthy = Object.values(checks).every((check) => check === 'ok');
      const isDamaged = damage !== undefined && Object.values(damage).some((count) => count > 0);
      const body = { status: isHealthy ? 'ok' : 'unavailable', checks, ...(isDamaged && { damage }) };
      return new Response(JSON.stringify(body), {
        status: isHealthy ? 200 : 503,
        headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
      });
    },
  });
}
