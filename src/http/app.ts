import { Hono } from 'hono';
import type { ProblemCode } from '../base/problem.ts';
import { StoreFailure } from '../storage/store.ts';
import { logFailure, logRequests, withRequestId } from './access-log.ts';
import { deliveries } from './api/deliveries.ts';
import { imports } from './api/imports.ts';
import { joining } from './api/joining.ts';
import { mediaLibrary } from './api/media.ts';
import { newsrooms } from './api/newsrooms.ts';
import { openapi } from './api/openapi.ts';
import { previewLinks } from './api/previews.ts';
import { releases } from './api/releases.ts';
import { sources } from './api/sources.ts';
import { subscriptions as subscriptionCalls } from './api/subscriptions.ts';
import { tokens } from './api/tokens.ts';
import { transfer } from './api/transfer.ts';
import { BrokenOff } from './body.ts';
import { type ClientRates, UNLIMITED_RATES } from './client-rates.ts';
import { discovery } from './discovery.ts';
import { embed } from './embed.ts';
import { feeds } from './feeds.ts';
import { health } from './health.ts';
import { hub } from './hub.ts';
import { mediaFiles } from './media.ts';
import { problemAnswer } from './pages/answer.ts';
import { pages } from './pages/pages.ts';
import { previews } from './previews.ts';
import { PRIVATE, problemResponse } from './problem.ts';
import type { ResponseStore } from './response-cache.ts';
import { search } from './search.ts';
import type { Service } from './service.ts';
import { subscriptions } from './subscriptions.ts';

/**
 * The application over `house`, the same on every platform; what it answers, `front` may give again. Where patterns overlap,
 * the first to be named answers.
 */
export function createApp(
  service: Service,
  clientRates: ClientRates = UNLIMITED_RATES,
  responseCache: ResponseStore | null = null,
): Hono {
  const app = new Hono();
  logRequests(app, service.log);
  app.use(async (c, next) => {
    // A path that is no UTF-8 names nothing; the router would take its percent signs for themselves.
    if (!isDecodable(new URL(c.req.url).pathname)) return problemResponse(c, { code: 'not-found' });
    await next();
    if (c.req.header('authorization') === undefined) return;
    // The edge's key has no `Authorization` in it: of an authorized answer, whatever it is, it keeps nothing.
    c.res.headers.set('Cache-Control', PRIVATE);
    c.res.headers.set('Cloudflare-CDN-Cache-Control', 'no-store');
  });
  health(app, service);
  openapi(app, service);
  newsrooms(app, service);
  tokens(app, service);
  transfer(app, service);
  releases(app, service);
  joining(app, service);
  previewLinks(app, service);
  imports(app, service);
  deliveries(app, service);
  sources(app, service);
  mediaLibrary(app, service);
  subscriptionCalls(app, service, clientRates);
  app.all('/api/*', (c) => problemResponse(c, { code: 'not-found' }));
  search(app, service);
  hub(app, service, clientRates);
  mediaFiles(app, service);
  discovery(app, service);
  embed(app, service);
  feeds(app, service, responseCache);
  subscriptions(app, service);
  previews(app, service);
  pages(app, service, clientRates);
  app.notFound((c) => problemAnswer(c, service, { code: 'not-found' }));
  app.onError((error, c) => {
    // Nobody reads the answer, and nothing of ours has failed.
    if (error instanceof BrokenOff) return problemResponse(c, { code: 'malformed' });
    // For the operator; the client learns nothing of what broke.
    const id = logFailure(c, service.log, error);
    const problem = { code: codeOf(error) };
    return withRequestId(
      isCall(c.req.path) ? problemResponse(c, problem) : problemAnswer(c, service, problem),
      id,
    );
  });
  return app;
}

/** What the store could not do now it may do later, and so may an object that was evicted meanwhile. */
function codeOf(error: unknown): ProblemCode {
  if (error instanceof StoreFailure) return error.reason === 'full' ? 'insufficient-storage' : 'unavailable';
  return isInterruption(error) ? 'unavailable' : 'internal';
}

/** What Cloudflare writes on the error of a call to a Durable Object that failed for no fault of the call's. */
const INTERRUPTIONS = ['durableObjectReset', 'retryable', 'overloaded'];

function isInterruption(error: unknown): boolean {
  return error instanceof Error && INTERRUPTIONS.some((name) => Reflect.get(error, name) === true);
}

/** Of the API, whose answers are never pages. */
function isCall(path: string): boolean {
  return path.startsWith('/api/');
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
