import { parentPort } from 'node:worker_threads';
import type { ImportContext, ImportDocument } from '../../imports/document.ts';
import { readDocument } from '../../imports/read-document.ts';
import { sanitizeBody } from '../../validation/sanitize.ts';

export type ThreadTask =
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly context: ImportContext }
  | { readonly kind: 'next items' }
  | { readonly kind: 'sanitize'; readonly bodies: readonly string[]; readonly website: string | null };

/** Some of the items of the document that was read last; none at the end. */
export type ItemsPart = ImportDocument['items'];

/** Characters and items. The main thread receives a part at a time, so that it can do something else in between. */
const PART_LIMITS = { length: 100_000, items: 500 } as const;

let parts: Iterator<ItemsPart> = [][Symbol.iterator]();

parentPort?.on('message', (task: ThreadTask) => parentPort?.postMessage(answer(task)));

function answer(task: ThreadTask): unknown {
  if (task.kind === 'next items') return parts.next().value ?? [];
  if (task.kind === 'sanitize') return task.bodies.map((body) => sanitizeBody(body, task.website));
  const read = readDocument(task.bytes, task.context);
  if (!read.ok) return read;
  parts = partsOf(read.value.items);
  return { ok: true, value: { ...read.value, items: [] } };
}

function* partsOf(items: ImportDocument['items']): Generator<ItemsPart> {
  let part: ImportDocument['items'][number][] = [];
  let length = 0;
  for (const item of items) {
    part.push(item);
    length += JSON.stringify(item).length;
    if (length < PART_LIMITS.length && part.length < PART_LIMITS.items) continue;
    yield part;
    [part, length] = [[], 0];
  }
  yield part;
}
