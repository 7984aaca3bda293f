import type { Context, Hono } from 'hono';
import { translate } from '../base/locale/translate.ts';
import type { ProblemCode } from '../base/problem.ts';
import { urlRefusal } from '../outgoing/address.ts';
import type { HubAnswer } from '../websub/hub-port.ts';
import { type HubRefusal, parseHubRequest } from '../websub/hub-request.ts';
import { HUB_LIMITS } from '../websub/limits.ts';
import { parseTopic, topicUrl } from '../websub/topic.ts';
import { readForm } from './body.ts';
import { type ClientRates, countRequest, RETRY_AFTER } from './client-rates.ts';
import { problemResponse, requestLanguage } from './problem.ts';
import { resolveNewsroom } from './resolve-newsroom.ts';
import { addResource } from './resource.ts';
import type { Service } from './service.ts';

/** The WebSub hub. It is not available when the service uses an external hub. */
export function addHubRoute(app: Hono, service: Service, clientRates: ClientRates): void {
  if (service.externalHub !== null) {
    app.all('/hub', (c) => problemResponse(c, { code: 'not-found' }));
    return;
  }
  addResource(app, '/hub', {
    GET: (c) => textResponse(c, 200, 'hub:about'),
    POST: async (c) =>
      (await countRequest(c, clientRates, 'hub'))
        ? acceptRequest(c, service)
        : textResponse(c, 429, 'hub:refused.too-many'),
  });
}

/** Seconds: what a host may be asked is counted by the hour. */
const HOUR = '3600';

/** WebSub section 5.1.2: 202 when the request will be verified, else 4xx with the reason in plain text. */
async function acceptRequest(c: Context, service: Service): Promise<Response> {
  const form = await readForm(c, HUB_LIMITS.formBytes);
  if (!form.ok) return unreadableFormResponse(c, form.problem.code);
  const parsed = parseHubRequest(form.value);
  if (!parsed.ok) return refusalResponse(c, parsed.refusal);
  const { callback, topic } = parsed.value;
  const refusal = urlRefusal(callback, service.allowPrivateHosts);
  if (refusal !== null) return refusalResponse(c, refusal === 'bad-url' ? 'callback' : 'private-callback');
  const owner = await findTopicOwner(service, topic);
  if (owner === null) return refusalResponse(c, 'unknown-topic');
  if (owner.movedTo !== null)
    return textResponse(c, 400, 'hub:refused.moved-topic', { address: owner.movedTo });
  const answer: HubAnswer = await owner.port.hub.submit(parsed.value);
  return answer.ok
    ? new Response(null, { status: 202, headers: HEADERS })
    : refusalResponse(c, answer.refusal);
}

function unreadableFormResponse(c: Context, code: ProblemCode): Response {
  if (code === 'unsupported-media-type') return textResponse(c, 415, 'hub:refused.content-type');
  return code === 'too-large'
    ? textResponse(c, 413, 'hub:refused.too-large')
    : textResponse(c, 400, 'hub:refused.form');
}

/** Null for an unknown topic; `movedTo` is the topic's current URL when `url` has a former slug. */
async function findTopicOwner(service: Service, url: string) {
  const topic = parseTopic(service.baseUrl, url);
  if (topic === null) return null;
  const { feed, format } = topic;
  if (feed.newsroom === null) return { port: service.directory, movedTo: null };
  const resolved = await resolveNewsroom(service, feed.newsroom);
  if (resolved === null) return null;
  const { slug } = resolved.newsroom;
  const isMoved = slug !== feed.newsroom;
  const movedTo = isMoved ? topicUrl(service.baseUrl, { feed: { ...feed, newsroom: slug }, format }) : null;
  return { port: resolved.port, movedTo };
}

const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;

function refusalResponse(c: Context, refusal: HubRefusal): Response {
  return refusal === 'busy-host'
    ? textResponse(c, 429, 'hub:refused.busy-host', {}, HOUR)
    : textResponse(c, 400, `hub:refused.${refusal}`);
}

function textResponse(
  c: Context,
  status: 200 | 400 | 413 | 415 | 429,
  key: 'hub:about' | `hub:refused.${HubRefusal | 'content-type' | 'too-large' | 'too-many'}`,
  params: { readonly [name: string]: string } = {},
  retryAfter = RETRY_AFTER,
): Response {
  const language = requestLanguage(c);
  return new Response(`${translate(language, key, params)}\n`, {
    status,
    headers: {
      ...HEADERS,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Language': language,
      Vary: 'Accept-Language',
      ...(status === 429 && { 'Retry-After': retryAfter }),
    },
  });
}
