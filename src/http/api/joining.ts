import type { Hono } from 'hono';
import { readJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { addResource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API } from './answer.ts';
import { newsroomHandler } from './at-newsroom.ts';
import { releaseResponse, requestedRelease } from './releases.ts';

const RELEASE = `${API}/newsrooms/:newsroom/releases/:number`;

/** `POST …/join {release}` and `POST …/split {language}`: an editor decides which variants are one release. */
export function addJoinRoutes(app: Hono, service: Service): void {
  for (const kind of ['join', 'split'] as const) {
    addResource(app, `${RELEASE}/${kind}`, {
      POST: newsroomHandler(service, 'newsroom', async (c, call) => {
        const current = await requestedRelease(c, call);
        if (current === null) return problemResponse(c, { code: 'not-found' });
        const body = await readJson(c);
        if (!body.ok) return problemResponse(c, body.problem);
        const { number } = current.release;
        const ifMatch = c.req.header('if-match') ?? null;
        const changed = await call.port.joins[kind](number, ifMatch, body.value);
        if (!changed.ok) return problemResponse(c, changed.problem);
        return releaseResponse(c, service, changed.value, kind === 'split' ? { status: 201 } : {});
      }),
    });
  }
}
