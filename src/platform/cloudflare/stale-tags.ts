import { type CacheAction, fewestTags } from '../../documents/cache-tags.ts';
import { TAGS_PER_CALL } from './edge-cache.ts';

/** False when the platform refused. */
export type EdgeCache = { readonly [C in CacheAction]: (tags: readonly string[]) => Promise<boolean> };

interface Mark {
  readonly cure: CacheAction;
  /** Another one each time: a tag marked again while the edge is being told stays marked. */
  readonly mark: string;
}

const PREFIX = 'stale:';

/** The tags that the edge's cache has yet to be told of; they outlive the object. */
export class StaleTags {
  readonly #storage: SyncKvStorage;
  readonly #edgeCache: EdgeCache;

  constructor(storage: SyncKvStorage, edge: EdgeCache) {
    this.#storage = storage;
    this.#edgeCache = edge;
  }

  /** A purge that is waiting does not become less by a later change. */
  mark(tags: readonly string[], cure: CacheAction): void {
    for (const tag of tags) {
      const waiting = this.#storage.get<Mark>(PREFIX + tag);
      const strongest = waiting?.cure === 'purge' ? 'purge' : cure;
      this.#storage.put<Mark>(PREFIX + tag, { cure: strongest, mark: crypto.randomUUID() });
    }
  }

  /** Tells the edge everything that waits. True when nothing is left to tell. */
  async flush(): Promise<boolean> {
    const waiting = [...this.#storage.list<Mark>({ prefix: PREFIX })];
    for (const cure of ['purge', 'invalidate'] as const) {
      const marked = waiting.filter(([, mark]) => mark.cure === cure);
      if (marked.length === 0) continue;
      // More than a call takes are told by their owners, so that a backlog does not grow with each change.
      const tags = fewestTags(
        marked.map(([key]) => key.slice(PREFIX.length)),
        TAGS_PER_CALL,
      );
      if (!(await this.#edgeCache[cure](tags))) return false;
      for (const [key, { mark }] of marked) {
        if (this.#storage.get<Mark>(key)?.mark === mark) this.#storage.delete(key);
      }
    }
    return !this.isWaiting();
  }

  /** Something is left to tell. */
  isWaiting(): boolean {
    return [...this.#storage.list({ prefix: PREFIX, limit: 1 })].length > 0;
  }
}
