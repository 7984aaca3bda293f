import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers';

export class NewsroomObject extends DurableObject<Env> {}

export class DirectoryObject extends DurableObject<Env> {}

export class Documents extends WorkerEntrypoint<Env> {
  override async fetch(_request: Request): Promise<Response> {
    return new Response(null, { status: 503, headers: { 'cache-control': 'no-store' } });
  }
}

export default class extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    return this.ctx.exports.Documents.fetch(request);
  }
}
