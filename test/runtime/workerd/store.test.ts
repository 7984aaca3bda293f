import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describeStore } from '../../storage/contract.ts';
import type { StoreObject } from './worker.ts';

describeStore('Durable Object', (use) => {
  const stub = env.STORE.get(env.STORE.newUniqueId());
  return runInDurableObject(stub, (object: StoreObject) => use(object.store));
});
