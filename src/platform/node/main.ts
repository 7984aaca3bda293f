import { flushCompileCache } from 'node:module';
import type { Log } from '../../base/log.ts';
import { openLog } from '../log.ts';
import { readEnvironment } from './environment.ts';
import { listen, stopOnSignals } from './listen.ts';
import { Metrics, serveMetrics } from './metrics.ts';
import { openOutput } from './output.ts';
import { openService } from './service.ts';

const write = openOutput();
try {
  await start();
} catch (error) {
  // What a variable or the data directory is not; the messages are ours and Node's, for whoever started it.
  process.stderr.write(`Kaiku does not start: ${error instanceof Error ? error.message : 'unknown'}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  const environment = readEnvironment(process.env);
  const metrics = environment.metrics === null ? null : new Metrics();
  const log = openLog({ level: environment.logLevel, write, now: Date.now, metrics });
  hear(log);
  const onCommit = metrics === null ? undefined : metrics.committed.bind(metrics);
  const service = openService({ ...environment, log, onCommit, now: Date.now });
  const { stop } = await listen(service, environment);
  const meter =
    metrics === null || environment.metrics === null
      ? null
      : await serveMetrics(environment.metrics, async () => metrics.text(await service.gauges()));
  stopOnSignals(async () => {
    await stop();
    meter?.close();
    metrics?.stop();
  });
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'info', what: 'started', address: environment.baseUrl })}\n`,
  );
  // Otherwise it is written when the process exits, which one that is killed never does.
  flushCompileCache();
}

/** What libraries say on their own account, and what nobody caught, may quote what a client sent: it goes the log's way. */
function hear(log: Log): void {
  const enqueueUpdate = (...said: readonly unknown[]) =>
    log.failed('library', said.find((each) => each instanceof Error) ?? 'words');
  Object.assign(console, {
    error: enqueueUpdate,
    warn: enqueueUpdate,
    info: () => undefined,
    log: () => undefined,
  });
  process.on('uncaughtException', (error) => {
    // What it was in the middle of nobody knows. What was acknowledged is on the disk, and a supervisor starts afresh.
    log.failed('crash', error);
    process.exit(1);
  });
}
