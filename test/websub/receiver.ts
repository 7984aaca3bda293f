import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { openSite } from '../runtime/node/site.ts';

export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers a delivery to one callback; without one it is 200. */
export type Behaviour = (response: ServerResponse, delivery: Delivery) => void;

/** A subscriber's web server: every path is a callback that confirms what it is asked, unless told otherwise. */
export async function openReceiver() {
  const deliveries: Delivery[] = [];
  const asked: URL[] = [];
  const behaviours = new Map<string, Behaviour>();
  const unconfirming = new Set<string>();

  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    if (request.method === 'GET') {
      asked.push(url);
      const challenge = url.searchParams.get('hub.challenge') ?? '';
      response.writeHead(unconfirming.has(url.pathname) ? 404 : 200).end(challenge);
      return;
    }
    void read(request).then((body) => {
      const delivery = { path: url.pathname, headers: request.headers, body };
      deliveries.push(delivery);
      const behave = behaviours.get(url.pathname);
      if (behave === undefined) response.writeHead(200).end();
      else behave(response, delivery);
    });
  };
  const site = await openSite(listener);

  return {
    deliveries,
    asked,
    behaviours,
    unconfirming,
    close: site.close,
    url: (path: string) => `http://127.0.0.1:${site.port}${path}`,
    at: (path: string) => deliveries.filter((delivery) => delivery.path === path),
  };
}

export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

/** Answers every delivery with `status`. */
export function answering(status: number, headers: { readonly [name: string]: string } = {}): Behaviour {
  return (response) => response.writeHead(status, headers).end();
}
