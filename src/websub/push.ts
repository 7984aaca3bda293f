import { sha256 } from '../base/crypto.ts';
import { translate } from '../base/locale/translate.ts';
import type { EncodedDocument } from '../documents/document.ts';
import { hubUrl } from '../domain/urls.ts';
import { cancelJob, type Job } from '../jobs/jobs.ts';
import type { Also, Channel, Outcome } from '../jobs/queue.ts';
import type { OutgoingAnswer } from '../outgoing/outgoing.ts';
import { retryAfter } from '../outgoing/retry-after.ts';
import type { Transaction } from '../storage/store.ts';
import { withParameters } from './hub-request.ts';
import { HUB_LIMITS } from './limits.ts';
import { hubSignature } from './signature.ts';
import {
  amendSubscription,
  readSubscription,
  removeSubscription,
  type Subscription,
} from './subscriptions.ts';
import { topicUrl } from './topic.ts';
import type { TopicOwner } from './topic-owner.ts';

/** What a delivery job says: the host, for the queue, which looks at many. */
export interface PushContent {
  readonly host: string;
}

/** Delivers topics to their subscribers (WebSub section 7): each time the document as it is then. */
export function pushing(owner: TopicOwner): Channel {
  return {
    name: 'hub-push',
    slots: owner.pace.requests,
    host: ({ content }) => (typeof content.host === 'string' ? content.host : null),
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
    const { key, store, now } = this.#owner;
    const subscription = await readSubscription(store, key, this.#job.id);
    if (subscription === null) return { kind: 'done', as: 'dropped' };
    if (subscription.leaseEnd <= now()) return { kind: 'done', as: 'dropped', also: this.#ending() };
    const present = await this.#owner.present();
    if (present === null) return { kind: 'retry', reason: 'internal' };
    const { language, cut, format } = subscription;
    const feed = { language, newsroom: present.slug, cut };
    const address = topicUrl(this.#owner.baseUrl, { feed, format });
    const isKept = present.languages.includes(language);
    if (!isKept || address !== subscription.topic) return this.#deny(subscription, isKept ? address : null);
    const served = await this.#owner.feed({ feed, format, archive: null, encoding: null });
    if (!served.ok) return { kind: 'retry', reason: 'internal' };
    // The same bytes are not sent again, whatever made the delivery due.
    if (served.value.etag === subscription.lastEtag) return { kind: 'done', as: 'delivered' };
    return this.#outcome(subscription, served.value, await this.#send(subscription, served.value));
  }

  async #send({ topic, callback, secret }: Subscription, served: EncodedDocument): Promise<OutgoingAnswer> {
    const { outgoing, baseUrl, externalHub } = this.#owner;
    return outgoing.send({
      method: 'POST',
      url: callback,
      body: served.body,
      redirects: 0,
      maxBytes: 0,
      timeout: HUB_LIMITS.timeout,
      headers: {
        'content-type': served.mediaType,
        link: `<${hubUrl(baseUrl, externalHub)}>; rel="hub", <${topic}>; rel="self"`,
        'idempotency-key': `"${(await sha256(`${this.#job.id} ${callback} ${served.etag}`)).slice(0, 32)}"`,
        ...(secret !== null && { 'x-hub-signature': await hubSignature(secret, served.body) }),
      },
    });
  }

  #outcome(subscription: Subscription, served: EncodedDocument, answer: OutgoingAnswer): Outcome {
    if (answer.ok && answer.status >= 200 && answer.status <= 299) {
      const also = this.#amending({ lastEtag: served.etag, isDoubtful: false });
      return { kind: 'done', as: 'delivered', also };
    }
    // Section 7: the subscriber wants no more.
    if (answer.ok && answer.status === 410) return { kind: 'done', as: 'failed', also: this.#ending() };
    const asked = answer.ok ? retryAfter(answer.headers['retry-after'] ?? null, this.#owner.now()) : null;
    return {
      kind: 'retry',
      retryAfter: asked,
      reason: answer.ok ? `http-${answer.status}` : answer.reason,
      ...(subscription.isDoubtful ? {} : { also: this.#amending({ isDoubtful: true }) }),
    };
  }

  /** Section 5.2: the subscriber is told that it ends, and where the topic is now. `address` is null when it is gone. */
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
    const isAway = !answer.ok || answer.status >= 500;
    return isAway && this.#job.attempts + 1 < HUB_LIMITS.attempts.deny
      ? { kind: 'retry', reason: 'denied' }
      : { kind: 'done', as: 'dropped', also: this.#ending() };
  }

  #amending(change: Partial<Pick<Subscription, 'lastEtag' | 'isDoubtful'>>): Also {
    const { key } = this.#owner;
    return (transaction) => amendSubscription(transaction, key, this.#job.id, change);
  }

  #ending(): Also {
    const { key, now } = this.#owner;
    return async (transaction: Transaction) => {
      await removeSubscription(transaction, key, this.#job.id);
      await cancelJob(transaction, key, 'hub-lease', this.#job.id, now());
    };
  }
}
