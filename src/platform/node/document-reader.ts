import type {
  DocumentResult,
  ImportContext,
  ImportItem,
  ReadDocument,
  RefusedItem,
} from '../../imports/document.ts';
import type { ItemsPart } from './thread.ts';
import { type Ask, ThreadFailure, ThreadPool } from './thread-pool.ts';

/** The main thread reads a smaller document in a few milliseconds, whatever is in it. */
const MAX_INLINE_BYTES = 16 * 1024;

export interface DocumentReader {
  readonly read: ReadDocument;
  close(): Promise<void>;
}

/** Documents come from anybody, and large ones take seconds, so that they are read on threads of their own. */
export function openDocumentReader(limits = { threads: 2, time: 60_000, heap: 1_024 }): DocumentReader {
  const pool = new ThreadPool(limits);
  return {
    async read(bytes, context) {
      if (bytes.byteLength <= MAX_INLINE_BYTES) {
        // Loaded for the first document, since the parsers would slow the start.
        const { readDocument } = await import('../../imports/read-document.ts');
        return readDocument(bytes, context);
      }
      try {
        return await pool.run((ask) => readInParts(ask, bytes, context));
      } catch (error) {
        if (error instanceof ThreadFailure) return { ok: false, refusal: { code: 'too-costly' } };
        throw error;
      }
    },
    close: () => pool.close(),
  };
}

async function readInParts(ask: Ask, bytes: Uint8Array, context: ImportContext): Promise<DocumentResult> {
  const read = await ask<DocumentResult>({ kind: 'read', bytes, context });
  if (!read.ok) return read;
  const items: (ImportItem | RefusedItem)[] = [];
  for (;;) {
    const part = await ask<ItemsPart>({ kind: 'next items' });
    if (part.length === 0) return { ok: true, value: { ...read.value, items } };
    items.push(...part);
  }
}
