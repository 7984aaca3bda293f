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
  process.stderr.write(`Kaiku does not start: ${error instanceof Error ? error.message : 'unknown'}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  const environment = readEnvironment(process.env);
  const metrics = environment.metrics === null ? null : new Metrics();
  const log = openLog({ level: environment.logLevel, write, now: Date.now, metrics });
  captureStrayErrors(log);
  const onCommit = metrics === null ? undefined : metrics.recordCommit.bind(metrics);
  const service = openService({ ...environment, log, onCommit, now: Date.now });
  const { stop } = await listen(service, environment);
  const metricsServer =
    metrics === null || environment.metrics === null
      ? null
      : await serveMetrics(environment.metrics, async () => metrics.text(await service.gauges()));
  stopOnSignals(async () => {
    await stop();
    metricsServer?.close();
    metrics?.stop();
  });
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'info', what: 'started', address: environment.baseUrl })}\n`,
  );
  // Without this the cache is written only when the process exits, and a killed process never writes it.
  flushCompileCache();
}

/** Messages of libraries and uncaught errors may quote a client's input, so they pass through the log's filter. */
function captureStrayErrors(log: Log): void {
  const logMessage = (...parts: readonly unknown[]) =>
    log.failed('library', parts.find((part) => part instanceof Error) ?? 'words');
  Object.assign(console, {
    error: logMessage,
    warn: logMessage,
    info: () => undefined,
    log: () => undefined,
  });
  process.on('uncaughtException', (error) => {
    // The state in memory is unknown, and every acknowledged write is on the disk: a supervisor starts the process again.
    log.failed('crash', error);
    process.exit(1);
  });
}
