import { flushCompileCache } from 'node:module';
import { type Log, SILENT } from '../../base/log.ts';
import { createApp } from '../../http/app.ts';
import { openLog } from '../log.ts';
import { type NodeEnvironment, readEnvironment } from './environment.ts';
import { listen, stopOnSignals } from './listen.ts';
import { Metrics, serveMetrics } from './metrics.ts';
import { checkPort, MAIN_VARIABLES, METRICS_VARIABLES } from './open-port.ts';
import { openOutput } from './output.ts';
import { refuseStart } from './refuse-start.ts';
import { openService } from './service.ts';
import { SCHEMA } from './sqlite.ts';
import { takeDirectory } from './take-directory.ts';
import { answerTakeovers } from './takeover.ts';

const write = openOutput();
/** Another process has ended for this one, so a failure leaves the directory without a service. */
let hasReplaced = false;
try {
  await start();
} catch (error) {
  refuseStart(
    hasReplaced ? 'Kaiku does not start, and the owner before it has ended' : 'Kaiku does not start',
    error,
  );
}

async function start(): Promise<void> {
  const isTakeover = readArguments(process.argv.slice(2));
  const environment = readEnvironment(process.env);
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  if (isTakeover) await warmUp(environment);
  const taken = await takeDirectory({ ...environment, isTakeover, tell });
  hasReplaced = taken.hasReplaced;
  // An upgrade of the database may take long, and so is not begun in vain.
  if (!hasReplaced) await checkPorts(environment);
  const metrics = environment.metrics === null ? null : new Metrics();
  const log = openLog({ level: environment.logLevel, write, now: Date.now, metrics });
  captureStrayErrors(log);
  const onCommit = metrics === null ? undefined : metrics.recordCommit.bind(metrics);
  const service = openService({ ...environment, log, onCommit, now: Date.now });
  const listening = await listen(service, environment);
  const metricsServer =
    metrics === null || environment.metrics === null
      ? null
      : await serveMetrics(environment.metrics, async () => metrics.text(await service.gauges()));
  let endAnswers: () => void = () => undefined;
  const end = async (stop: () => Promise<void>) => {
    await stop();
    metricsServer?.close();
    metrics?.stop();
    endAnswers();
    taken.ownership.release();
  };
  stopOnSignals(() => end(listening.stop));
  endAnswers = await answerTakeovers(environment.data, {
    schema: SCHEMA,
    settle: listening.settle,
    resume: service.resumeDeliveries,
    leave: () => end(listening.handOver),
    exit: () => process.exit(0),
  }).catch((error: unknown) => {
    // The file system may know no sockets. The service runs all the same.
    log.failed('takeovers', error);
    return endAnswers;
  });
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'info', what: 'started', address: environment.baseUrl, listening: listening.url })}\n`,
  );
  // Without this the cache is written only when the process exits, and a killed process never writes it.
  flushCompileCache();
}

async function checkPorts({ host, port, metrics }: NodeEnvironment): Promise<void> {
  await checkPort({ host, port, variables: MAIN_VARIABLES });
  if (metrics !== null) await checkPort({ ...metrics, variables: METRICS_VARIABLES });
}

/** Compiles beside the owner what would otherwise be compiled while nobody listens. */
async function warmUp(environment: NodeEnvironment): Promise<void> {
  const service = openService({ ...environment, data: null, log: SILENT, now: Date.now });
  await createApp(service).request('/healthz');
  await service.close();
}

/** @throws an error for the operator when there are others than `--takeover`. */
function readArguments(given: readonly string[]): boolean {
  if (given.some((argument) => argument !== '--takeover')) throw new Error('the only argument is --takeover');
  return given.length > 0;
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
