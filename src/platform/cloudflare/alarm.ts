import { nextDue } from '../../jobs/scheduler.ts';
import type { Store } from '../../storage/store.ts';
import { BufferedTransaction } from '../../storage/transaction.ts';

/** What is due already is usually the outbox, which the call that filled it is emptying: the alarm is for its failure. */
const GRACE = 1000;

/** The one alarm an object has, set for what is due next. */
export class Alarm {
  readonly #storage: DurableObjectStorage;
  readonly #store: Store;
  readonly #other: () => number | null;
  /** What the alarm is set for: null for nothing, undefined when it is not known. */
  #armedFor: number | null | undefined;

  /** `other` is what else the object must wake for, beside its due rows: an instant, null for nothing. */
  constructor(storage: DurableObjectStorage, store: Store, other: () => number | null = () => null) {
    this.#storage = storage;
    this.#store = store;
    this.#other = other;
  }

  /** The store with an alarm for every task in it. */
  get store(): Store {
    const { commit, ...reading } = this.#store;
    const store: Store = {
      ...reading,
      // Storage writes without I/O between them are one transaction: no task is ever stored without its alarm.
      commit: async (writes) => {
        await commit(writes);
        await this.set();
      },
      transaction: () => new BufferedTransaction(store),
    };
    return store;
  }

  async set(): Promise<void> {
    const dues = [await nextDue(this.#store), this.#other()].filter((due) => due !== null);
    const due = dues.length === 0 ? null : Math.min(...dues);
    if (due === this.#armedFor) return;
    this.#armedFor = due;
    if (due === null) await this.#storage.deleteAlarm();
    else await this.#storage.setAlarm(Math.max(due, Date.now() + GRACE));
  }

  /** The alarm rang, and is set no more. */
  hasRung(): void {
    this.#armedFor = undefined;
  }
}
