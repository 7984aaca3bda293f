import type { Store } from './store.ts';

/** The driver's own record: `resets` is how often it has emptied a damaged search index, whose terms must be written again. */
export const INDEX_STATE = 'storage:index';

export async function readIndexResets(store: Pick<Store, 'getMany'>): Promise<number> {
  const [state] = await store.getMany([INDEX_STATE]);
  return resetsIn(state);
}

export function resetsIn(state: unknown): number {
  const isState = typeof state === 'object' && state !== null && 'resets' in state;
  return isState && typeof state.resets === 'number' ? state.resets : 0;
}
