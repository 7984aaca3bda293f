import { mintToken } from '../newsroom/token.ts';
import type { Store } from '../storage/store.ts';
import { subscriberKeys } from '../subscribers/records.ts';

/**
 * The newsroom's secret that signs its subscribers' links and its previews', made when first needed. It is never
 * exported: what a restored newsroom needs of older links stands with its subscribers, and previews' hold no longer. Runs
 * under the newsroom's lock.
 */
export async function linkSecret(store: Store, key: number): Promise<string> {
  const known = (await store.get(subscriberKeys.secret(key)))?.links;
  if (typeof known === 'string') return known;
  const { secret } = mintToken(0);
  await store.commit([{ key: subscriberKeys.secret(key), value: { schema: 1, links: secret }, expect: 0 }]);
  return secret;
}
