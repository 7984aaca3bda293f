import { once } from 'node:events';
import { isObject } from '../../src/base/json.ts';

/** In bytes, after garbage collection. */
export interface MemoryUsage {
  readonly heap: number;
  /** Typed arrays: documents and bodies. */
  readonly buffers: number;
  readonly resident: number;
}

export interface Inspector {
  memoryUsage(): Promise<MemoryUsage>;
  /** Empties every cache with a limit. @throws when there are fewer than `CACHES`. */
  emptyCaches(): Promise<void>;
  /**
   * Milliseconds of CPU that the main thread used at most since the last call before it could do something else. Unlike the
   * waits of clients, it does not depend on what else the machine runs.
   */
  longestTurn(): Promise<number>;
  close(): void;
}

type Call = (method: string, params?: object) => Promise<unknown>;

/** Uses the Chrome DevTools Protocol, so that the service needs no code for it. */
export async function openInspector(address: string): Promise<Inspector> {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const call = callsOver(socket);
  await evaluated(call, WATCH_TURNS);
  return {
    async longestTurn() {
      return Number(await evaluated(call, 'globalThis.takeLongestTurn()')) / 1_000;
    },
    async memoryUsage() {
      // Objects that one collection finalizes are freed by the next one.
      for (let round = 0; round < 3; round += 1) await call('HeapProfiler.collectGarbage');
      const usage = JSON.parse(String(await evaluated(call, 'JSON.stringify(process.memoryUsage())')));
      return {
        heap: numberIn(usage, 'heapUsed'),
        buffers: numberIn(usage, 'arrayBuffers'),
        resident: numberIn(usage, 'rss'),
      };
    },
    async emptyCaches() {
      const count = await emptyAll(call);
      if (count < CACHES) throw new Error(`${count} caches found in the server, not ${CACHES}`);
    },
    close: () => socket.close(),
  };
}

/** A timer cannot fire during a turn, so that the CPU time between two of its ticks is at least the turn's. */
const WATCH_TURNS = `{
  let longest = 0;
  let before = process.threadCpuUsage();
  setInterval(() => {
    const now = process.threadCpuUsage();
    longest = Math.max(longest, now.user + now.system - before.user - before.system);
    before = now;
  }, 1).unref();
  globalThis.takeLongestTurn = () => {
    const taken = longest;
    longest = 0;
    return taken;
  };
}`;

/** Documents, their entries, the response cache and the rate limiter. */
const CACHES = 4;

/** Runs in the server over all its objects, some of which throw when a property is read. */
const EMPTY = `function () {
  let count = 0;
  for (const each of this) {
    try {
      if (each[Symbol.toStringTag] !== 'LRUCache') continue;
      each.clear();
      count += 1;
    } catch {}
  }
  return count;
}`;

/** Returns the number of caches. */
async function emptyAll(call: Call): Promise<number> {
  const objectGroup = 'caches';
  const parent = await call('Runtime.evaluate', { expression: 'Object.prototype', objectGroup });
  const prototypeObjectId = at(parent, 'result', 'objectId');
  const queried = await call('Runtime.queryObjects', { prototypeObjectId, objectGroup });
  const objectId = at(queried, 'objects', 'objectId');
  const counted = await call('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration: EMPTY,
    returnByValue: true,
  });
  // The references of the protocol would keep all objects in memory.
  await call('Runtime.releaseObjectGroup', { objectGroup });
  return Number(at(counted, 'result', 'value') ?? 0);
}

async function evaluated(call: Call, expression: string): Promise<unknown> {
  return at(await call('Runtime.evaluate', { expression, returnByValue: true }), 'result', 'value');
}

function callsOver(socket: WebSocket): Call {
  const waiting = new Map<number, (result: unknown) => void>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const message: unknown = JSON.parse(String(data));
    if (!isObject(message) || typeof message.id !== 'number') return;
    waiting.get(message.id)?.(message.result);
    waiting.delete(message.id);
  });
  // When the server has ended, calls must not wait for ever.
  socket.addEventListener('close', () => {
    for (const resolve of waiting.values()) resolve(undefined);
  });
  return (method, params = {}) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

function numberIn(value: unknown, name: string): number {
  const member = at(value, name);
  return typeof member === 'number' ? member : Number.NaN;
}
