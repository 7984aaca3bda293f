import type { Context, Hono } from 'hono';
import { isLanguage } from '../base/locale/language.ts';
import { fail, type Problem, type Result } from '../base/problem.ts';
import { subscribeUrl } from '../domain/urls.ts';
import type { NewsroomPort } from '../newsroom/port.ts';
import { subscribePage } from '../pages/views/subscribe-page.tsx';
import {
  cancelPage,
  confirmPage,
  managePage,
  type Notice,
  type NoticePlace,
  noticePage,
  type SubscriptionPlace,
} from '../pages/views/subscription-page.tsx';
import { choicesBody, formValues } from '../subscribers/form.ts';
import { newsroomNumber } from '../subscribers/link.ts';
import type { SubscriptionWithNewsroom } from '../subscribers/subscriber-port.ts';
import { readForm } from './body.ts';
import { type ClientRates, mayAsk, RETRY_AFTER } from './client-rates.ts';
import { findNewsroom } from './find-newsroom.ts';
import { privatePage } from './private-page.ts';
import { languageOf, problemResponse } from './problem.ts';
import { moved } from './redirect.ts';
import { part, resource } from './resource.ts';
import type { Service } from './service.ts';

/** Fifty keywords, percent-encoded. */
const FORM_BYTES = 64 * 1024;

/**
 * The pages that a subscriber's links lead to. What a GET shows, only a POST does. The links
 * are not counted: mail programs cancel for many readers from few addresses.
 */
export function subscriptions(app: Hono, service: Service): void {
  resource(app, '/subscriptions/confirm/:token', {
    GET: (c) => shown(c, service, (port, token) => port.subscribers.asked(token), confirmPage),
    POST: (c) => shown(c, service, (port, token) => port.subscribers.confirm(token), noticeOf('confirmed')),
  });
  resource(app, '/subscriptions/manage/:token', {
    GET: (c) => shown(c, service, (port, token) => port.subscribers.get(token), managePage),
    POST: (c) => change(c, service),
  });
  resource(app, '/subscriptions/cancel/:token', {
    GET: (c) => shown(c, service, (port, token) => port.subscribers.get(token), cancelPage),
    // RFC 8058 section 3.1: the address says all, whatever the form says; no cookie, no redirect.
    POST: (c) => cancel(c, service),
  });
}

/** The form on a newsroom's page, sent. */
export async function subscribe(c: Context, service: Service, clientRates: ClientRates): Promise<Response> {
  const language = part(c, 'language');
  const found = isLanguage(language) ? await findNewsroom(service, part(c, 'newsroom')) : null;
  if (!isLanguage(language) || !found?.newsroom.languages.includes(language))
    return problemResponse(c, MISSING);
  const { newsroom, port } = found;
  const { baseUrl } = service;
  if (newsroom.slug !== part(c, 'newsroom')) return moved(subscribeUrl(baseUrl, language, newsroom.slug));
  const place = { baseUrl, language, newsroom };
  if (!(await mayAsk(c, clientRates, 'subscribe'))) {
    return notice(place, 'crowded', 429, { 'Retry-After': RETRY_AFTER });
  }
  const form = await readForm(c, FORM_BYTES);
  if (!form.ok) return problemResponse(c, form.problem, { language });
  const values = formValues(form.value);
  const asked = await port.subscribers.subscribe({ email: values.email, language, ...choicesBody(values) });
  if (asked.ok) return notice(place, 'asked', 202);
  const { code, errors } = asked.problem;
  if (code === 'unavailable') return notice(place, 'unavailable', 503);
  if (code !== 'invalid') return problemResponse(c, asked.problem, { language });
  return privatePage(subscribePage({ ...place, values, errors: errors ?? [] }), language, 422);
}

async function change(c: Context, service: Service): Promise<Response> {
  const token = part(c, 'token');
  const found = await atToken(service, token, (port) => port.subscribers.get(token));
  if (!found.ok) return refused(c, service, found.problem);
  const form = await readForm(c, FORM_BYTES);
  if (!form.ok) return problemResponse(c, form.problem, { language: found.value.language });
  const values = formValues(form.value);
  const changed = await atToken(service, token, (port) =>
    port.subscribers.change(token, choicesBody(values)),
  );
  const place = { baseUrl: service.baseUrl, token };
  if (changed.ok) {
    return privatePage(managePage({ ...place, held: changed.value, isSaved: true }), changed.value.language);
  }
  const { code, errors = [] } = changed.problem;
  if (code !== 'invalid') return refused(c, service, changed.problem);
  return privatePage(managePage({ ...place, held: found.value, values, errors }), found.value.language, 422);
}

async function cancel(c: Context, service: Service): Promise<Response> {
  const token = part(c, 'token');
  const ended = await atToken(service, token, (port) => port.subscribers.cancel(token));
  if (!ended.ok) return refused(c, service, ended.problem);
  const { baseUrl } = service;
  const known = ended.value ?? { language: languageOf(c), newsroom: null };
  return notice({ baseUrl, language: known.language, newsroom: known.newsroom }, 'cancelled', 200);
}

/** Does what the link asks and shows what came of it. */
async function shown(
  c: Context,
  service: Service,
  ask: (port: NewsroomPort, token: string) => Promise<Result<SubscriptionWithNewsroom>>,
  view: (place: SubscriptionPlace) => string,
): Promise<Response> {
  const token = part(c, 'token');
  const held = await atToken(service, token, (port) => ask(port, token));
  if (!held.ok) return refused(c, service, held.problem);
  return privatePage(view({ baseUrl: service.baseUrl, token, held: held.value }), held.value.language);
}

/** The newsroom's number in the link says whom to ask. */
async function atToken<T>(
  service: Service,
  token: string,
  ask: (port: NewsroomPort) => Promise<Result<T>>,
): Promise<Result<T>> {
  const number = newsroomNumber(token);
  const key = number === null ? null : await service.directory.registry.keyOfNumber(number);
  return key === null ? fail('not-found') : ask(service.newsroom(key));
}

const MISSING: Problem = { code: 'not-found' };

function refused(c: Context, { baseUrl }: Service, problem: Problem): Response {
  const language = languageOf(c);
  if (problem.code !== 'not-found') return problemResponse(c, problem);
  return notice({ baseUrl, language, newsroom: null }, 'unknown', 404);
}

function noticeOf(kind: Notice): (place: SubscriptionPlace) => string {
  return ({ baseUrl, held }) => noticePage({ baseUrl, ...held }, kind);
}

function notice(
  place: NoticePlace,
  kind: Notice,
  status: number,
  headers: { readonly [name: string]: string } = {},
): Response {
  return privatePage(noticePage(place, kind), place.language, status, headers);
}
