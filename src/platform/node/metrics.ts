import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Damage } from '../../http/service.ts';
import type { MetricsRecorder } from '../log.ts';
import { Counter, Exposition, Histogram } from './exposition.ts';
import { addressOf, METRICS_VARIABLES, openPort } from './open-port.ts';

/** In seconds: from an answer out of memory to a wait that a reader gives up. */
const ANSWER_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10];
const COMMIT_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];
/** Milliseconds between two samples of the event loop. */
const LOOP_RESOLUTION = 20;

export interface Gauges {
  readonly documents: {
    readonly count: number;
    readonly bytes: number;
    readonly hits: number;
    readonly misses: number;
  };
  /** Waiting jobs by channel, at most `QUEUE_LIMIT`. */
  readonly queues: { readonly [channel: string]: number };
  readonly damage: Damage;
}

/** No label comes from a request, so the number of label values stays small. */
export class Metrics implements MetricsRecorder {
  readonly #requests = new Counter('kaiku_requests_total', 'Requests answered.');
  readonly #durations = new Histogram('kaiku_request_seconds', 'Time to the answer.', ANSWER_BOUNDS);
  readonly #commits = new Counter('kaiku_commits_total', 'Transactions of the store.');
  readonly #commitDurations = new Histogram('kaiku_commit_seconds', 'Time of a transaction.', COMMIT_BOUNDS);
  readonly #jobs = new Counter(
    'kaiku_jobs_total',
    'Outcomes of jobs: deliveries, mails and what leads to them.',
  );
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION });

  constructor() {
    this.#loop.enable();
  }

  recordAnswer(
    { route, status }: { readonly route: string; readonly status: number },
    milliseconds: number,
  ): void {
    const group = groupOf(route);
    this.#requests.add({ group, status: `${Math.floor(status / 100)}xx` });
    this.#durations.observe({ group }, milliseconds / 1000);
  }

  recordJobOutcome(channel: string, outcome: string): void {
    this.#jobs.add({ channel, outcome });
  }

  recordCommit(milliseconds: number, isDone: boolean): void {
    this.#commits.add({ outcome: isDone ? 'committed' : 'rolled-back' });
    if (isDone) this.#commitDurations.observe({}, milliseconds / 1000);
  }

  text({ documents, queues, damage }: Gauges): string {
    const exposition = new Exposition();
    for (const counter of [this.#requests, this.#commits, this.#jobs]) exposition.counter(counter);
    for (const histogram of [this.#durations, this.#commitDurations]) exposition.histogram(histogram);
    exposition.sample('kaiku_documents', 'gauge', 'Rendered documents in memory.', documents.count);
    exposition.sample('kaiku_documents_bytes', 'gauge', 'Their bytes.', documents.bytes);
    exposition.sample('kaiku_documents_hits_total', 'counter', 'Documents found in memory.', documents.hits);
    exposition.sample('kaiku_documents_misses_total', 'counter', 'Documents rendered.', documents.misses);
    exposition.family(
      'kaiku_queue_jobs',
      'gauge',
      'Jobs that wait; of a long queue the first 10000 are counted.',
    );
    for (const [channel, jobs] of Object.entries(queues))
      exposition.line('kaiku_queue_jobs', { channel }, jobs);
    exposition.family('kaiku_damage', 'gauge', 'What is known to be lost or damaged, by kind.');
    for (const [kind, count] of Object.entries(damage)) exposition.line('kaiku_damage', { kind }, count);
    this.#process(exposition);
    return exposition.text();
  }

  stop(): void {
    this.#loop.disable();
  }

  #process(exposition: Exposition): void {
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const lag = (nanoseconds: number) => Math.max(nanoseconds / 1e6 - LOOP_RESOLUTION, 0) / 1000;
    exposition.sample('process_resident_memory_bytes', 'gauge', 'Resident memory.', rss);
    exposition.sample('kaiku_heap_used_bytes', 'gauge', 'Heap in use.', heapUsed);
    exposition.sample('kaiku_external_memory_bytes', 'gauge', 'Memory outside the heap.', external);
    exposition.sample('process_cpu_seconds_total', 'counter', 'CPU time.', (user + system) / 1e6);
    const help = 'How late the event loop was since the last time somebody asked.';
    exposition.family('kaiku_event_loop_lag_seconds', 'gauge', help);
    for (const quantile of [50, 99, 100]) {
      const value = this.#loop.count === 0 ? 0 : lag(this.#loop.percentile(quantile));
      exposition.line('kaiku_event_loop_lag_seconds', { quantile: String(quantile / 100) }, value);
    }
    this.#loop.reset();
  }
}

/** Bounds the cost of a scrape, however long the queues grow. */
export const QUEUE_LIMIT = 10_000;

export async function serveMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  text: () => Promise<string>,
): Promise<{ readonly port: number; close(): void }> {
  const options = { headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 8_192 };
  const server = createServer(options, (request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end();
      return;
    }
    text().then(
      (body) =>
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body),
      () => response.writeHead(503, { 'Content-Type': 'text/plain' }).end(),
    );
  });
  server.maxConnections = 16;
  await openPort(server, { host, port, variables: METRICS_VARIABLES });
  return {
    port: addressOf(server).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^\/healthz$/, 'health'],
  [/^\/api\//, 'api'],
  [/^\/hub/, 'hub'],
  [/^\/subscriptions\//, 'subscriptions'],
  [/^\/(?:media|assets|embed)\b/, 'files'],
  [/feed/, 'feeds'],
  [/\/(?:opml|robots\.txt|[a-z-]*sitemap[a-z:{}0-9.+\\-]*)$/, 'discovery'],
  [/^\/\*$/, 'unknown'],
];

function groupOf(route: string): string {
  return GROUPS.find(([pattern]) => pattern.test(route))?.[1] ?? 'pages';
}
