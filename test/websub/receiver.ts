import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { openSite } from '../runtime/node/site.ts';

export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Responds to the deliveries of one callback. */
export type CallbackBehaviour = (response: ServerResponse, delivery: Delivery) => void;

/** A subscriber's web server on which every path is a callback. It confirms all verifications except `unconfirming`. */
export async function openReceiver() {
  const deliveries: Delivery[] = [];
  const verifications: URL[] = [];
  const behaviours = new Map<string, CallbackBehaviour>();
  const unconfirming = new Set<string>();

  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    if (request.method === 'GET') {
      verifications.push(url);
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
    verifications,
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

export function respondWith(
  status: number,
  headers: { readonly [name: string]: string } = {},
): CallbackBehaviour {
  return (response) => response.writeHead(status, headers).end();
}
