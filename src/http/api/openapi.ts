import type { Hono } from 'hono';
import { identifyPrincipal } from '../principal.ts';
import { problemResponse } from '../problem.ts';
import { addResource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';

/** `GET /api/v1/openapi.json`, made at the first call, which alone loads what only describes. */
export function addOpenApiRoute(app: Hono, service: Service): void {
  let document: object | undefined;
  addResource(app, `${API}/openapi.json`, {
    GET: async (c) => {
      const principal = await identifyPrincipal(c, service, null);
      if (!principal.ok) return problemResponse(c, principal.problem);
      const { openApiDocument } = await import('./openapi-document.ts');
      document ??= openApiDocument(service.baseUrl);
      return jsonResponse(c, document);
    },
  });
}
