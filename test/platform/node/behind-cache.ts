import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { SILENT } from '../../../src/base/log.ts';
import { createApp } from '../../../src/http/app.ts';
import { ResponseCache } from '../../../src/http/response-cache.ts';
import { withResponseCache } from '../../../src/platform/node/cached-responses.ts';
import type { Harness } from '../../http/harness.ts';

const servers: Server[] = [];

/** Must be called after each test. */
export function closeServers(): void {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}

export interface Said {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** False when the response cache answered. */
  readonly byApplication: boolean;
}

/** Serves the harness's service on a port, through the response cache. */
export async function openBehindCache({ service }: Pick<Harness, 'service'>) {
  const responseCache = new ResponseCache(service.currentVersions, service.now);
  let asked = 0;
  const application = getRequestListener(createApp(service, undefined, responseCache).fetch);
  const counting: RequestListener = (request, response) => {
    asked += 1;
    application(request, response);
  };
  const server = createServer(withResponseCache(responseCache, SILENT, counting)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;

  /** Sends raw lines and a body. Only one request may run at a time, or `byApplication` is wrong. */
  async function say(lines: readonly string[], body = ''): Promise<Said> {
    const before = asked;
    const socket = connect(port, '127.0.0.1');
    const parts: Buffer[] = [];
    socket.on('data', (part) => parts.push(part));
    socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
    await once(socket, 'close');
    const text = Buffer.concat(parts).toString('utf8');
    const end = text.indexOf('\r\n\r\n');
    const [status = '', ...fields] = text.slice(0, end).split('\r\n');
    return {
      status: Number(status.split(' ')[1]),
      headers: Object.fromEntries(
        fields.map((field) => {
          const colon = field.indexOf(':');
          return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
        }),
      ),
      body: text.slice(end + 4),
      byApplication: asked > before,
    };
  }

  return {
    say,
    get: (path: string, ...headers: readonly string[]) =>
      say([`GET ${path} HTTP/1.1`, 'Host: tiedotteet.example', ...headers]),
  };
}
