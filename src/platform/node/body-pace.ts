import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes a second that a request's body must bring on average, once it has had its first seconds (milliseconds). */
export const BODY_PACE = { least: 1024, grace: 30_000, look: 5_000 } as const;

interface Coming {
  readonly since: number;
  readonly bytesBefore: number;
}

/**
 * Cuts off whoever sends a body a drop at a time. Node's own limit is for the whole request: one that suits a large upload
 * on a slow line would let a trickle hold a connection for as long. Returns what ends the watch.
 */
export function watchBodies(
  server: Server,
  pace: typeof BODY_PACE | { [K in keyof typeof BODY_PACE]: number } = BODY_PACE,
): () => void {
  const coming = new Map<Socket, Coming>();

  server.prependListener('request', (request: IncomingMessage) => {
    if (!hasBody(request)) return;
    const { socket } = request;
    coming.set(socket, { since: performance.now(), bytesBefore: socket.bytesRead });
    request.once('close', () => coming.delete(socket));
    request.once('end', () => coming.delete(socket));
  });

  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, { since, bytesBefore }] of coming) {
      const elapsed = now - since;
      const isSlow = socket.bytesRead - bytesBefore < (pace.least * elapsed) / 1000;
      if (elapsed > pace.grace && isSlow) socket.destroy();
    }
  }, pace.look);
  timer.unref();
  return () => clearInterval(timer);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
