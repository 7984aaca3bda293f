import { nextDue } from '../../jobs/scheduler.ts';
import type { Store } from '../../storage/store.ts';
import { BufferedTransaction } from '../../storage/transaction.ts';

/** In milliseconds: the call that enqueues jobs also starts them, and the alarm is needed only if that fails. */
const GRACE = 1000;

/** Keeps the one alarm of a Durable Object set for the next due task. */
export class Alarm {
  readonly #storage: DurableObjectStorage;
  readonly #store: Store;
  readonly #otherDue: () => number | null;
  /** The instant that the alarm is set for: null when it is not set, undefined when unknown. */
  #armedFor: number | null | undefined;

  /** `otherDue` returns an instant at which the object must wake although no row is due, or null. */
  constructor(storage: DurableObjectStorage, store: Store, otherDue: () => number | null = () => null) {
    this.#storage = storage;
    this.#store = store;
    this.#otherDue = otherDue;
  }

  get store(): Store {
    const { commit, ...reading } = this.#store;
    const store: Store = {
      ...reading,
      // Writes to the storage without other I/O between them are one transaction, so no task is stored without an alarm.
      commit: async (writes) => {
        await commit(writes);
        await this.set();
      },
      transaction: () => new BufferedTransaction(store),
    };
    return store;
  }

  async set(): Promise<void> {
    const dues = [await nextDue(this.#store), this.#otherDue()].filter((due) => due !== null);
    const due = dues.length === 0 ? null : Math.min(...dues);
    if (due === this.#armedFor) return;
    this.#armedFor = due;
    if (due === null) await this.#storage.deleteAlarm();
    else await this.#storage.setAlarm(Math.max(due, Date.now() + GRACE));
  }

  /** Must be called when the alarm fires, since it is no longer set then. */
  markFired(): void {
    this.#armedFor = undefined;
  }
}
