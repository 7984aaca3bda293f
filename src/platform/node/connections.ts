import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** How often a stop looks for connections that have become idle, in milliseconds. */
const CHECK_INTERVAL = 10;
/**
 * An idle connection is closed after so many of these looks without a byte: a request may be under way on it. Looks are
 * counted and not milliseconds, since a process that had to wait has not read yet what came meanwhile.
 */
const IDLE_LOOKS = 10;
/** The listener is closed in a turn of the event loop that took no longer, in milliseconds, or after so many turns. */
const QUIET_TURN = { milliseconds: 0.2, attempts: 200 } as const;

interface Connection {
  readonly running: Map<ServerResponse, number>;
  bytesRead: number;
  idleLooks: number;
}

/** Knows the requests that are running on each connection, so that a stop ends none of them. */
export class Connections {
  readonly #server: Server;
  readonly #open = new Map<Socket, Connection>();
  #isClosing = false;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#open.set(socket, { running: new Map(), bytesRead: 0, idleLooks: 0 });
      socket.once('close', () => this.#open.delete(socket));
    });
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const connection = this.#open.get(socket);
      if (connection === undefined) return;
      if (this.#isClosing) response.setHeader('Connection', 'close');
      connection.running.set(response, performance.now());
      response.once('close', () => connection.running.delete(response));
    });
  }

  /** How long the oldest running request has been running, in milliseconds; 0 when there is none. */
  get longestRequest(): number {
    const began = [...this.#open.values()].flatMap(({ running }) => [...running.values()]);
    return began.length === 0 ? 0 : performance.now() - Math.min(...began);
  }

  /**
   * Closes the listener, answers what runs with `Connection: close` (RFC 9112 section 9.6), closes idle connections, and
   * after `timeout` milliseconds all others.
   */
  async drain(timeout: number): Promise<void> {
    await quietTurn();
    // `close` of an HTTP server would close idle connections at once.
    const closed = new Promise<void>((resolve) => {
      NetServer.prototype.close.call(this.#server, () => resolve());
    });
    this.#isClosing = true;
    for (const { running } of this.#open.values()) {
      for (const response of running.keys()) {
        if (!response.headersSent) response.setHeader('Connection', 'close');
      }
    }
    const idleCheck = setInterval(() => setImmediate(() => this.#closeIdle()), CHECK_INTERVAL);
    await Promise.race([closed, sleep(timeout, null, { ref: false })]);
    clearInterval(idleCheck);
    for (const socket of this.#open.keys()) socket.destroy();
    await closed;
  }

  /** Must run after the event loop has read what has arrived. */
  #closeIdle(): void {
    for (const [socket, connection] of this.#open) {
      const isIdle = connection.running.size === 0 && socket.bytesRead === connection.bytesRead;
      connection.bytesRead = socket.bytesRead;
      connection.idleLooks = isIdle ? connection.idleLooks + 1 : 0;
      if (connection.idleLooks >= IDLE_LOOKS) socket.destroy();
    }
  }
}

/**
 * Closing a listener resets connections that the system has made and the process has not accepted yet. A turn of the
 * event loop accepts them all, so the listener is closed at the end of a short one.
 */
async function quietTurn(): Promise<void> {
  for (let turn = 0; turn < QUIET_TURN.attempts; turn += 1) {
    const began = performance.now();
    await nextTurn();
    if (performance.now() - began < QUIET_TURN.milliseconds) return;
  }
}
