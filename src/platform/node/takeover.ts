import { chmodSync, existsSync, openSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { isObject } from '../../base/json.ts';
import { OWNER_FILES } from './ownership.ts';

/**
 * A new process asks the owner of a data directory, over a socket in it, to hand over. Both speak lines of JSON:
 *
 *     new    {"ask":"takeover","schema":1,"pid":123}
 *     owner  {"say":"accepted"}, or {"say":"refused","reason":"…"}
 *     owner  {"say":"ready"}     nothing long is running; the owner still serves
 *     new    {"ask":"leave"}
 *     owner  {"say":"left"}      port and lock are free
 *
 * Until "leave" the owner goes on when the connection ends.
 */

/** In milliseconds. A delivery may take a minute, and requests and fetches end before. */
export const TAKEOVER_LIMITS = { answer: 3_000, ready: 75_000, left: 45_000 } as const;

/** Bytes of a socket's path (unix(7); 104 on macOS). */
const MAX_PATH = 100;

export interface HandOver {
  readonly schema: number;
  settle(signal: AbortSignal): Promise<void>;
  resume(): Promise<void>;
  /** Ends the service and gives up the lock. */
  leave(): Promise<void>;
  exit(): void;
}

/** Resolves when new processes can ask. The returned function ends that, which must precede the release of the lock. */
export async function answerTakeovers(data: string, handOver: HandOver): Promise<() => void> {
  let isAsked = false;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (isAsked) {
      say(socket, 'refused', 'another process is taking over');
      socket.end();
      return;
    }
    isAsked = true;
    void answer(socket, handOver).finally(() => {
      isAsked = false;
      socket.end();
    });
  });
  // What a killed owner left; the lock says that nobody listens there.
  rmSync(join(data, OWNER_FILES.socket), { force: true });
  const path = socketPath(data);
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(path, done);
  });
  // Connecting needs the right to write: only the user of the process may ask.
  chmodSync(path, 0o600);
  server.unref();
  // The connection of the process that asked stays open.
  return () => void server.close();
}

async function answer(socket: Socket, handOver: HandOver): Promise<void> {
  const lines = linesOf(socket);
  const asked = await lines.next(TAKEOVER_LIMITS.answer);
  if (asked?.ask !== 'takeover' || typeof asked.schema !== 'number') return;
  if (asked.schema < handOver.schema) {
    say(
      socket,
      'refused',
      `it is of an older release (schema ${asked.schema}, the owner has ${handOver.schema})`,
    );
    return;
  }
  say(socket, 'accepted');
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  const hasGone = new Promise<void>((done) => gone.signal.addEventListener('abort', () => done()));
  await Promise.race([handOver.settle(gone.signal), hasGone]);
  if (!gone.signal.aborted) say(socket, 'ready');
  const next = await lines.next(TAKEOVER_LIMITS.answer);
  if (next?.ask !== 'leave') {
    await handOver.resume();
    return;
  }
  await handOver.leave();
  socket.once('close', () => handOver.exit());
  say(socket, 'left');
}

export interface Takeover {
  readonly schema: number;
  /** Called once when the owner needs more than a second to get ready. */
  onWait(): void;
}

/** Resolves when the owner has left. @throws an error that says why it has not; then it goes on unless `hasLeft`. */
export async function askToLeave(data: string, { schema, onWait }: Takeover): Promise<void> {
  const socket = connect(socketPath(data));
  socket.on('error', () => undefined);
  const lines = linesOf(socket);
  try {
    socket.write(`${JSON.stringify({ ask: 'takeover', schema, pid: process.pid })}\n`);
    const accepted = await lines.next(TAKEOVER_LIMITS.answer);
    if (accepted?.say === 'refused') throw new Error(`the owner refuses the takeover: ${accepted.reason}`);
    if (accepted?.say !== 'accepted') throw new Error('the owner does not answer');
    const waiting = setTimeout(onWait, 1_000);
    const ready = await lines.next(TAKEOVER_LIMITS.ready);
    clearTimeout(waiting);
    if (ready?.say !== 'ready') throw new Error('the owner does not get ready');
    socket.write(`${JSON.stringify({ ask: 'leave' })}\n`);
    // When the owner dies instead, its lock is free all the same.
    await lines.next(TAKEOVER_LIMITS.left);
  } finally {
    socket.destroy();
  }
}

function say(socket: Socket, word: string, reason?: string): void {
  socket.write(`${JSON.stringify({ say: word, reason })}\n`);
}

type Message = { readonly [name: string]: unknown };

/** `next` is null when the connection has ended, after the timeout, and for what is no message. */
function linesOf(socket: Socket): { next(timeout: number): Promise<Message | null> } {
  const messages: (Message | null)[] = [];
  let wake: () => void = () => undefined;
  const add = (message: Message | null) => {
    messages.push(message);
    wake();
  };
  const reader = createInterface({ input: socket });
  reader.on('line', (line) => add(parse(line)));
  // The socket closes then, too.
  reader.on('error', () => undefined);
  socket.once('close', () => add(null));
  return {
    async next(timeout) {
      if (messages.length === 0) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, timeout);
          wake = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      // The end of the connection is final.
      return (messages[0] === null ? messages[0] : messages.shift()) ?? null;
    },
  };
}

function parse(line: string): Message | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** On Linux a directory that is open has a short name. */
function socketPath(data: string): string {
  const path = join(resolve(data), OWNER_FILES.socket);
  if (Buffer.byteLength(path) <= MAX_PATH || !existsSync('/proc/self/fd')) return path;
  return `/proc/self/fd/${openSync(data, 'r')}/${OWNER_FILES.socket}`;
}
