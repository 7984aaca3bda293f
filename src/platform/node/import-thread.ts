import { parentPort, workerData } from 'node:worker_threads';
import type { ImportContext } from '../../imports/document.ts';
import { readDocument } from '../../imports/read-document.ts';

interface Task {
  readonly bytes: Uint8Array;
  readonly context: ImportContext;
}

function isTask(value: unknown): value is Task {
  return typeof value === 'object' && value !== null && 'bytes' in value && 'context' in value;
}

if (isTask(workerData)) parentPort?.postMessage(readDocument(workerData.bytes, workerData.context));
