import { randomHex } from '../base/crypto.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';

function secretKey(key: number): string {
  return `secret:${paddedNumber(key)}`;
}

/** Signs links of subscribers and previews; an export leaves it out. The caller holds the newsroom's lock. */
export async function linkSecret(store: Store, key: number): Promise<string> {
  const known = (await store.get(secretKey(key)))?.links;
  if (typeof known === 'string') return known;
  const secret = randomHex(32);
  await store.commit([{ key: secretKey(key), value: { schema: 1, links: secret }, expect: 0 }]);
  return secret;
}
