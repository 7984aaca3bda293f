import { Worker } from 'node:worker_threads';
import type { DocumentRead, ImportContext, ReadDocument } from '../../imports/document.ts';

/** Smaller documents are read before a thread would have started. */
const AT_ONCE_BYTES = 128 * 1024;
/** Threads at a time; who comes later waits. */
const MOST_THREADS = 2;
/** What reading one document may take: milliseconds, megabytes of heap. */
const LIMITS = { time: 60_000, heap: 1_024 } as const;

/** Reads documents beside the main thread, so that a long or hostile one keeps nobody waiting. */
export function openDocumentReader(): ReadDocument {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function inThread(bytes: Uint8Array, context: ImportContext): Promise<DocumentRead> {
    if (running >= MOST_THREADS) await new Promise<void>((free) => waiting.push(free));
    running += 1;
    try {
      return await readInThread(bytes, context);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  }

  return async (bytes, context) => {
    if (bytes.byteLength > AT_ONCE_BYTES) return inThread(bytes, context);
    // Loaded for the first document: starting up does not wait for its parsers.
    const { readDocument } = await import('../../imports/read-document.ts');
    return readDocument(bytes, context);
  };
}

/** The built service has the thread as a module of its own beside it; the sources are run as they are. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './import-thread.ts' : './import-thread.mjs',
  import.meta.url,
);

async function readInThread(bytes: Uint8Array, context: ImportContext): Promise<DocumentRead> {
  const thread = new Worker(THREAD, {
    workerData: { bytes, context },
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.heap },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const refuse = () => resolve({ ok: false, refusal: { code: 'too-costly' } });
      timer = setTimeout(refuse, LIMITS.time);
      thread.once('message', (read: DocumentRead) => resolve(read));
      thread.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refuse() : reject(error),
      );
      thread.once('exit', refuse);
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
