import { Hono } from 'hono';
import type { ProblemCode } from '../base/problem.ts';
import { StoreFailure } from '../storage/store.ts';
import { logFailure, logRequests, withRequestId } from './access-log.ts';
import { addDeliveryRoutes } from './api/deliveries.ts';
import { addImportRoutes } from './api/imports.ts';
import { addJoinRoutes } from './api/joining.ts';
import { LongWork } from './api/long-work.ts';
import { addMediaLibraryRoutes } from './api/media.ts';
import { addNewsroomRoutes } from './api/newsrooms.ts';
import { addOpenApiRoute } from './api/openapi.ts';
import { addPreviewLinkRoute } from './api/previews.ts';
import { addReleaseRoutes } from './api/releases.ts';
import { addSourceRoutes } from './api/sources.ts';
import { addSubscriptionRoutes as subscriptionCalls } from './api/subscriptions.ts';
import { addTokenRoutes } from './api/tokens.ts';
import { addTransferRoutes } from './api/transfer.ts';
import { RequestAborted } from './body.ts';
import { type ClientRates, UNLIMITED_CLIENT_RATES } from './client-rates.ts';
import { addDiscoveryRoutes } from './discovery.ts';
import { addEmbedRoute } from './embed.ts';
import { addFeedRoutes } from './feeds.ts';
import { addHealthRoute } from './health.ts';
import { addHubRoute } from './hub.ts';
import { addMediaFileRoutes } from './media.ts';
import { negotiatedProblemResponse } from './pages/answer.ts';
import { addPageRoutes } from './pages/pages.ts';
import { addPreviewRoute } from './previews.ts';
import { PRIVATE, problemResponse } from './problem.ts';
import type { ResponseCacheWriter } from './response-cache.ts';
import { addSearchFeedRoute } from './search.ts';
import type { Service } from './service.ts';
import { addSubscriptionPages } from './subscriptions.ts';

/** The HTTP application, the same on every platform. Where path patterns overlap, the first added route answers. */
export function createApp(
  service: Service,
  clientRates: ClientRates = UNLIMITED_CLIENT_RATES,
  responseCache: ResponseCacheWriter | null = null,
): Hono {
  const app = new Hono();
  const longWork = new LongWork(service.now);
  logRequests(app, service.log);
  app.use(async (c, next) => {
    // The router would take the percent signs of a path that is not UTF-8 literally.
    if (!isDecodable(new URL(c.req.url).pathname)) return problemResponse(c, { code: 'not-found' });
    await next();
    if (c.req.header('authorization') === undefined) return;
    // The edge's cache key does not include `Authorization`.
    c.res.headers.set('Cache-Control', PRIVATE);
    c.res.headers.set('Cloudflare-CDN-Cache-Control', 'no-store');
  });
  addHealthRoute(app, service);
  addOpenApiRoute(app, service);
  addNewsroomRoutes(app, service);
  addTokenRoutes(app, service);
  addTransferRoutes(app, service, longWork);
  addReleaseRoutes(app, service);
  addJoinRoutes(app, service);
  addPreviewLinkRoute(app, service);
  addImportRoutes(app, service, longWork);
  addDeliveryRoutes(app, service);
  addSourceRoutes(app, service);
  addMediaLibraryRoutes(app, service);
  subscriptionCalls(app, service, clientRates);
  app.all('/api/*', (c) => problemResponse(c, { code: 'not-found' }));
  addSearchFeedRoute(app, service);
  addHubRoute(app, service, clientRates);
  addMediaFileRoutes(app, service);
  addDiscoveryRoutes(app, service);
  addEmbedRoute(app, service);
  addFeedRoutes(app, service, responseCache);
  addSubscriptionPages(app, service);
  addPreviewRoute(app, service);
  addPageRoutes(app, service, clientRates);
  app.notFound((c) => negotiatedProblemResponse(c, service, { code: 'not-found' }));
  app.onError((error, c) => {
    // The client has gone and the service has not failed, so nothing is logged.
    if (error instanceof RequestAborted) return problemResponse(c, { code: 'malformed' });
    const id = logFailure(c, service.log, error);
    const problem = { code: problemCodeOf(error) };
    return withRequestId(
      isApiPath(c.req.path) ? problemResponse(c, problem) : negotiatedProblemResponse(c, service, problem),
      id,
    );
  });
  return app;
}

/** A store failure or an evicted Durable Object is temporary, so the client may try again. */
function problemCodeOf(error: unknown): ProblemCode {
  if (error instanceof StoreFailure) return error.reason === 'full' ? 'insufficient-storage' : 'unavailable';
  return isInterruption(error) ? 'unavailable' : 'internal';
}

/** Properties that Cloudflare sets on the error when a call to a Durable Object was interrupted. */
const INTERRUPTION_FLAGS = ['durableObjectReset', 'retryable', 'overloaded'];

function isInterruption(error: unknown): boolean {
  return error instanceof Error && INTERRUPTION_FLAGS.some((name) => Reflect.get(error, name) === true);
}

function isApiPath(path: string): boolean {
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
