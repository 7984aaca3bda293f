import type { Context, Hono } from 'hono';
import { translate } from '../base/locale/translate.ts';
import type { ProblemCode } from '../base/problem.ts';
import { refusedUrl } from '../outgoing/address.ts';
import type { HubAnswer } from '../websub/hub-port.ts';
import { type HubRefusal, parseHubRequest } from '../websub/hub-request.ts';
import { HUB_LIMITS } from '../websub/limits.ts';
import { parseTopic, topicUrl } from '../websub/topic.ts';
import { readForm } from './body.ts';
import { type ClientRates, mayAsk, RETRY_AFTER } from './client-rates.ts';
import { findNewsroom } from './find-newsroom.ts';
import { languageOf, problemResponse } from './problem.ts';
import { resource } from './resource.ts';
import type { Service } from './service.ts';

/** The WebSub hub. Where another hub is named, this one is none of ours. */
export function hub(app: Hono, service: Service, clientRates: ClientRates): void {
  if (service.externalHub !== null) {
    app.all('/hub', (c) => problemResponse(c, { code: 'not-found' }));
    return;
  }
  resource(app, '/hub', {
    GET: (c) => said(c, 200, 'hub:about'),
    POST: async (c) =>
      (await mayAsk(c, clientRates, 'hub')) ? take(c, service) : said(c, 429, 'hub:refused.too-many'),
  });
}

/** WebSub section 5.1.2: 202 for what is going to be verified, else 4xx and why in plain text. */
async function take(c: Context, service: Service): Promise<Response> {
  const form = await readForm(c, HUB_LIMITS.formBytes);
  if (!form.ok) return unread(c, form.problem.code);
  const parsed = parseHubRequest(form.value);
  if (!parsed.ok) return refused(c, parsed.refusal);
  const { callback, topic } = parsed.value;
  const unasked = refusedUrl(callback, service.allowPrivateHosts);
  if (unasked !== null) return refused(c, unasked === 'bad-url' ? 'callback' : 'private-callback');
  const owner = await ownerOf(service, topic);
  if (owner === null) return refused(c, 'unknown-topic');
  if (owner.movedTo !== null) return said(c, 400, 'hub:refused.moved-topic', { address: owner.movedTo });
  const answer: HubAnswer = await owner.port.hub.ask(parsed.value);
  return answer.ok ? new Response(null, { status: 202, headers: HEADERS }) : refused(c, answer.refusal);
}

/** Why the form could not be read, as the Recommendation asks: in plain text. */
function unread(c: Context, code: ProblemCode): Response {
  if (code === 'unsupported-media-type') return said(c, 415, 'hub:refused.content-type');
  return code === 'too-large' ? said(c, 413, 'hub:refused.too-large') : said(c, 400, 'hub:refused.form');
}

/** Whose topic it is; `movedTo` is its address when it was given under a former slug. */
async function ownerOf(service: Service, url: string) {
  const topic = parseTopic(service.baseUrl, url);
  if (topic === null) return null;
  const { feed, format } = topic;
  if (feed.newsroom === null) return { port: service.directory, movedTo: null };
  const found = await findNewsroom(service, feed.newsroom);
  if (found === null) return null;
  const { slug } = found.newsroom;
  const isMoved = slug !== feed.newsroom;
  const movedTo = isMoved ? topicUrl(service.baseUrl, { feed: { ...feed, newsroom: slug }, format }) : null;
  return { port: found.port, movedTo };
}

const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;

function refused(c: Context, refusal: HubRefusal): Response {
  return said(c, 400, `hub:refused.${refusal}`);
}

function said(
  c: Context,
  status: 200 | 400 | 413 | 415 | 429,
  key: 'hub:about' | `hub:refused.${HubRefusal | 'content-type' | 'too-large' | 'too-many'}`,
  params: { readonly [name: string]: string } = {},
): Response {
  const language = languageOf(c);
  return new Response(`${translate(language, key, params)}\n`, {
    status,
    headers: {
      ...HEADERS,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Language': language,
      Vary: 'Accept-Language',
      ...(status === 429 && { 'Retry-After': RETRY_AFTER }),
    },
  });
}
