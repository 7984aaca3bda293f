import { DurableObject } from 'cloudflare:workers';
import { durableSql } from '../../../src/platform/cloudflare/sql.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { sqlDriver } from '../../../src/storage/sql-driver.ts';

// By name: the test plugin reads entrypoints from the source, and not through a star.
export {
  DirectoryObject,
  Documents,
  default,
  NewsroomObject,
} from '../../../src/platform/cloudflare/worker.ts';

/** A Durable Object with nothing but a store in it. */
export class StoreObject extends DurableObject {
  readonly store = openStore(sqlDriver(durableSql(this.ctx.storage)));
}

declare global {
  namespace Cloudflare {
    interface Env {
      readonly STORE: DurableObjectNamespace<StoreObject>;
    }
  }
}
