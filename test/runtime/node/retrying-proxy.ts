import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOn } from './site.ts';

const RETRY_INTERVAL = 2;
/** In milliseconds. */
const PATIENCE = 15_000;

/**
 * Keeps connections to `port` open as a proxy does, and tries a refused connection again. A request that got no byte of
 * an answer is repeated when RFC 9110 section 9.2.2 allows it: a GET, or with an idempotency key.
 */
export async function openRetryingProxy(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let refusals: number[] = [];
  let repeated = 0;

  const server = createServer((given, answer) => {
    void bytesOf(given).then((body) => forward(given, body, answer, performance.now() + PATIENCE));
  });

  async function forward(given: IncomingMessage, body: Buffer, answer: ServerResponse, deadline: number) {
    for (;;) {
      const outcome = await attempt(given, body, answer);
      if (outcome === 'answered') return;
      const isSafe = given.method === 'GET' || given.headers['idempotency-key'] !== undefined;
      if (outcome === 'refused') refusals.push(performance.now());
      else if (isSafe) repeated += 1;
      if (performance.now() > deadline || (outcome === 'reset' && !isSafe)) {
        answer.writeHead(502).end();
        return;
      }
      await sleep(RETRY_INTERVAL);
    }
  }

  function attempt(given: IncomingMessage, body: Buffer, answer: ServerResponse) {
    return new Promise<'answered' | 'refused' | 'reset'>((done) => {
      const { method, url: path, headers } = given;
      const { connection: _, ...forwarded } = headers;
      const sent = request(
        { agent, port, host: '127.0.0.1', method, path, headers: forwarded },
        (received) => {
          bytesOf(received).then(
            (bytes) => {
              const { connection: _connection, 'transfer-encoding': _coding, ...fields } = received.headers;
              answer
                .writeHead(received.statusCode ?? 502, { ...fields, 'content-length': bytes.byteLength })
                .end(bytes);
              done('answered');
            },
            () => {
              // A part of an answer cannot be taken back.
              answer.writeHead(502).end();
              done('answered');
            },
          );
        },
      );
      sent.on('error', (error) =>
        done('code' in error && error.code === 'ECONNREFUSED' ? 'refused' : 'reset'),
      );
      sent.end(body);
    });
  }

  const site = await listenOn(server);
  return {
    url: `http://127.0.0.1:${site.port}`,
    /** Milliseconds from the first refused connection to the last one since the last call. */
    takeGap(): number {
      const gap = refusals.length === 0 ? 0 : Math.max(...refusals) - Math.min(...refusals);
      refusals = [];
      return Math.round(gap);
    },
    repeated: () => repeated,
    async close() {
      agent.destroy();
      await site.close();
    },
  };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
