import type { Hono } from 'hono';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Token } from '../../newsroom/token-port.ts';
import { readOptionalJson } from '../body.ts';
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
        tokens: tokens.map(representToken),
      });
    }),
    POST: newsroomHandler(service, 'newsroom or admin', async (c, { port }) => {
      const body = await readOptionalJson(c);
      const added = body.ok ? await port.tokens.add(body.value) : body;
      if (!added.ok) return problemResponse(c, added.problem);
      const { token, ...rest } = added.value;
      return jsonResponse(c, { token, ...representToken(rest) }, { status: 201 });
    }),
  });
  addResource(app, `${API}/newsrooms/:newsroom/tokens/:id`, {
    DELETE: newsroomHandler(service, 'newsroom or admin', async (c, { port }) => {
      const revoked = await port.tokens.revoke(pathPart(c, 'id'));
      return revoked.ok ? jsonResponse(c, null) : problemResponse(c, revoked.problem);
    }),
  });
}

function representToken({ id, label, scope, createdAt, lastUsedAt }: Token): object {
  return {
    id,
    label,
    scope,
    createdAt: toRfc3339(createdAt),
    lastUsedAt: lastUsedAt === null ? null : toRfc3339(lastUsedAt),
  };
}
