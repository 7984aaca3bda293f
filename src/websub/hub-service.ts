import type { Outbox } from '../jobs/outbox.ts';
import { acceptHubRequest, receivedAtRequest } from './hub.ts';
import type { HubAnswer, HubPort } from './hub-port.ts';
import type { HubRequest } from './hub-request.ts';
import type { TopicOwner } from './topic-owner.ts';

export class HubService implements HubPort {
  readonly #owner: TopicOwner;
  readonly #outbox: Outbox;

  constructor(owner: TopicOwner, outbox: Outbox) {
    this.#owner = owner;
    this.#outbox = outbox;
  }

  async submit(request: HubRequest): Promise<HubAnswer> {
    // Before the lock, which the feed needs.
    const received = await receivedAtRequest(this.#owner, request);
    const answer = await this.#owner.withLock(() => acceptHubRequest(this.#owner, request, received));
    if (answer.ok) await this.#outbox.startEnqueued();
    return answer;
  }
}
