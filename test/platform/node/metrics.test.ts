import { describe, expect, test } from 'vitest';
import { createApp } from '../../../src/http/app.ts';
import { openLog } from '../../../src/platform/log.ts';
import { Metrics, serveMetrics } from '../../../src/platform/node/metrics.ts';
import { openService } from '../../../src/platform/node/service.ts';

const BASE = 'https://tiedotteet.example';
/** Name, labels and value (prometheus.io/docs/instrumenting/exposition_formats). */
const SAMPLE = /^[a-z_]+(?:\{[a-z_]+="[^"\\\n]*"(?:,[a-z_]+="[^"\\\n]*")*\})? (?:[0-9.e+-]+|\+Inf)$/;

function open() {
  const metrics = new Metrics();
  const log = openLog({ level: 'off', now: () => 0, write: () => undefined, metrics });
  const onCommit = metrics.recordCommit.bind(metrics);
  const service = openService({ data: null, baseUrl: BASE, adminToken: null, now: () => 0, log, onCommit });
  return { metrics, service, app: createApp(service) };
}

describe('the metrics', () => {
  test('count requests by groups of ours, whatever is asked', async () => {
    const { app, service, metrics } = open();
    for (let n = 0; n < 300; n += 1) {
      await app.request(`/x${n}/feed.rss`, { method: `M${n}` });
      await app.request(`/fi/x${n}/keywords/${n}/feed.atom`);
      await app.request(`/api/v1/${n}?q="}\n`);
    }
    await app.request('/fi/feed.rss');
    await app.request('/fi/feed.rss');
    const lines = metrics
      .text(await service.gauges())
      .trimEnd()
      .split('\n');
    const samples = lines.filter((line) => !line.startsWith('#'));
    expect(samples.filter((line) => !SAMPLE.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('kaiku_requests_total')).length).toBeLessThan(20);
    expect(lines).toContain('kaiku_requests_total{group="feeds",status="2xx"} 2');
    expect(lines).toContain('kaiku_documents_hits_total 1');
    expect(lines.find((line) => line.startsWith('kaiku_commits_total{outcome="committed"}'))).toBeDefined();
    await service.close();
    metrics.stop();
  });

  test('sum a histogram up, so that its last bucket is its count', () => {
    const metrics = new Metrics();
    for (const milliseconds of [0.1, 3, 3, 99_999])
      metrics.recordAnswer({ route: '/hub', status: 202 }, milliseconds);
    const gauges = {
      documents: { count: 0, bytes: 0, hits: 0, misses: 0 },
      queues: {},
      damage: { files: 2, records: 0, lostCommits: 14 },
    };
    const lines = metrics.text(gauges).split('\n');
    const of = (name: string) => lines.find((line) => line.startsWith(name))?.split(' ')[1];
    expect(of('kaiku_request_seconds_bucket{group="hub",le="0.0005"}')).toBe('1');
    expect(of('kaiku_request_seconds_bucket{group="hub",le="0.005"}')).toBe('3');
    expect(of('kaiku_request_seconds_bucket{group="hub",le="10"}')).toBe('3');
    expect(of('kaiku_request_seconds_bucket{group="hub",le="+Inf"}')).toBe('4');
    expect(of('kaiku_request_seconds_count{group="hub"}')).toBe('4');
    metrics.stop();
  });

  test('have an address of their own, and none on the public one', async () => {
    const { app, metrics, service } = open();
    expect((await app.request('/metrics')).status).toBe(404);
    const server = await serveMetrics({ host: '127.0.0.1', port: 0 }, async () =>
      metrics.text(await service.gauges()),
    );
    const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toContain('process_resident_memory_bytes');
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(404);
    server.close();
    await service.close();
    metrics.stop();
  });
});
