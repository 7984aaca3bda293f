import type { Context, Hono } from 'hono';
import { readJson } from '../body.ts';
import { type ClientRates, countRequest, RETRY_AFTER } from '../client-rates.ts';
import { problemResponse } from '../problem.ts';
import { addResource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';
import { type NewsroomCall, newsroomHandler } from './at-newsroom.ts';

const NEWSROOM = `${API}/newsrooms/:newsroom`;

/** E-mail subscriptions: anyone may subscribe; the newsroom reports bounces, which end subscriptions. */
export function addSubscriptionRoutes(app: Hono, service: Service, clientRates: ClientRates): void {
  addResource(app, `${NEWSROOM}/subscriptions`, {
    POST: newsroomHandler(service, 'anyone', (c, call) => subscribe(c, call, clientRates)),
  });
  addResource(app, `${NEWSROOM}/bounces`, {
    POST: newsroomHandler(service, 'newsroom', async (c, { port }) => {
      const body = await readJson(c);
      const ended = body.ok ? await port.subscribers.reportBounce(body.value) : body;
      return ended.ok ? jsonResponse(c, null) : problemResponse(c, ended.problem);
    }),
  });
}

/** 202 for every valid address, so that the response does not tell whether the address is subscribed. */
async function subscribe(c: Context, { port }: NewsroomCall, clientRates: ClientRates): Promise<Response> {
  if (!(await countRequest(c, clientRates, 'subscribe'))) {
    return problemResponse(c, { code: 'too-many-requests' }, { headers: { 'Retry-After': RETRY_AFTER } });
  }
  const body = await readJson(c);
  const requested = body.ok ? await port.subscribers.subscribe(body.value) : body;
  if (!requested.ok) return problemResponse(c, requested.problem);
  return jsonResponse(c, {}, { status: 202, headers: { 'Cache-Control': 'no-store' } });
}
