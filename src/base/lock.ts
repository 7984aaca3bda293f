/**
 * One at a time, in the order of asking. Asynchronous code interleaves between awaits, on Node and in a Durable
 * Object alike; what reads before it writes runs in here.
 */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
