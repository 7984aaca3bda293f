import type { Context, Hono } from 'hono';
import { readJson } from '../body.ts';
import { type ClientRates, mayAsk, RETRY_AFTER } from '../client-rates.ts';
import { problemResponse } from '../problem.ts';
import { resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';

const NEWSROOM = `${API}/newsrooms/:newsroom`;

/** E-mail subscriptions: asked for by anyone, ended by the newsroom for who cannot be reached. */
export function subscriptions(app: Hono, service: Service, clientRates: ClientRates): void {
  resource(app, `${NEWSROOM}/subscriptions`, {
    POST: atNewsroom(service, 'anyone', (c, call) => subscribe(c, call, clientRates)),
  });
  resource(app, `${NEWSROOM}/bounces`, {
    POST: atNewsroom(service, 'newsroom', async (c, { port }) => {
      const body = await readJson(c);
      const ended = body.ok ? await port.subscribers.bounced(body.value) : body;
      return ended.ok ? answer(c, null) : problemResponse(c, ended.problem);
    }),
  });
}

/** 202 for every address that can be one: whether it is known is nobody's to learn. */
async function subscribe(c: Context, { port }: Call, clientRates: ClientRates): Promise<Response> {
  if (!(await mayAsk(c, clientRates, 'subscribe'))) {
    return problemResponse(c, { code: 'too-many-requests' }, { headers: { 'Retry-After': RETRY_AFTER } });
  }
  const body = await readJson(c);
  const asked = body.ok ? await port.subscribers.subscribe(body.value) : body;
  if (!asked.ok) return problemResponse(c, asked.problem);
  return answer(c, {}, { status: 202, headers: { 'Cache-Control': 'no-store' } });
}
