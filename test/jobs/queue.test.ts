import { expect, test } from 'vitest';
import { Lock } from '../../src/base/lock.ts';
import { SILENT } from '../../src/base/log.ts';
import type { ConcurrencyLimits } from '../../src/jobs/concurrency-limiter.ts';
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

/** A queue over a memory store and a clock that the test sets. */
function openQueue(
  perform: (job: Job) => Promise<Outcome>,
  limits: Partial<ConcurrencyLimits> = {},
  store = memory(),
) {
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
    limits: { first: 4, doubtful: 2, perHost: 4, slowJobs: 0, ...limits },
    receivingHost: ({ content }) => (typeof content.host === 'string' ? content.host : null),
    perform: (job) => {
      performed.push(job.id);
      return perform(job);
    },
  });
  return {
    queue,
    store,
    performed,
    async enqueue(id: string, rest: Partial<JobRequest> = {}): Promise<void> {
      await owner.withLock(async () => {
        const transaction = store.transaction();
        await enqueueJob(transaction, KEY, { channel: CHANNEL, id, content: {}, now, ...rest });
        await transaction.commit();
      });
    },
    moveTo(instant: number): void {
      now = instant;
    },
    async runAt(instant: number): Promise<void> {
      now = instant;
      await queue.waitUntilIdle();
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

/** Jobs that wait until the test gives their outcomes. */
function openGate() {
  const waiting = new Map<string, (outcome: Outcome) => void>();
  return {
    perform: (job: Job) => new Promise<Outcome>((resolve) => waiting.set(job.id, resolve)),
    finish(id: string, outcome: Outcome = DONE): void {
      waiting.get(id)?.(outcome);
      waiting.delete(id);
    },
    waiting: () => [...waiting.keys()],
  };
}

test('each due job runs once and is removed', async () => {
  const { queue, enqueue, performed, jobs, rows } = openQueue(async () => DONE);
  for (let index = 0; index < 500; index += 1) await enqueue(`job-${index}`);
  await queue.waitUntilIdle();
  expect(performed).toHaveLength(500);
  expect(new Set(performed).size).toBe(500);
  expect([await jobs(), await rows()]).toEqual([[], 0]);
});

test('no more jobs run at once than the limits of the lane and of the host', async () => {
  const { perform, waiting, finish } = openGate();
  const { queue, enqueue } = openQueue(perform, { first: 4, perHost: 2 });
  for (const id of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) await enqueue(id, { content: { host: id[0] } });
  await queue.run();
  expect(waiting()).toEqual(['a1', 'a2', 'b1', 'b2']);
  finish('b1');
  await expect.poll(waiting).toEqual(['a1', 'a2', 'b2', 'c1']);
  finish('b2');
  finish('a1');
  await expect.poll(waiting).toEqual(['a2', 'c1', 'a3']);
});

test('many jobs of a saturated host do not block the job of another host', async () => {
  const { perform, waiting } = openGate();
  const { queue, enqueue } = openQueue(perform, { perHost: 1 });
  for (let index = 0; index < 900; index += 1) await enqueue(`full-${index}`, { content: { host: 'full' } });
  await enqueue('other', { content: { host: 'other' } });
  await queue.run();
  expect(waiting()).toContain('other');
});

test('jobs of the doubtful lane use only the slots of that lane', async () => {
  const { perform, waiting } = openGate();
  const { queue, enqueue } = openQueue(perform, { first: 2, doubtful: 1 });
  for (const id of ['d1', 'd2', 'd3']) await enqueue(id, { lane: 'doubtful' });
  for (const id of ['f1', 'f2', 'f3']) await enqueue(id);
  await queue.run();
  expect(waiting().sort()).toEqual(['d1', 'f1', 'f2']);
});

test('a slow job frees its slot for another job', async () => {
  const { perform, waiting } = openGate();
  const { queue, enqueue, moveTo } = openQueue(perform, { first: 1, slowJobs: 1 });
  for (const id of ['1', '2', '3']) await enqueue(id);
  await queue.run();
  expect(waiting()).toEqual(['1']);
  moveTo(START + 1000);
  await queue.run();
  expect(waiting()).toEqual(['1', '2']);
});

test('a job that is enqueued again while it runs is run again with its new content', async () => {
  const { perform, waiting, finish } = openGate();
  const { queue, enqueue, performed, jobs } = openQueue(perform);
  await enqueue('a');
  await queue.run();
  await enqueue('a', { content: { newer: true } });
  finish('a');
  await expect.poll(() => performed).toEqual(['a', 'a']);
  expect(waiting()).toEqual(['a']);
  finish('a');
  await queue.waitUntilIdle();
  expect(await jobs()).toEqual([]);
});

test('jobs that were running when the process was killed are run by the next process', async () => {
  const first = openQueue(() => new Promise(() => undefined));
  for (const id of ['a', 'b']) await first.enqueue(id);
  await first.queue.run();
  const second = openQueue(async () => DONE, {}, first.store);
  await second.queue.waitUntilIdle();
  expect(second.performed).toEqual(['a', 'b']);
  expect(await second.jobs()).toEqual([]);
});

test('there is always a task for the jobs that are still due', async () => {
  const { perform } = openGate();
  const { queue, enqueue, store } = openQueue(perform);
  await enqueue('a');
  const [taskRow = ''] = await store.keys('due');
  await queue.run(taskRow);
  const tasks = await store.keys('due');
  expect(tasks).toHaveLength(1);
  expect(Number(tasks[0]?.split(':')[1])).toBe(START + 1000);
});

test('a failing job is retried and becomes a dead letter after three days', async () => {
  const { enqueue, runAt, performed, store, jobs } = openQueue(async () => ({
    kind: 'retry',
    reason: 'timeout',
  }));
  await enqueue('a', { content: { host: 'receiver.example' } });
  await runAt(START);
  await runAt(START + 1000);
  expect(performed).toHaveLength(2);
  for (let hour = 1; hour <= 72; hour += 1) await runAt(START + hour * 3_600_000);
  const letters = await lettersOf(store);
  expect(letters.map(({ letter }) => [letter.reason, letter.receiver, letter.firstAt])).toEqual([
    ['timeout', 'receiver.example', START],
  ]);
  expect(letters[0]?.letter.attempts).toBe(performed.length);
  expect(await jobs()).toEqual([]);
});

test('an outcome that cannot be written does not make the other jobs run again', async () => {
  const broken: Outcome = { kind: 'done', as: 'delivered', addWrites: () => Promise.reject(new Error('no')) };
  const { enqueue, queue, performed, jobs } = openQueue(async ({ id }) => (id === 'bad' ? broken : DONE));
  for (const id of ['a', 'bad', 'b']) await enqueue(id);
  await queue.waitUntilIdle();
  await queue.waitUntilIdle();
  expect(performed.sort()).toEqual(['a', 'b', 'bad']);
  expect(await jobs()).toEqual([jobKeys.job(KEY, CHANNEL, 'bad')]);
});

test('a job that continues in parts runs each part once', async () => {
  const parts: unknown[] = [];
  const work = async ({ content }: Job): Promise<Outcome> => {
    parts.push(content.part);
    const part = Number(content.part);
    return part === 3 ? DONE : { kind: 'continue', content: { part: part + 1 } };
  };
  const { enqueue, queue, jobs } = openQueue(work);
  await enqueue('a', { content: { part: 1 } });
  await queue.waitUntilIdle();
  expect(parts).toEqual([1, 2, 3]);
  expect(await jobs()).toEqual([]);
});

test('stop waits for the running jobs and starts no others', async () => {
  const { perform, finish, waiting } = openGate();
  const { queue, enqueue, jobs, performed } = openQueue(perform, { first: 1 });
  for (const id of ['a', 'b']) await enqueue(id);
  await queue.run();
  const stopped = queue.stop();
  expect(waiting()).toEqual(['a']);
  finish('a');
  await stopped;
  expect(performed).toEqual(['a']);
  expect(await jobs()).toEqual([jobKeys.job(KEY, CHANNEL, 'b')]);
});

test('an older release becomes a dead letter even if its job is enqueued again and again', async () => {
  const { enqueue, runAt, store, jobs } = openQueue(async () => ({ kind: 'retry', reason: 'timeout' }));
  for (let day = 0; day < 6; day += 1) {
    await enqueue('a', { counted: { kind: 'push', releases: [day] } });
    for (let hour = 1; hour <= 24; hour += 1) await runAt(START + (day * 24 + hour) * 3_600_000);
  }
  const letters = await lettersOf(store);
  expect(letters.map(({ letter }) => letter.job.counted?.releases)).toEqual([[3], [2], [1], [0]]);
  expect(letters.map(({ letter }) => letter.lastAt - letter.firstAt)).toEqual(Array(4).fill(72 * 3_600_000));
  expect((await readDeliveries(store, KEY, 0)).push).toMatchObject({ total: 1, failed: 1 });
  expect((await readDeliveries(store, KEY, 5)).push).toMatchObject({ total: 1, failed: 0 });
  expect(await jobs()).toHaveLength(1);
});

test('dead letters are listed in pages, newest first, and a malformed cursor is refused', async () => {
  const { enqueue, runAt, store } = openQueue(async () => ({ kind: 'dead', reason: 'gone' }));
  for (let index = 0; index < 5; index += 1) {
    await enqueue(`job-${index}`);
    await runAt(START + index);
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
