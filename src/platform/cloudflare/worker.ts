import { env, WorkerEntrypoint } from 'cloudflare:workers';
import { createApp } from '../../http/app.ts';
import { DOCUMENT_CACHE } from '../../http/documents.ts';
import { narrowAcceptEncoding } from './accept-encoding.ts';
import { clientRatesOf } from './client-rates.ts';
import { invalidateTags, purgeTags } from './edge-cache.ts';
import { openService } from './service.ts';

export { DirectoryObject } from './directory-object.ts';
export { NewsroomObject } from './newsroom-object.ts';

const app = createApp(openService(env), clientRatesOf(env));

const EDGE_CACHE = 'public, max-age=300, stale-while-revalidate=60, stale-if-error=60';

/** The entrypoint behind the edge cache. Only it can invalidate or purge its cached answers. */
export class Documents extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const response = await app.fetch(request);
    // Cache tags reach this cache, so it may keep a document longer than the others.
    if (response.headers.get('Cache-Control') === DOCUMENT_CACHE)
      response.headers.set('Cloudflare-CDN-Cache-Control', EDGE_CACHE);
    return response;
  }

  invalidate(tags: readonly string[]): Promise<boolean> {
    return invalidateTags(this.ctx.cache, tags);
  }

  purge(tags: readonly string[]): Promise<boolean> {
    return purgeTags(this.ctx.cache, tags);
  }
}

/** The gateway. It runs for every request, since it is not cached (wrangler.toml). */
export default class extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const narrowed = narrowAcceptEncoding(request);
    // The key of the cache does not contain `Authorization`, so authorized reads must not reach it.
    const isPublicRead =
      (request.method === 'GET' || request.method === 'HEAD') && !request.headers.has('authorization');
    return isPublicRead ? this.ctx.exports.Documents.fetch(narrowed) : app.fetch(narrowed);
  }
}
