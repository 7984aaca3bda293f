import { expect, test } from 'vitest';
import { Lock } from '../../src/base/lock.ts';
import { SILENT } from '../../src/base/log.ts';
import type { Slots } from '../../src/jobs/concurrency-limiter.ts';
import { listDeadLetters } from '../../src/jobs/dead-letters.ts';
import { readDeliveries } from '../../src/jobs/delivery-counts.ts';
import { enqueueJob, type Job, type JobRequest, jobKeys } from '../../src/jobs/jobs.ts';
import { type Outcome, Queue } from '../../src/jobs/queue.ts';
import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';
import type { Store } from '../../src/storage/store.ts';

const KEY = 7;
const CHANNEL = 'hub-push';
const START = Date.UTC(2026, 2, 10, 10);
const DONE: Outcome = { kind: 'done', as: 'delivered' };

/** A queue over a real store under a clock that the test moves; `perform` is what the test makes of a job. */
function openQueue(perform: (job: Job) => Promise<Outcome>, slots: Partial<Slots> = {}, store = memory()) {
  let now = START;
  const lock = new Lock();
  const performed: string[] = [];
  const owner = {
    key: KEY,
    store,
    now: () => now,
    random: () => 0.5,
    rearm: () => undefined,
    log: SILENT,
    withLock: <T>(work: () => Promise<T>) => lock.run(work),
  };
  const queue = new Queue(owner, {
    name: CHANNEL,
    slots: { first: 4, doubtful: 2, perHost: 4, slow: 0, ...slots },
    host: ({ content }) => (typeof content.host === 'string' ? content.host : null),
    perform: (job) => {
      performed.push(job.id);
      return perform(job);
    },
  });
  return {
    queue,
    store,
    performed,
    async put(id: string, rest: Partial<JobRequest> = {}): Promise<void> {
      await owner.withLock(async () => {
        const transaction = store.transaction();
        await enqueueJob(transaction, KEY, { channel: CHANNEL, id, content: {}, now, ...rest });
        await transaction.commit();
      });
    },
    moveTo(instant: number): void {
      now = instant;
    },
    async at(instant: number): Promise<void> {
      now = instant;
      await queue.settled();
    },
    jobs: () => store.keys(jobKeys.jobs(KEY, CHANNEL)),
    rows: async () => (await store.keys('queue')).length,
  };
}

async function lettersOf(store: Store) {
  const page = await listDeadLetters(store, KEY, null, 10);
  return page.ok ? page.value.letters : [];
}

function memory(): Store {
  return openStore(memoryDriver());
}

/** Outcomes that the test gives when it likes. */
function gate() {
  const waiting = new Map<string, (outcome: Outcome) => void>();
  return {
    perform: (job: Job) => new Promise<Outcome>((resolve) => waiting.set(job.id, resolve)),
    open(id: string, outcome: Outcome = DONE): void {
      waiting.get(id)?.(outcome);
      waiting.delete(id);
    },
    waiting: () => [...waiting.keys()],
  };
}

test('what is due is done once, and leaves nothing behind', async () => {
  const { queue, put, performed, jobs, rows } = openQueue(async () => DONE);
  for (let index = 0; index < 500; index += 1) await put(`job-${index}`);
  await queue.settled();
  expect(performed).toHaveLength(500);
  expect(new Set(performed).size).toBe(500);
  expect([await jobs(), await rows()]).toEqual([[], 0]);
});

test('no more run at once than there are places, nor more to one host', async () => {
  const { perform, waiting, open } = gate();
  const { queue, put } = openQueue(perform, { first: 4, perHost: 2 });
  for (const id of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) await put(id, { content: { host: id[0] } });
  await queue.run();
  expect(waiting()).toEqual(['a1', 'a2', 'b1', 'b2']);
  open('b1');
  await expect.poll(waiting).toEqual(['a1', 'a2', 'b2', 'c1']);
  open('b2');
  open('a1');
  await expect.poll(waiting).toEqual(['a2', 'c1', 'a3']);
});

test('a thousand jobs for a host that is full do not hide the one behind them', async () => {
  const { perform, waiting } = gate();
  const { queue, put } = openQueue(perform, { perHost: 1 });
  for (let index = 0; index < 900; index += 1) await put(`full-${index}`, { content: { host: 'full' } });
  await put('other', { content: { host: 'other' } });
  await queue.run();
  expect(waiting()).toContain('other');
});

test('the doubtful wait apart and take no place from the others', async () => {
  const { perform, waiting } = gate();
  const { queue, put } = openQueue(perform, { first: 2, doubtful: 1 });
  for (const id of ['d1', 'd2', 'd3']) await put(id, { lane: 'doubtful' });
  for (const id of ['f1', 'f2', 'f3']) await put(id);
  await queue.run();
  expect(waiting().sort()).toEqual(['d1', 'f1', 'f2']);
});

test('who is slow gives its place to others', async () => {
  const { perform, waiting } = gate();
  const { queue, put, moveTo } = openQueue(perform, { first: 1, slow: 1 });
  for (const id of ['1', '2', '3']) await put(id);
  await queue.run();
  expect(waiting()).toEqual(['1']);
  moveTo(START + 1000);
  await queue.run();
  expect(waiting()).toEqual(['1', '2']);
});

test('a job put again while it is under way is done again, as it is then', async () => {
  const { perform, waiting, open } = gate();
  const { queue, put, performed, jobs } = openQueue(perform);
  await put('a');
  await queue.run();
  await put('a', { content: { newer: true } });
  open('a');
  await expect.poll(() => performed).toEqual(['a', 'a']);
  expect(waiting()).toEqual(['a']);
  open('a');
  await queue.settled();
  expect(await jobs()).toEqual([]);
});

test('what was under way at a kill is done by the next process', async () => {
  const first = openQueue(() => new Promise(() => undefined));
  for (const id of ['a', 'b']) await first.put(id);
  await first.queue.run();
  const second = openQueue(async () => DONE, {}, first.store);
  await second.queue.settled();
  expect(second.performed).toEqual(['a', 'b']);
  expect(await second.jobs()).toEqual([]);
});

test('a hint is always left for what is still due', async () => {
  const { perform } = gate();
  const { queue, put, store } = openQueue(perform);
  await put('a');
  const [woken = ''] = await store.keys('due');
  await queue.run(woken);
  const hints = await store.keys('due');
  expect(hints).toHaveLength(1);
  expect(Number(hints[0]?.split(':')[1])).toBe(START + 1000);
});

test('a failure is retried by the policy and ends as a dead letter after three days', async () => {
  const { put, at, performed, store, jobs } = openQueue(async () => ({ kind: 'retry', reason: 'timeout' }));
  await put('a', { content: { host: 'receiver.example' } });
  await at(START);
  await at(START + 1000);
  expect(performed).toHaveLength(2);
  for (let hour = 1; hour <= 72; hour += 1) await at(START + hour * 3_600_000);
  const letters = await lettersOf(store);
  expect(letters.map(({ letter }) => [letter.reason, letter.receiver, letter.firstAt])).toEqual([
    ['timeout', 'receiver.example', START],
  ]);
  expect(letters[0]?.letter.attempts).toBe(performed.length);
  expect(await jobs()).toEqual([]);
});

test('an outcome that cannot be written does not have the others done again', async () => {
  const broken: Outcome = { kind: 'done', as: 'delivered', also: () => Promise.reject(new Error('no')) };
  const { put, queue, performed, jobs } = openQueue(async ({ id }) => (id === 'bad' ? broken : DONE));
  for (const id of ['a', 'bad', 'b']) await put(id);
  await queue.settled();
  await queue.settled();
  expect(performed.sort()).toEqual(['a', 'b', 'bad']);
  expect(await jobs()).toEqual([jobKeys.job(KEY, CHANNEL, 'bad')]);
});

test('a job that goes on in parts loses none of them to a kill', async () => {
  const parts: unknown[] = [];
  const work = async ({ content }: Job): Promise<Outcome> => {
    parts.push(content.part);
    const part = Number(content.part);
    return part === 3 ? DONE : { kind: 'continue', content: { part: part + 1 } };
  };
  const { put, queue, jobs } = openQueue(work);
  await put('a', { content: { part: 1 } });
  await queue.settled();
  expect(parts).toEqual([1, 2, 3]);
  expect(await jobs()).toEqual([]);
});

test('stopping waits for what is under way and starts nothing more', async () => {
  const { perform, open, waiting } = gate();
  const { queue, put, jobs, performed } = openQueue(perform, { first: 1 });
  for (const id of ['a', 'b']) await put(id);
  await queue.run();
  const stopped = queue.stop();
  expect(waiting()).toEqual(['a']);
  open('a');
  await stopped;
  expect(performed).toEqual(['a']);
  expect(await jobs()).toEqual([jobKeys.job(KEY, CHANNEL, 'b')]);
});

test('a job that is put again and again does not keep an older release from becoming a dead letter', async () => {
  const { put, at, store, jobs } = openQueue(async () => ({ kind: 'retry', reason: 'timeout' }));
  for (let day = 0; day < 6; day += 1) {
    await put('a', { counted: { kind: 'push', releases: [day] } });
    for (let hour = 1; hour <= 24; hour += 1) await at(START + (day * 24 + hour) * 3_600_000);
  }
  const letters = await lettersOf(store);
  expect(letters.map(({ letter }) => letter.job.counted?.releases)).toEqual([[3], [2], [1], [0]]);
  expect(letters.map(({ letter }) => letter.lastAt - letter.firstAt)).toEqual(Array(4).fill(72 * 3_600_000));
  expect((await readDeliveries(store, KEY, 0)).push).toMatchObject({ total: 1, failed: 1 });
  expect((await readDeliveries(store, KEY, 5)).push).toMatchObject({ total: 1, failed: 0 });
  expect(await jobs()).toHaveLength(1);
});

test('dead letters are read in pages, newest first, and a cursor that is none is refused', async () => {
  const { put, at, store } = openQueue(async () => ({ kind: 'dead', reason: 'gone' }));
  for (let index = 0; index < 5; index += 1) {
    await put(`job-${index}`);
    await at(START + index);
  }
  const first = await listDeadLetters(store, KEY, null, 3);
  const next = first.ok ? first.value.next : null;
  const second = await listDeadLetters(store, KEY, next, 3);
  const ids = [first, second].map((page) =>
    page.ok ? page.value.letters.map(({ letter }) => letter.job.id) : [],
  );
  expect(ids).toEqual([
    ['job-4', 'job-3', 'job-2'],
    ['job-1', 'job-0'],
  ]);
  expect(second.ok && second.value.next).toBeNull();
  for (const cursor of ['', '0', 'job-1', '../x', '9'.repeat(40)]) {
    expect((await listDeadLetters(store, KEY, cursor, 3)).ok).toBe(false);
  }
});
