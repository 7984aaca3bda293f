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
  type NoticeView,
  noticePage,
  type SubscriptionView,
} from '../pages/views/subscription-page.tsx';
import { choicesBody, formValues } from '../subscribers/form.ts';
import { newsroomNumber } from '../subscribers/link.ts';
import type { SubscriptionWithNewsroom } from '../subscribers/subscriber-port.ts';
import { readForm } from './body.ts';
import { type ClientRates, countRequest, RETRY_AFTER } from './client-rates.ts';
import { privatePage } from './private-page.ts';
import { problemResponse, requestLanguage } from './problem.ts';
import { permanentRedirect } from './redirect.ts';
import { resolveNewsroom } from './resolve-newsroom.ts';
import { addResource, pathPart } from './resource.ts';
import type { Service } from './service.ts';

/** Enough for fifty percent-encoded keywords. */
const FORM_BYTES = 64 * 1024;

/**
 * The pages of a subscriber's links. Only a POST changes anything. These requests have no rate limit, because mail services
 * cancelSubscription for many readers from few addresses.
 */
export function addSubscriptionPages(app: Hono, service: Service): void {
  addResource(app, '/subscriptions/confirm/:token', {
    GET: (c) => subscriptionPage(c, service, (port, token) => port.subscribers.preview(token), confirmPage),
    POST: (c) =>
      subscriptionPage(c, service, (port, token) => port.subscribers.confirm(token), noticeOf('confirmed')),
  });
  addResource(app, '/subscriptions/manage/:token', {
    GET: (c) => subscriptionPage(c, service, (port, token) => port.subscribers.get(token), managePage),
    POST: (c) => changeSubscription(c, service),
  });
  addResource(app, '/subscriptions/cancel/:token', {
    GET: (c) => subscriptionPage(c, service, (port, token) => port.subscribers.get(token), cancelPage),
    // RFC 8058 section 3.1: the form's content is not needed, and the response must not redirect.
    POST: (c) => cancelSubscription(c, service),
  });
}

/** Handles the form of a newsroom's subscribe page. */
export async function handleSubscribeForm(
  c: Context,
  service: Service,
  clientRates: ClientRates,
): Promise<Response> {
  const language = pathPart(c, 'language');
  const resolved = isLanguage(language) ? await resolveNewsroom(service, pathPart(c, 'newsroom')) : null;
  if (!isLanguage(language) || !resolved?.newsroom.languages.includes(language))
    return problemResponse(c, MISSING);
  const { newsroom, port } = resolved;
  const { baseUrl } = service;
  if (newsroom.slug !== pathPart(c, 'newsroom'))
    return permanentRedirect(subscribeUrl(baseUrl, language, newsroom.slug));
  const place = { baseUrl, language, newsroom };
  if (!(await countRequest(c, clientRates, 'subscribe'))) {
    return noticeResponse(place, 'crowded', 429, { 'Retry-After': RETRY_AFTER });
  }
  const form = await readForm(c, FORM_BYTES);
  if (!form.ok) return problemResponse(c, form.problem, { language });
  const values = formValues(form.value);
  const subscribed = await port.subscribers.subscribe({
    email: values.email,
    language,
    ...choicesBody(values),
  });
  if (subscribed.ok) return noticeResponse(place, 'asked', 202);
  const { code, errors } = subscribed.problem;
  if (code === 'unavailable') return noticeResponse(place, 'unavailable', 503);
  if (code !== 'invalid') return problemResponse(c, subscribed.problem, { language });
  return privatePage(subscribePage({ ...place, values, errors: errors ?? [] }), language, 422);
}

async function changeSubscription(c: Context, service: Service): Promise<Response> {
  const token = pathPart(c, 'token');
  const current = await askNewsroomOfToken(service, token, (port) => port.subscribers.get(token));
  if (!current.ok) return refusalResponse(c, service, current.problem);
  const form = await readForm(c, FORM_BYTES);
  if (!form.ok) return problemResponse(c, form.problem, { language: current.value.language });
  const values = formValues(form.value);
  const changed = await askNewsroomOfToken(service, token, (port) =>
    port.subscribers.change(token, choicesBody(values)),
  );
  const place = { baseUrl: service.baseUrl, token };
  if (changed.ok) {
    return privatePage(
      managePage({ ...place, subscription: changed.value, isSaved: true }),
      changed.value.language,
    );
  }
  const { code, errors = [] } = changed.problem;
  if (code !== 'invalid') return refusalResponse(c, service, changed.problem);
  return privatePage(
    managePage({ ...place, subscription: current.value, values, errors }),
    current.value.language,
    422,
  );
}

async function cancelSubscription(c: Context, service: Service): Promise<Response> {
  const token = pathPart(c, 'token');
  const cancelled = await askNewsroomOfToken(service, token, (port) => port.subscribers.cancel(token));
  if (!cancelled.ok) return refusalResponse(c, service, cancelled.problem);
  const { baseUrl } = service;
  const recipient = cancelled.value ?? { language: requestLanguage(c), newsroom: null };
  return noticeResponse(
    { baseUrl, language: recipient.language, newsroom: recipient.newsroom },
    'cancelled',
    200,
  );
}

async function subscriptionPage(
  c: Context,
  service: Service,
  callPort: (port: NewsroomPort, token: string) => Promise<Result<SubscriptionWithNewsroom>>,
  pageOf: (view: SubscriptionView) => string,
): Promise<Response> {
  const token = pathPart(c, 'token');
  const result = await askNewsroomOfToken(service, token, (port) => callPort(port, token));
  if (!result.ok) return refusalResponse(c, service, result.problem);
  return privatePage(
    pageOf({ baseUrl: service.baseUrl, token, subscription: result.value }),
    result.value.language,
  );
}

/** The token contains the number of its newsroom. */
async function askNewsroomOfToken<T>(
  service: Service,
  token: string,
  callPort: (port: NewsroomPort) => Promise<Result<T>>,
): Promise<Result<T>> {
  const number = newsroomNumber(token);
  const key = number === null ? null : await service.directory.registry.keyOfNumber(number);
  return key === null ? fail('not-found') : callPort(service.newsroom(key));
}

const MISSING: Problem = { code: 'not-found' };

function refusalResponse(c: Context, { baseUrl }: Service, problem: Problem): Response {
  const language = requestLanguage(c);
  if (problem.code !== 'not-found') return problemResponse(c, problem);
  return noticeResponse({ baseUrl, language, newsroom: null }, 'unknown', 404);
}

function noticeOf(kind: Notice): (view: SubscriptionView) => string {
  return ({ baseUrl, subscription }) => noticePage({ baseUrl, ...subscription }, kind);
}

function noticeResponse(
  view: NoticeView,
  kind: Notice,
  status: number,
  headers: { readonly [name: string]: string } = {},
): Response {
  return privatePage(noticePage(view, kind), view.language, status, headers);
}
