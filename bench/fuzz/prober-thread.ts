import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { isObject } from '../../src/base/json.ts';

/** Milliseconds between two questions. */
const PAUSE = 4;

const { origin, cached, uncached } = isObject(workerData) ? workerData : {};
const agent = new Agent({ keepAlive: true });
let count = 0;
let worst = { cached: 0, uncached: 0 };

/** Waits of questions under way when the waits are taken count as well. */
parentPort?.on('message', async () => {
  const taken = worst;
  await asked.catch(() => undefined);
  parentPort?.postMessage({
    cached: Math.max(taken.cached, worst.cached),
    uncached: Math.max(taken.uncached, worst.uncached),
  });
  worst = { cached: 0, uncached: 0 };
});

let asked: Promise<unknown> = Promise.resolve();
for (;;) {
  asked = Promise.all([
    wait(`${origin}${cached}`).then((waited) => {
      worst = { ...worst, cached: Math.max(worst.cached, waited) };
    }),
    wait(`${origin}${uncached}${count}`).then((waited) => {
      worst = { ...worst, uncached: Math.max(worst.uncached, waited) };
    }),
  ]);
  await asked;
  count += 1;
  await sleep(PAUSE);
}

async function wait(url: string): Promise<number> {
  const began = performance.now();
  await new Promise<void>((resolve) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.on('close', resolve);
    }).on('error', () => resolve());
  });
  return performance.now() - began;
}
