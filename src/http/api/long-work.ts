import type { Context } from 'hono';
import type { Instant } from '../../base/time/instant.ts';
import { problemResponse } from '../problem.ts';

/** How many run at once: of one newsroom, so that others go on beside them, and in all, because each needs memory. */
export const LONG_WORK_LIMITS = {
  rebuild: { newsroom: 1, all: 4 },
  export: { newsroom: 2, all: 16 },
  restore: { newsroom: 1, all: 8 },
  import: { newsroom: 4, all: 16 },
} as const;

export type LongWorkKind = keyof typeof LONG_WORK_LIMITS;

/** Seconds. */
const RETRY_AFTER = '10';

/**
 * Milliseconds without a sign of life after which work no longer counts: Workers may end a request whose client has left
 * without running the rest of its code.
 */
const LEASE = 10 * 60 * 1000;

interface Slot {
  readonly kind: LongWorkKind;
  readonly newsroom: number;
  seenAt: Instant;
}

/** Counts the long work of one process; on Workers, of one isolate. */
export class LongWork {
  readonly #now: () => Instant;
  readonly #slots = new Set<Slot>();

  constructor(now: () => Instant) {
    this.#now = now;
  }

  /** Refuses with 429 beyond the limits. Work counts until its answer is there, or until its NDJSON has ended. */
  async run(
    c: Context,
    kind: LongWorkKind,
    newsroom: number,
    work: () => Promise<Response>,
  ): Promise<Response> {
    const slot = this.#take(kind, newsroom);
    if (slot === null)
      return problemResponse(c, { code: 'busy' }, { headers: { 'Retry-After': RETRY_AFTER } });
    let isStreaming = false;
    try {
      const response = await work();
      if (!isNdjson(response) || response.body === null) return response;
      // Nobody reads the body of an answer to HEAD.
      if (c.req.method === 'HEAD') {
        await response.body.cancel();
        return response;
      }
      isStreaming = true;
      return new Response(this.#counted(slot, response.body), response);
    } finally {
      if (!isStreaming) this.#slots.delete(slot);
    }
  }

  #take(kind: LongWorkKind, newsroom: number): Slot | null {
    const now = this.#now();
    for (const slot of this.#slots) if (slot.seenAt + LEASE <= now) this.#slots.delete(slot);
    const same = [...this.#slots].filter((slot) => slot.kind === kind);
    const own = same.filter((slot) => slot.newsroom === newsroom);
    const limits = LONG_WORK_LIMITS[kind];
    if (own.length >= limits.newsroom || same.length >= limits.all) return null;
    const slot = { kind, newsroom, seenAt: now };
    this.#slots.add(slot);
    return slot;
  }

  /** `body`, which counts until it ends, fails or is cancelled. */
  #counted(slot: Slot, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    const release = () => this.#slots.delete(slot);
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          slot.seenAt = this.#now();
          try {
            const { done, value } = await reader.read();
            if (!done) return controller.enqueue(value);
            release();
            controller.close();
          } catch (error) {
            release();
            throw error;
          }
        },
        cancel: async (reason) => {
          release();
          await reader.cancel(reason);
        },
      },
      // Without read-ahead, as the streams themselves decide.
      { highWaterMark: 0 },
    );
  }
}

function isNdjson(response: Response): boolean {
  return response.headers.get('content-type') === 'application/x-ndjson';
}
