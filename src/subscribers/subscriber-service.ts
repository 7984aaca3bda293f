import { isSameDigest, sha256 } from '../base/crypto.ts';
import { LANGUAGES } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import { linkSecret } from '../repository/link-secret.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import type { ConfirmationLimits } from './confirmation-limits.ts';
import { endSubscription } from './end-subscription.ts';
import {
  CONFIRMATION_LIFETIME,
  type Confirmation,
  choicesDigest,
  readConfirmation,
  subscriptionId,
  subscriptionToken,
} from './link.ts';
import type { PendingSends } from './mail-channel.ts';
import { confirmationJob } from './mail-jobs.ts';
import {
  isPending,
  isSubscriber,
  type PendingSubscription,
  readSubscriber,
  type Subscriber,
  subscriberId,
  subscriberKeys,
} from './records.ts';
import type { SubscriberPort, SubscriptionWithNewsroom } from './subscriber-port.ts';
import { CONSENT_VERSION, choicesOf, parseBounce, parseChoices, parseSubscription } from './subscription.ts';

export class SubscriberService implements SubscriberPort {
  readonly #repository: NewsroomRepository;
  readonly #pendingSends: PendingSends;
  readonly #limits: ConfirmationLimits;
  readonly #canMail: boolean;

  constructor(
    repository: NewsroomRepository,
    pendingSends: PendingSends,
    limits: ConfirmationLimits,
    canMail: boolean,
  ) {
    this.#repository = repository;
    this.#limits = limits;
    this.#canMail = canMail;
    this.#pendingSends = pendingSends;
  }

  async subscribe(body: unknown): Promise<Result<null>> {
    if (!this.#canMail) return fail('unavailable');
    return this.#write(async (newsroom) => {
      const request = parseSubscription(body, newsroom);
      if (!request.ok) return request;
      const { email, language } = request.value;
      const id = await subscriberId(newsroom, language, email);
      const digest = await choicesDigest(request.value);
      const transaction = this.#repository.dependencies.store.transaction();
      // Does not read the subscription, so that neither the answer nor its time reveals whether it exists.
      if (await this.#limits.tryCount(transaction, this.#repository.key, email)) {
        const askedAt = await this.#issueTime(id);
        await this.#addPending(transaction, digest, {
          schema: 1,
          id,
          email,
          language,
          askedAt,
          ...choicesOf(request.value),
        });
      }
      await transaction.commit();
      return ok(null);
    });
  }

  async preview(token: string): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#read(async (newsroom) => {
      const confirmable = await this.#confirmable(token);
      return confirmable === null
        ? fail('not-found')
        : ok(toSubscriptionWithNewsroom(newsroom, confirmable.subscription));
    });
  }

  async confirm(token: string): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#write(async (newsroom) => {
      const confirmable = await this.#confirmable(token);
      if (confirmable === null) return fail('not-found');
      const { confirmation, subscription } = confirmable;
      if (isSubscriber(subscription)) return ok(toSubscriptionWithNewsroom(newsroom, subscription));
      const { key, dependencies } = this.#repository;
      const link = await this.#tokenOf(newsroom, confirmation.id);
      const subscriber: Subscriber = {
        schema: 1,
        id: confirmation.id,
        email: subscription.email,
        language: subscription.language,
        ...choicesOf(subscription),
        consent: CONSENT_VERSION,
        askedAt: confirmation.issuedAt,
        confirmedAt: dependencies.now(),
        links: [await sha256(link)],
      };
      const transaction = this.#repository.dependencies.store.transaction();
      transaction.set(subscriberKeys.subscriber(key, subscriber.language, subscriber.id), { ...subscriber });
      this.#removePending(transaction, confirmation.digest, subscription);
      await transaction.commit();
      return ok(toSubscriptionWithNewsroom(newsroom, subscriber));
    });
  }

  async get(token: string): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#read(async (newsroom) => {
      const { subscriber } = await this.#subscriberOf(newsroom, token);
      return subscriber === null ? fail('not-found') : ok(toSubscriptionWithNewsroom(newsroom, subscriber));
    });
  }

  async change(token: string, body: unknown): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#write(async (newsroom) => {
      const { subscriber } = await this.#subscriberOf(newsroom, token);
      if (subscriber === null) return fail('not-found');
      const choices = parseChoices(body);
      if (!choices.ok) return choices;
      const changed = { ...subscriber, ...choices.value };
      const { key, dependencies } = this.#repository;
      const record = subscriberKeys.subscriber(key, subscriber.language, subscriber.id);
      await dependencies.store.commit([{ key: record, value: changed }]);
      return ok(toSubscriptionWithNewsroom(newsroom, changed));
    });
  }

  async cancel(token: string): Promise<Result<SubscriptionWithNewsroom | null>> {
    const ended = await this.#write(async (newsroom): Promise<Result<EndedSubscription>> => {
      const { subscriber, isSigned } = await this.#subscriberOf(newsroom, token);
      const id = subscriptionId(token);
      if (id === null || (subscriber === null && !isSigned)) return fail('not-found');
      await this.#end(id);
      return ok({
        id,
        subscription: subscriber === null ? null : toSubscriptionWithNewsroom(newsroom, subscriber),
      });
    });
    if (!ended.ok) return ended;
    await this.#pendingSends.waitForSends(ended.value.id);
    return ok(ended.value.subscription);
  }

  async reportBounce(body: unknown): Promise<Result<null>> {
    const bounce = parseBounce(body);
    if (!bounce.ok) return bounce;
    return this.#write(async (newsroom) => {
      for (const language of LANGUAGES) {
        const id = await subscriberId(newsroom, language, bounce.value.email);
        if ((await readSubscriber(this.#repository.dependencies.store, this.#repository.key, id)) !== null)
          await this.#end(id);
      }
      return ok(null);
    });
  }

  #write<T>(work: (newsroom: Newsroom) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#repository.write(() => this.#withNewsroom(work));
  }

  /** Takes the lock, because reading the link secret creates it at first use. */
  #read<T>(work: (newsroom: Newsroom) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#repository.withLock(() => this.#withNewsroom(work));
  }

  /** Fails with `not-found` while the newsroom is being restored. */
  async #withNewsroom<T>(work: (newsroom: Newsroom) => Promise<Result<T>>): Promise<Result<T>> {
    const record = await this.#repository.record();
    return record === null || record.restoring ? fail('not-found') : work(record.newsroom);
  }

  async #issueTime(id: string): Promise<Instant> {
    const cancelledAt = await this.#cancelledAt(id);
    return Math.max(this.#repository.dependencies.now(), cancelledAt + 1);
  }

  async #cancelledAt(id: string): Promise<Instant> {
    const cancellation = await this.#repository.dependencies.store.get(
      subscriberKeys.cancelled(this.#repository.key, id),
    );
    return typeof cancellation?.at === 'number' ? cancellation.at : 0;
  }

  async #addPending(transaction: Transaction, digest: string, pending: PendingSubscription): Promise<void> {
    const { key, dependencies } = this.#repository;
    const record = subscriberKeys.pending(key, pending.id, digest);
    const before = await dependencies.store.get(record);
    if (isPending(before)) this.#removePending(transaction, digest, before);
    transaction.set(record, { ...pending });
    transaction.set(this.#expiryRow(digest, pending), { key, task: 'forget', record });
    await enqueueJob(transaction, key, confirmationJob(pending, digest, dependencies.now()));
  }

  #removePending(transaction: Transaction, digest: string, pending: PendingSubscription): void {
    transaction.remove(subscriberKeys.pending(this.#repository.key, pending.id, digest));
    transaction.remove(this.#expiryRow(digest, pending));
  }

  #expiryRow(digest: string, { id, askedAt }: PendingSubscription): string {
    return dueKeys.row(askedAt + CONFIRMATION_LIFETIME, this.#repository.key, `forget-${id}-${digest}`);
  }

  /** Null when the token is not valid any more. `subscription` is a Subscriber when it is confirmed already. */
  async #confirmable(token: string): Promise<ConfirmableSubscription | null> {
    const { key, dependencies } = this.#repository;
    const { store } = dependencies;
    const confirmation = await readConfirmation(await linkSecret(store, key), token);
    if (confirmation === null) return null;
    const { id, issuedAt, digest } = confirmation;
    if (dependencies.now() >= issuedAt + CONFIRMATION_LIFETIME) return null;
    if (issuedAt <= (await this.#cancelledAt(id))) return null;
    const pending = await store.get(subscriberKeys.pending(key, id, digest));
    if (isPending(pending)) return { confirmation, subscription: pending };
    const subscriber = await readSubscriber(store, key, id);
    return subscriber?.askedAt === issuedAt ? { confirmation, subscription: subscriber } : null;
  }

  /** `isSigned` is also true for a signed token whose subscription has ended. */
  async #subscriberOf(
    newsroom: Newsroom,
    token: string,
  ): Promise<{ subscriber: Subscriber | null; isSigned: boolean }> {
    const id = subscriptionId(token);
    if (id === null) return { subscriber: null, isSigned: false };
    const subscriber = await readSubscriber(this.#repository.dependencies.store, this.#repository.key, id);
    const isSigned = isSameDigest(await this.#tokenOf(newsroom, id), token);
    const hash = await sha256(token);
    const isKnown = isSigned || (subscriber?.links.some((link) => isSameDigest(link, hash)) ?? false);
    return { subscriber: isKnown ? subscriber : null, isSigned };
  }

  async #tokenOf(newsroom: Newsroom, id: string): Promise<string> {
    const secret = await linkSecret(this.#repository.dependencies.store, this.#repository.key);
    return subscriptionToken(secret, newsroom.number, id);
  }

  async #end(id: string): Promise<void> {
    const { key, dependencies } = this.#repository;
    const transaction = this.#repository.dependencies.store.transaction();
    await endSubscription(transaction, key, id, dependencies.now());
    await transaction.commit();
  }
}

interface ConfirmableSubscription {
  readonly confirmation: Confirmation;
  readonly subscription: Stored & (PendingSubscription | Subscriber);
}

interface EndedSubscription {
  readonly id: string;
  readonly subscription: SubscriptionWithNewsroom | null;
}

function toSubscriptionWithNewsroom(
  newsroom: Newsroom,
  subscription: Subscriber | PendingSubscription,
): SubscriptionWithNewsroom {
  return { newsroom, language: subscription.language, choices: choicesOf(subscription) };
}
