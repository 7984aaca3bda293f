import type { Context, Hono } from 'hono';
import { HUB_LIMITS } from '../deliver/hub-limits.ts';
import { type HubRefusal, parseHubRequest } from '../deliver/hub-request.ts';
import { parseTopic, topicUrl } from '../deliver/topic.ts';
import { translate } from '../locale/translate.ts';
import type { HubAnswer } from '../newsroom/deliveries-port.ts';
import type { House } from '../newsroom/port.ts';
import { refusedUrl } from '../outgoing/address.ts';
import { chunks } from './body.ts';
import { languageOf, problemResponse } from './problem.ts';
import { resource } from './resource.ts';
import { visit } from './visit.ts';
import { mayAsk, RETRY_AFTER, type Visitors } from './visitors.ts';

const FORM = 'application/x-www-form-urlencoded';

/** The WebSub hub. Where another hub is named, this one is none of ours. */
export function hub(app: Hono, house: House, visitors: Visitors): void {
  if (house.externalHub !== null) {
    app.all('/hub', (c) => problemResponse(c, { code: 'not-found' }));
    return;
  }
  resource(app, '/hub', {
    GET: (c) => said(c, 200, 'hub:about'),
    POST: async (c) =>
      (await mayAsk(c, visitors, 'hub')) ? take(c, house) : said(c, 429, 'hub:refused.too-many'),
  });
}

/** WebSub section 5.1.2: 202 for what is going to be verified, else 4xx and why in plain text. */
async function take(c: Context, house: House): Promise<Response> {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== FORM) return said(c, 415, 'hub:refused.content-type');
  const form = await readForm(c);
  if (form === 'too-large') return said(c, 413, 'hub:refused.too-large');
  if (form === 'malformed') return said(c, 400, 'hub:refused.form');
  const parsed = parseHubRequest(form);
  if (!parsed.ok) return refused(c, parsed.refusal);
  const { callback, topic } = parsed.value;
  const unasked = refusedUrl(callback, house.allowPrivateHosts);
  if (unasked !== null) return refused(c, unasked === 'bad-url' ? 'callback' : 'private-callback');
  const owner = await ownerOf(house, topic);
  if (owner === null) return refused(c, 'unknown-topic');
  if (owner.movedTo !== null) return said(c, 400, 'hub:refused.moved-topic', { address: owner.movedTo });
  const answer: HubAnswer = await owner.port.askHub(parsed.value);
  return answer.ok ? new Response(null, { status: 202, headers: HEADERS }) : refused(c, answer.refusal);
}

/** Whose topic it is; `movedTo` is its address when it was given under a former slug. */
async function ownerOf(house: House, url: string) {
  const topic = parseTopic(house.baseUrl, url);
  if (topic === null) return null;
  const { feed, format } = topic;
  if (feed.newsroom === null) return { port: house.directory, movedTo: null };
  const found = await visit(house, feed.newsroom);
  if (found === null) return null;
  const { slug } = found.newsroom;
  const isMoved = slug !== feed.newsroom;
  const movedTo = isMoved ? topicUrl(house.baseUrl, { feed: { ...feed, newsroom: slug }, format }) : null;
  return { port: found.port, movedTo };
}

async function readForm(c: Context): Promise<URLSearchParams | 'too-large' | 'malformed'> {
  if (Number(c.req.header('content-length') ?? 0) > HUB_LIMITS.formBytes) return 'too-large';
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of chunks(c)) {
      bytes += chunk.byteLength;
      if (bytes > HUB_LIMITS.formBytes) return 'too-large';
      text += decoder.decode(chunk, { stream: true });
    }
    return new URLSearchParams(text + decoder.decode());
  } catch {
    return 'malformed';
  }
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
