import { Worker } from 'node:worker_threads';
import type { DocumentResult, ImportContext, ReadDocument } from '../../imports/document.ts';

/** A smaller document is read faster than a thread starts. */
const MAX_INLINE_BYTES = 128 * 1024;
const MAX_THREADS = 2;
/** For one document, in milliseconds and megabytes. */
const LIMITS = { time: 60_000, heap: 1_024 } as const;

/** Large documents are read on threads, so that a hostile one does not block the main thread. */
export function openDocumentReader(): ReadDocument {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function readWhenFree(bytes: Uint8Array, context: ImportContext): Promise<DocumentResult> {
    if (running >= MAX_THREADS) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await readInThread(bytes, context);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  }

  return async (bytes, context) => {
    if (bytes.byteLength > MAX_INLINE_BYTES) return readWhenFree(bytes, context);
    // Loaded for the first document, since the parsers would slow the start.
    const { readDocument } = await import('../../imports/read-document.ts');
    return readDocument(bytes, context);
  };
}

const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './import-thread.ts' : './import-thread.mjs',
  import.meta.url,
);

async function readInThread(bytes: Uint8Array, context: ImportContext): Promise<DocumentResult> {
  const thread = new Worker(THREAD, {
    workerData: { bytes, context },
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.heap },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const refuse = () => resolve({ ok: false, refusal: { code: 'too-costly' } });
      timer = setTimeout(refuse, LIMITS.time);
      thread.once('message', (read: DocumentResult) => resolve(read));
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
