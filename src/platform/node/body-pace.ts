import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** `grace` (before the rate counts) and `checkInterval` are in milliseconds. */
export const BODY_PACE = { minBytesPerSecond: 1024, grace: 30_000, checkInterval: 5_000 } as const;

interface BodyProgress {
  readonly since: number;
  readonly bytesBefore: number;
}

/** Closes slow connections, since Node limits only the time of a whole request. Returns a function that ends the watch. */
export function watchBodies(
  server: Server,
  pace: typeof BODY_PACE | { [K in keyof typeof BODY_PACE]: number } = BODY_PACE,
): () => void {
  const bodies = new Map<Socket, BodyProgress>();

  server.prependListener('request', (request: IncomingMessage) => {
    if (!hasBody(request)) return;
    const { socket } = request;
    bodies.set(socket, { since: performance.now(), bytesBefore: socket.bytesRead });
    request.once('close', () => bodies.delete(socket));
    request.once('end', () => bodies.delete(socket));
  });

  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, { since, bytesBefore }] of bodies) {
      const elapsed = now - since;
      const isSlow = socket.bytesRead - bytesBefore < (pace.minBytesPerSecond * elapsed) / 1000;
      if (elapsed > pace.grace && isSlow) socket.destroy();
    }
  }, pace.checkInterval);
  timer.unref();
  return () => clearInterval(timer);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
