import { randomHex } from '../base/crypto.ts';
import { padded } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';

function secretKey(key: number): string {
  return `secret:${padded(key)}`;
}

/**
 * The newsroom's secret that signs its subscribers' links and its previews', made when first needed. It is never
 * exported: what a restored newsroom needs of older links stands with its subscribers, and previews' hold no longer. Runs
 * under the newsroom's lock.
 */
export async function linkSecret(store: Store, key: number): Promise<string> {
  const known = (await store.get(secretKey(key)))?.links;
  if (typeof known === 'string') return known;
  const secret = randomHex(32);
  await store.commit([{ key: secretKey(key), value: { schema: 1, links: secret }, expect: 0 }]);
  return secret;
}
