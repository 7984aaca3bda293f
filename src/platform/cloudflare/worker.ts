import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers';
import { narrowAcceptEncoding } from './accept-encoding.ts';
import { invalidateTags, purgeTags } from './edge-cache.ts';

export class NewsroomObject extends DurableObject<Env> {}

export class DirectoryObject extends DurableObject<Env> {}

/** What the edge cache stands in front of. Only this entrypoint can change what it stored. */
export class Documents extends WorkerEntrypoint<Env> {
  override async fetch(_request: Request): Promise<Response> {
    return new Response(null, { status: 503, headers: { 'cache-control': 'no-store' } });
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
  override fetch(request: Request): Promise<Response> {
    return this.ctx.exports.Documents.fetch(narrowAcceptEncoding(request));
  }
}
