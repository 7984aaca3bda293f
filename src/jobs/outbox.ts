import { ascending, padded } from '../storage/keys.ts';
import { dueKeys } from './due-keys.ts';
import { type ChannelName, channelOfHint, PATIENCE } from './jobs.ts';
import { type Channel, type JobOwner, Queue } from './queue.ts';

/** Rows of `due` that are looked through for this owner's. */
const PORTION = 50;

/** All that must still leave an owner's house, one queue a channel. */
export class Outbox {
  readonly #owner: JobOwner;
  readonly #queues: ReadonlyMap<ChannelName, Queue>;

  constructor(owner: JobOwner, channels: readonly Channel[]) {
    this.#owner = owner;
    const begin = (names: readonly ChannelName[]) => this.#begin(names);
    this.#queues = new Map(channels.map((channel) => [channel.name, new Queue(owner, channel, begin)]));
  }

  /** Starts what is due in the channel. `woken` is the row in `due` that asked for it, and goes. */
  async run(channel: ChannelName, woken: string): Promise<void> {
    const queue = this.#queues.get(channel);
    // A channel that this service no longer has: its jobs wait for the day it has it again.
    if (queue === undefined) await this.#owner.store.commit([{ key: woken }]);
    else await queue.run(woken);
  }

  /** Begins what a write has just put, so that it does not wait for the alarm. */
  async startEnqueued(): Promise<void> {
    const { key, store, now } = this.#owner;
    // What is put is looked after within the second that follows the patience.
    const before = `${dueKeys.all()}:${ascending(now() + PATIENCE + 1000)}`;
    const rows = await store.keys(dueKeys.all(), { limit: PORTION, before });
    const own = rows.filter((row) => row.split(':')[2] === padded(key));
    await this.#begin(own.flatMap((row) => channelOfHint(row) ?? []));
  }

  async #begin(names: readonly ChannelName[]): Promise<void> {
    for (const name of new Set(names)) await this.#queues.get(name)?.begin();
  }

  /** Resolves once nothing that is due now is left, whatever one channel gives to another. */
  async settled(): Promise<void> {
    for (let isQuiet = false; !isQuiet; ) {
      const queues = [...this.#queues.values()];
      const busy = await Promise.all(queues.map((queue) => queue.settled()));
      isQuiet = !busy.includes(true);
    }
  }

  /** Starts nothing more and resolves when nothing is under way. */
  async stop(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop()));
  }
}
