import { env, WorkerEntrypoint } from 'cloudflare:workers';
import { createApp } from '../../http/app.ts';
import { narrowAcceptEncoding } from './accept-encoding.ts';
import { invalidateTags, purgeTags } from './edge-cache.ts';
import { openService } from './service.ts';
import { clientRatesOf } from './visitors.ts';

export { DirectoryObject } from './directory-object.ts';
export { NewsroomObject } from './newsroom-object.ts';

const app = createApp(openService(env), clientRatesOf(env));

/** What the edge cache stands in front of. Only this entrypoint can change what it stored. */
export class Documents extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    return app.fetch(request);
  }

  /** False when the platform refused. */
  invalidate(tags: readonly string[]): Promise<boolean> {
    return invalidateTags(this.ctx.cache, tags);
  }

  /** False when the platform refused. */
  purge(tags: readonly string[]): Promise<boolean> {
    return purgeTags(this.ctx.cache, tags);
  }
}

/** The gateway: runs for every request, is never cached itself (wrangler.toml). */
export default class extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const narrowed = narrowAcceptEncoding(request);
    // The cache's key has no `Authorization` in it, and a write has nothing to find there.
    const isPublicRead =
      (request.method === 'GET' || request.method === 'HEAD') && !request.headers.has('authorization');
    return isPublicRead ? this.ctx.exports.Documents.fetch(narrowed) : app.fetch(narrowed);
  }
}
