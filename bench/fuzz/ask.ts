import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { Attack } from './grammar.ts';
import { MAX_LEARNT } from './learned.ts';

export interface Answer {
  /** 0 when the connection was closed, which is allowed for an invalid request. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** At most `MAX_LEARNT` characters and one part. */
  readonly text: string;
}

/** In milliseconds, and long enough for imports of megabytes. */
const TIMEOUT = 20_000;
const CLOSED: Answer = { status: 0, headers: {}, text: '' };

/** Resolves to a string when there was no complete answer. */
export type Ask = (attack: Attack) => Promise<Answer | string>;

export function createAsk(port: number, connections: number): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return (attack) => (attack.raw === null ? answer(agent, port, attack) : rawAnswer(port, attack.raw));
}

function answer(
  agent: Agent,
  port: number,
  { method, path, headers, body }: Attack,
): Promise<Answer | string> {
  return new Promise((resolve) => {
    try {
      const options = { agent, port, host: '127.0.0.1', method, path, headers, timeout: TIMEOUT };
      const asked = httpRequest(options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          if (text.length < MAX_LEARNT) text += part;
        });
        response.on('error', () => resolve('broken off'));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      asked.on('timeout', () => {
        resolve('no answer');
        asked.destroy();
      });
      // Node's client refuses the request, or the server has closed the connection.
      asked.on('error', () => resolve(CLOSED));
      asked.end(body);
    } catch {
      resolve(CLOSED);
    }
  });
}

async function rawAnswer(port: number, bytes: Buffer): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  socket.on('error', () => undefined);
  socket.setTimeout(1000, () => socket.destroy());
  socket.end(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(Buffer.concat(parts).toString('latin1')) ?? [];
  return { ...CLOSED, status: Number(status) };
}
