import { type SanitizeBodies, sanitizeInPlace } from '../../validation/sanitize-ahead.ts';
import { ThreadFailure, ThreadPool } from './thread-pool.ts';

export interface BodySanitizer {
  readonly sanitize: SanitizeBodies;
  close(): Promise<void>;
}

/** On one thread beside those that read documents, so that nobody's publish waits for an import. */
export function openBodySanitizer(limits = { threads: 1, time: 20_000, heap: 256 }): BodySanitizer {
  const pool = new ThreadPool(limits);
  return {
    async sanitize(bodies, website) {
      try {
        return await pool.run((ask) => ask({ kind: 'sanitize', bodies, website }));
      } catch (error) {
        if (!(error instanceof ThreadFailure)) throw error;
        return sanitizeInPlace(bodies, website);
      }
    },
    close: () => pool.close(),
  };
}
