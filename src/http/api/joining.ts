import type { Hono } from 'hono';
import { readJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API } from './answer.ts';
import { atNewsroom } from './at-newsroom.ts';
import { releaseOf, whole } from './releases.ts';

const RELEASE = `${API}/newsrooms/:newsroom/releases/:number`;

/** An editor's word on what is one release: `POST …/join {release}` and `POST …/split {language}`. */
export function joining(app: Hono, service: Service): void {
  for (const kind of ['join', 'split'] as const) {
    resource(app, `${RELEASE}/${kind}`, {
      POST: atNewsroom(service, 'newsroom', async (c, call) => {
        const held = await releaseOf(c, call);
        if (held === null) return problemResponse(c, { code: 'not-found' });
        const body = await readJson(c);
        if (!body.ok) return problemResponse(c, body.problem);
        const { number } = held.release;
        const ifMatch = c.req.header('if-match') ?? null;
        const changed = await call.port.joins[kind](number, ifMatch, body.value);
        if (!changed.ok) return problemResponse(c, changed.problem);
        return whole(c, service, changed.value, kind === 'split' ? { status: 201 } : {});
      }),
    });
  }
}
