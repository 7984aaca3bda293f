import type { Hono } from 'hono';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import { problemResponse } from '../problem.ts';
import { addResource, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';
import { newsroomHandler } from './at-newsroom.ts';

/** The response to POST is the only place where a token's plain text appears. */
export function addTokenRoutes(app: Hono, service: Service): void {
  addResource(app, `${API}/newsrooms/:newsroom/tokens`, {
    GET: newsroomHandler(service, 'newsroom or admin', async (c, { port }) => {
      const tokens = await port.tokens.list();
      return jsonResponse(c, {
        tokens: tokens.map(({ id, createdAt }) => ({ id, createdAt: toRfc3339(createdAt) })),
      });
    }),
    POST: newsroomHandler(service, 'newsroom or admin', async (c, { port }) => {
      const { token, id, createdAt } = await port.tokens.add();
      return jsonResponse(c, { token, id, createdAt: toRfc3339(createdAt) }, { status: 201 });
    }),
  });
  addResource(app, `${API}/newsrooms/:newsroom/tokens/:id`, {
    DELETE: newsroomHandler(service, 'newsroom or admin', async (c, { port }) => {
      const revoked = await port.tokens.revoke(pathPart(c, 'id'));
      return revoked.ok ? jsonResponse(c, null) : problemResponse(c, revoked.problem);
    }),
  });
}
