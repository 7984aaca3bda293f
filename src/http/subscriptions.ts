import type { Context, Hono } from 'hono';
import { subscribeUrl } from '../domain/urls.ts';
import { isLanguage } from '../base/locale/language.ts';
import type { House, NewsroomPort } from '../newsroom/port.ts';
import type { HeldSubscription } from '../subscribers/subscriber-port.ts';
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
import { fail, type Problem, type Result } from '../base/problem.ts';
import { choicesBody, formValues } from '../subscribers/form.ts';
import { newsroomNumber } from '../subscribers/link.ts';
import { readForm } from './body.ts';
import { privatePage } from './private-page.ts';
import { languageOf, problemResponse } from './problem.ts';
import { moved } from './redirect.ts';
import { part, resource } from './resource.ts';
import { visit } from './find-newsroom.ts';
import { mayAsk, RETRY_AFTER, type Visitors } from './client-rates.ts';

/** Fifty keywords, percent-encoded. */
const FORM_BYTES = 64 * 1024;

/**
 * The pages that a subscriber's links lead to. What a GET shows, only a POST does. The links
 * are not counted: mail programs cancel for many readers from few addresses.
 */
export function subscriptions(app: Hono, house: House): void {
  resource(app, '/subscriptions/confirm/:token', {
    GET: (c) => shown(c, house, (port, token) => port.askedSubscription(token), confirmPage),
    POST: (c) => shown(c, house, (port, token) => port.confirmSubscription(token), noticeOf('confirmed')),
  });
  resource(app, '/subscriptions/manage/:token', {
    GET: (c) => shown(c, house, (port, token) => port.subscription(token), managePage),
    POST: (c) => change(c, house),
  });
  resource(app, '/subscriptions/cancel/:token', {
    GET: (c) => shown(c, house, (port, token) => port.subscription(token), cancelPage),
    // RFC 8058 section 3.1: the address says all, whatever the form says; no cookie, no redirect.
    POST: (c) => cancel(c, house),
  });
}

/** The form on a newsroom's page, sent. */
export async function subscribe(c: Context, house: House, visitors: Visitors): Promise<Response> {
  const language = part(c, 'language');
  const found = isLanguage(language) ? await visit(house, part(c, 'newsroom')) : null;
  if (!isLanguage(language) || !found?.newsroom.languages.includes(language))
    return problemResponse(c, MISSING);
  const { newsroom, port } = found;
  const { baseUrl } = house;
  if (newsroom.slug !== part(c, 'newsroom')) return moved(subscribeUrl(baseUrl, language, newsroom.slug));
  const place = { baseUrl, language, newsroom };
  if (!(await mayAsk(c, visitors, 'subscribe'))) {
    return notice(place, 'crowded', 429, { 'Retry-After': RETRY_AFTER });
  }
  const form = await readForm(c, FORM_BYTES);
  if (!form.ok) return problemResponse(c, form.problem, { language });
  const values = formValues(form.value);
  const asked = await port.subscribe({ email: values.email, language, ...choicesBody(values) });
  if (asked.ok) return notice(place, 'asked', 202);
  const { code, errors } = asked.problem;
  if (code === 'unavailable') return notice(place, 'unavailable', 503);
  if (code !== 'invalid') return problemResponse(c, asked.problem, { language });
  return privatePage(subscribePage({ ...place, values, errors: errors ?? [] }), language, 422);
}

async function change(c: Context, house: House): Promise<Response> {
  const token = part(c, 'token');
  const found = await atToken(house, token, (port) => port.subscription(token));
  if (!found.ok) return refused(c, house, found.problem);
  const form = await readForm(c, FORM_BYTES);
  if (!form.ok) return problemResponse(c, form.problem, { language: found.value.language });
  const values = formValues(form.value);
  const changed = await atToken(house, token, (port) => port.changeSubscription(token, choicesBody(values)));
  const place = { baseUrl: house.baseUrl, token };
  if (changed.ok) {
    return privatePage(managePage({ ...place, held: changed.value, isSaved: true }), changed.value.language);
  }
  const { code, errors = [] } = changed.problem;
  if (code !== 'invalid') return refused(c, house, changed.problem);
  return privatePage(managePage({ ...place, held: found.value, values, errors }), found.value.language, 422);
}

async function cancel(c: Context, house: House): Promise<Response> {
  const token = part(c, 'token');
  const ended = await atToken(house, token, (port) => port.cancelSubscription(token));
  if (!ended.ok) return refused(c, house, ended.problem);
  const { baseUrl } = house;
  const known = ended.value ?? { language: languageOf(c), newsroom: null };
  return notice({ baseUrl, language: known.language, newsroom: known.newsroom }, 'cancelled', 200);
}

/** Does what the link asks and shows what came of it. */
async function shown(
  c: Context,
  house: House,
  ask: (port: NewsroomPort, token: string) => Promise<Result<HeldSubscription>>,
  view: (place: SubscriptionPlace) => string,
): Promise<Response> {
  const token = part(c, 'token');
  const held = await atToken(house, token, (port) => ask(port, token));
  if (!held.ok) return refused(c, house, held.problem);
  return privatePage(view({ baseUrl: house.baseUrl, token, held: held.value }), held.value.language);
}

/** The newsroom's number in the link says whom to ask. */
async function atToken<T>(
  house: House,
  token: string,
  ask: (port: NewsroomPort) => Promise<Result<T>>,
): Promise<Result<T>> {
  const number = newsroomNumber(token);
  const key = number === null ? null : await house.directory.keyOfNumber(number);
  return key === null ? fail('not-found') : ask(house.newsroom(key));
}

const MISSING: Problem = { code: 'not-found' };

function refused(c: Context, { baseUrl }: House, problem: Problem): Response {
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
