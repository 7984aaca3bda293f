import { DurableObject } from 'cloudflare:workers';
import { durableSql } from '../../../src/platform/cloudflare/sql.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { sqlDriver } from '../../../src/storage/sql-driver.ts';

// Exported by name, since the test plugin does not follow `export *`.
export {
  DirectoryObject,
  Documents,
  default,
  NewsroomObject,
} from '../../../src/platform/cloudflare/worker.ts';

/** A Durable Object with only a store. */
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
