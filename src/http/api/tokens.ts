import type { Hono } from 'hono';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import { problemResponse } from '../problem.ts';
import { part, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer } from './answer.ts';
import { atNewsroom } from './at-newsroom.ts';

/** A newsroom's tokens: a new one is shown once, its plain text is kept nowhere. */
export function tokens(app: Hono, service: Service): void {
  resource(app, `${API}/newsrooms/:newsroom/tokens`, {
    GET: atNewsroom(service, 'newsroom or admin', async (c, { port }) => {
      const known = await port.tokens.list();
      return answer(c, {
        tokens: known.map(({ id, createdAt }) => ({ id, createdAt: toRfc3339(createdAt) })),
      });
    }),
    POST: atNewsroom(service, 'newsroom or admin', async (c, { port }) => {
      const { token, id, createdAt } = await port.tokens.add();
      return answer(c, { token, id, createdAt: toRfc3339(createdAt) }, { status: 201 });
    }),
  });
  resource(app, `${API}/newsrooms/:newsroom/tokens/:id`, {
    DELETE: atNewsroom(service, 'newsroom or admin', async (c, { port }) => {
      const revoked = await port.tokens.revoke(part(c, 'id'));
      return revoked.ok ? answer(c, null) : problemResponse(c, revoked.problem);
    }),
  });
}
