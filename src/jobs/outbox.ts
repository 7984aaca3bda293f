import { paddedInstant, paddedNumber } from '../storage/keys.ts';
import { dueKeys } from './due-keys.ts';
import { type ChannelName, channelOfTask, LOOK_DELAY } from './jobs.ts';
import { type Channel, type JobOwner, Queue } from './queue.ts';

const BATCH_SIZE = 50;

export class Outbox {
  readonly #owner: JobOwner;
  readonly #queues: ReadonlyMap<ChannelName, Queue>;

  constructor(owner: JobOwner, channels: readonly Channel[]) {
    this.#owner = owner;
    const startChannels = (names: readonly ChannelName[]) => this.#startChannels(names);
    this.#queues = new Map(
      channels.map((channel) => [channel.name, new Queue(owner, channel, startChannels)]),
    );
  }

  /** Removes `taskRow`, the row in `due` that asked for it. */
  async run(channel: ChannelName, taskRow: string): Promise<void> {
    const queue = this.#queues.get(channel);
    // This configuration does not have the channel, so its jobs wait until the operator enables it again.
    if (queue === undefined) await this.#owner.store.commit([{ key: taskRow }]);
    else await queue.run(taskRow);
  }

  /** Starts the jobs of the latest write, so that they do not wait for the alarm. */
  async startEnqueued(): Promise<void> {
    const { key, store, now } = this.#owner;
    // The scheduler looks at a new job one second after LOOK_DELAY at the latest.
    const before = `${dueKeys.all()}:${paddedInstant(now() + LOOK_DELAY + 1000)}`;
    const rows = await store.keys(dueKeys.all(), { limit: BATCH_SIZE, before });
    const own = rows.filter((row) => row.split(':')[2] === paddedNumber(key));
    await this.#startChannels(own.flatMap((row) => channelOfTask(row) ?? []));
  }

  async #startChannels(names: readonly ChannelName[]): Promise<void> {
    for (const name of new Set(names)) await this.#queues.get(name)?.start();
  }

  /** Resolves when no job is due or running. Repeats because a job can enqueue jobs into another channel. */
  async waitUntilIdle(): Promise<void> {
    for (let isQuiet = false; !isQuiet; ) {
      const queues = [...this.#queues.values()];
      const busy = await Promise.all(queues.map((queue) => queue.waitUntilIdle()));
      isQuiet = !busy.includes(true);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop()));
  }
}
