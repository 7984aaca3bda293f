import { sha256 } from '../base/crypto.ts';
import { translate } from '../base/locale/translate.ts';
import { hubUrl } from '../domain/urls.ts';
import type { FeedChanges } from '../feeds/changing-feeds.ts';
import { cancelJob, type Job } from '../jobs/jobs.ts';
import type { AddWrites, Channel, Outcome } from '../jobs/queue.ts';
import { isAccepted, retryOf } from '../jobs/retry-of-answer.ts';
import type { OutgoingAnswer } from '../outgoing/outgoing.ts';
import type { Transaction } from '../storage/store.ts';
import { withParameters } from './hub-request.ts';
import { HUB_LIMITS } from './limits.ts';
import { hubSignature } from './signature.ts';
import {
  readSubscription,
  removeSubscription,
  type Subscription,
  updateSubscription,
} from './subscriptions.ts';
import { topicUrl } from './topic.ts';
import type { TopicOwner } from './topic-owner.ts';

/** The host is in the job, so that the queue need not read the subscription to limit by host. */
export interface PushContent {
  readonly host: string;
}

/** Delivers to a subscriber what has changed in a topic since the last delivery that it accepted (WebSub section 7). */
export function pushChannel(owner: TopicOwner): Channel {
  return {
    name: 'hub-push',
    limits: owner.concurrency.requests,
    receivingHost: ({ content }) => (typeof content.host === 'string' ? content.host : null),
    perform: (job) => new Delivery(owner, job).perform(),
  };
}

class Delivery {
  readonly #owner: TopicOwner;
  readonly #job: Job;

  constructor(owner: TopicOwner, job: Job) {
    this.#owner = owner;
    this.#job = job;
  }

  async perform(): Promise<Outcome> {
    const { key, store, now, random, callbackHosts } = this.#owner;
    const subscription = await readSubscription(store, key, this.#job.id);
    if (subscription === null) return { kind: 'done', as: 'dropped' };
    if (subscription.leaseEnd <= now())
      return { kind: 'done', as: 'dropped', addWrites: this.#subscriptionEnd() };
    const scope = await this.#owner.topicScope();
    if (scope === null) return { kind: 'retry', reason: 'internal' };
    const waiting = callbackHosts.delayOf(subscription, now());
    if (waiting !== null) return { kind: 'retry', reason: waiting.reason, retryAfter: waiting.delay };
    const { language, cut, format } = subscription;
    const feed = { language, newsroom: scope.slug, cut };
    const address = topicUrl(this.#owner.baseUrl, { feed, format });
    const hasLanguage = scope.languages.includes(language);
    if (!hasLanguage || address !== subscription.topic)
      return this.#deny(subscription, hasLanguage ? address : null);
    const { received = null, callback } = subscription;
    const changes = await this.#owner.feeds.changes({ feed, format }, received);
    if (!changes.ok) return { kind: 'retry', reason: 'internal' };
    if (changes.value.state === received) return { kind: 'done', as: 'delivered' };
    if (!(await callbackHosts.tryCountBytes(callback, changes.value.body.length)))
      return { kind: 'later', due: callbackHosts.nextHour + Math.round(random() * HUB_LIMITS.spread) };
    const sentAt = now();
    const answer = await this.#send(subscription, changes.value);
    const outcome = this.#outcomeOf(subscription, changes.value, answer);
    if (isAccepted(answer)) callbackHosts.markWorking(callback);
    else if (outcome.kind === 'retry' && isHostFailure(answer))
      callbackHosts.markFailing(callback, sentAt, now(), outcome.reason);
    return outcome;
  }

  async #send({ topic, callback, secret }: Subscription, changes: FeedChanges): Promise<OutgoingAnswer> {
    const { outgoing, baseUrl, externalHub } = this.#owner;
    return outgoing.send({
      method: 'POST',
      url: callback,
      body: changes.body,
      redirects: 0,
      maxBytes: 0,
      timeout: HUB_LIMITS.timeout,
      headers: {
        'content-type': changes.mediaType,
        link: `<${hubUrl(baseUrl, externalHub)}>; rel="hub", <${topic}>; rel="self"`,
        'idempotency-key': `"${(await sha256(`${this.#job.id} ${callback} ${changes.state}`)).slice(0, 32)}"`,
        ...(secret !== null && { 'x-hub-signature': await hubSignature(secret, changes.body) }),
      },
    });
  }

  #outcomeOf(subscription: Subscription, { state }: FeedChanges, answer: OutgoingAnswer): Outcome {
    if (isAccepted(answer)) {
      const addWrites = this.#subscriptionChange(subscription, { received: state, isDoubtful: false });
      return { kind: 'done', as: 'delivered', addWrites };
    }
    // Status 410 ends the subscription (section 7).
    if (answer.ok && answer.status === 410)
      return { kind: 'done', as: 'failed', addWrites: this.#subscriptionEnd() };
    const retry = retryOf(answer, this.#owner.now());
    return { ...retry, addWrites: this.#subscriptionChange(subscription, { isDoubtful: true }) };
  }

  /** Ends the subscription (section 5.2). `address` is the new topic; null when the topic no longer exists. */
  async #deny({ topic, callback, language }: Subscription, address: string | null): Promise<Outcome> {
    const reason =
      address === null
        ? translate(language, 'hub:denied.gone')
        : translate(language, 'hub:denied.moved', { address });
    const parameters = { 'hub.mode': 'denied', 'hub.topic': topic, 'hub.reason': reason };
    const answer = await this.#owner.outgoing.send({
      method: 'GET',
      url: withParameters(callback, parameters),
      headers: {},
      body: null,
      redirects: 0,
      maxBytes: 0,
      timeout: HUB_LIMITS.timeout,
    });
    const isUnreachable = !answer.ok || answer.status >= 500;
    return isUnreachable && this.#job.attempts + 1 < HUB_LIMITS.attempts.deny
      ? { kind: 'retry', reason: 'denied' }
      : { kind: 'done', as: 'dropped', addWrites: this.#subscriptionEnd() };
  }

  #subscriptionChange(
    { callback }: Subscription,
    change: Partial<Pick<Subscription, 'received' | 'isDoubtful'>>,
  ): AddWrites {
    const { key, callbackHosts } = this.#owner;
    return async (transaction) => {
      await updateSubscription(transaction, key, this.#job.id, change);
      await callbackHosts.writeBytes(transaction, key, callback);
    };
  }

  #subscriptionEnd(): AddWrites {
    const { key, now } = this.#owner;
    return async (transaction: Transaction) => {
      await removeSubscription(transaction, key, this.#job.id);
      await cancelJob(transaction, key, 'hub-lease', this.#job.id, now());
    };
  }
}

/** Other statuses, such as 404, say something of the callback only. */
function isHostFailure(answer: OutgoingAnswer): boolean {
  return !answer.ok || answer.status >= 500 || answer.status === 429;
}
