import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { stop } from './competitor.ts';
import { fillOverHttp, startKaiku } from './kaiku.ts';
import { median, table } from './table.ts';

/**
 * Measures what idle connections cost, and how fast a reader is answered beside them. Half of them have sent the beginning
 * of a request. `ulimit -n 30000 && node bench/idle.ts [connections]`
 */
const CONNECTIONS = Number(process.argv[2] ?? 10_000);
const PORTION = 500;
const kaiku = await startKaiku();
await fillOverHttp(kaiku, { slug: 'mittaus', releases: 50, bytes: 3000 });
const { hostname, port } = new URL(kaiku.url);
const rows = [['none', ...(await measureReads())]];

const sockets: Socket[] = [];
let cut = 0;
while (sockets.length < CONNECTIONS) {
  const some = Array.from({ length: PORTION }, () => connect({ host: hostname, port: Number(port) }));
  for (const [at, socket] of some.entries()) {
    socket
      .resume()
      .on('error', () => undefined)
      .on('close', () => (cut += 1));
    if (at % 2 === 0) socket.write('GET /fi/mittaus/feed.rss HTTP/1.1\r\nHost: a\r\n');
  }
  await Promise.all(some.map((socket) => once(socket, 'connect')));
  sockets.push(...some);
}
rows.push([`${sockets.length - cut}`, ...(await measureReads())]);
const began = performance.now();
// A client has 15 s for its headers; Node checks every 5 s.
await Promise.all(
  sockets.filter((_, at) => at % 2 === 0).map((socket) => socket.closed || once(socket, 'close')),
);
rows.push([
  `${CONNECTIONS - cut}, after ${((performance.now() - began) / 1000).toFixed(0)} s`,
  ...(await measureReads()),
]);
process.stdout.write(table(['connections', 'RSS, MB', 'a read, ms, median', 'most'], rows));
for (const socket of sockets) socket.destroy();
await stop(kaiku);

async function measureReads(): Promise<string[]> {
  const times: number[] = [];
  for (let n = 0; n < 100; n += 1) {
    const start = performance.now();
    await (await fetch(`${kaiku.url}/fi/mittaus/feed.rss`)).arrayBuffer();
    times.push(performance.now() - start);
  }
  const [, kilobytes = '0'] =
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${kaiku.child.pid}/status`, 'utf8')) ?? [];
  return [(Number(kilobytes) / 1024).toFixed(0), median(times).toFixed(1), Math.max(...times).toFixed(1)];
}
