import { type CacheAction, reducedTags } from '../../documents/cache-tags.ts';
import { TAGS_PER_CALL } from './edge-cache.ts';

/** A call returns false when the platform refused it. */
export type EdgeCache = { readonly [C in CacheAction]: (tags: readonly string[]) => Promise<boolean> };

interface Mark {
  readonly cure: CacheAction;
  /** Random, so that a tag which is marked again during a call to the edge cache stays marked. */
  readonly mark: string;
}

const PREFIX = 'stale:';

/** Tags that the edge cache has yet to invalidate or purge. They are stored, so that they survive an eviction. */
export class StaleTags {
  readonly #storage: SyncKvStorage;
  readonly #edgeCache: EdgeCache;

  constructor(storage: SyncKvStorage, edgeCache: EdgeCache) {
    this.#storage = storage;
    this.#edgeCache = edgeCache;
  }

  /** A waiting purge is not replaced by a later invalidation. */
  mark(tags: readonly string[], action: CacheAction): void {
    for (const tag of tags) {
      const waiting = this.#storage.get<Mark>(PREFIX + tag);
      const strongest = waiting?.cure === 'purge' ? 'purge' : action;
      this.#storage.put<Mark>(PREFIX + tag, { cure: strongest, mark: crypto.randomUUID() });
    }
  }

  async flush(): Promise<boolean> {
    const waiting = [...this.#storage.list<Mark>({ prefix: PREFIX })];
    for (const action of ['purge', 'invalidate'] as const) {
      const marked = waiting.filter(([, mark]) => mark.cure === action);
      if (marked.length === 0) continue;
      // Tags beyond the limit of a call are replaced by their owners, so that a backlog does not grow.
      const tags = reducedTags(
        marked.map(([key]) => key.slice(PREFIX.length)),
        TAGS_PER_CALL,
      );
      if (!(await this.#edgeCache[action](tags))) return false;
      for (const [key, { mark }] of marked) {
        if (this.#storage.get<Mark>(key)?.mark === mark) this.#storage.delete(key);
      }
    }
    return !this.hasTags();
  }

  hasTags(): boolean {
    return [...this.#storage.list({ prefix: PREFIX, limit: 1 })].length > 0;
  }
}
