import { once } from 'node:events';
import { isObject } from '../../src/base/json.ts';

/** What the server's process holds once it has let go of all that it can. In bytes. */
export interface ReleaseWithNewsroom {
  readonly heap: number;
  /** Of typed arrays: documents and bodies. */
  readonly buffers: number;
  readonly resident: number;
}

export interface Inspector {
  held(): Promise<ReleaseWithNewsroom>;
  /** Has every cache with a limit forget what it has: what is held afterwards is not for being asked for again. */
  emptyCaches(): Promise<void>;
  close(): void;
}

type Call = (method: string, params?: object) => Promise<unknown>;

/** Over the Chrome DevTools Protocol, so that nothing is added to the service for it. */
export async function openInspector(address: string): Promise<Inspector> {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const call = callsOver(socket);
  return {
    async held() {
      // What one collection finalizes, the next one frees.
      for (let round = 0; round < 3; round += 1) await call('HeapProfiler.collectGarbage');
      const usage = JSON.parse(String(await evaluated(call, 'JSON.stringify(process.memoryUsage())')));
      return {
        heap: numberIn(usage, 'heapUsed'),
        buffers: numberIn(usage, 'arrayBuffers'),
        resident: numberIn(usage, 'rss'),
      };
    },
    async emptyCaches() {
      const count = await emptied(call);
      if (count < CACHES) throw new Error(`${count} caches found in the server, not ${CACHES}`);
    },
    close: () => socket.close(),
  };
}

/** Documents, their entries, answers of the front, clients with their rates: fewer found, and nothing would be told. */
const CACHES = 4;

/** Run in the server over all its objects, some of which throw when they are looked at. */
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

/** How many there were. */
async function emptied(call: Call): Promise<number> {
  const objectGroup = 'caches';
  const parent = await call('Runtime.evaluate', { expression: 'Object.prototype', objectGroup });
  const prototypeObjectId = at(parent, 'result', 'objectId');
  const found = await call('Runtime.queryObjects', { prototypeObjectId, objectGroup });
  const objectId = at(found, 'objects', 'objectId');
  const counted = await call('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration: EMPTY,
    returnByValue: true,
  });
  // Or the protocol's own references would hold every object there was.
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
  // The server has ended: whoever waits shall find nothing rather than wait for ever.
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
  const found = at(value, name);
  return typeof found === 'number' ? found : Number.NaN;
}
