import { sameDigest, sha256 } from '../base/crypto.ts';
import { LANGUAGES } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import { linkSecret } from '../repository/link-secret.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import { sameReader } from './address.ts';
import { endSubscription } from './end-subscription.ts';
import {
  CONFIRMATION_LIFETIME,
  type Confirmation,
  choicesDigest,
  readConfirmation,
  subscriptionId,
  subscriptionLink,
} from './link.ts';
import type { UnderWay } from './mail-channel.ts';
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

/** How often one address is asked to confirm, whoever asks and for whatever. What is asked beyond brings no mail. */
export const ASKING = { most: 20, within: 60 * 60 * 1000 } as const;

/** A newsroom's subscriptions: asked for, confirmed, changed, cancelled. */
export class SubscriberService implements SubscriberPort {
  readonly #repository: NewsroomRepository;
  readonly #mails: UnderWay;
  readonly #canMail: boolean;

  /** `canMail` is false where no mail can leave. */
  constructor(repository: NewsroomRepository, mails: UnderWay, canMail: boolean) {
    this.#repository = repository;
    this.#canMail = canMail;
    this.#mails = mails;
  }

  async subscribe(body: unknown): Promise<Result<null>> {
    if (!this.#canMail) return fail('unavailable');
    return this.#change(async (newsroom) => {
      const request = parseSubscription(body, newsroom);
      if (!request.ok) return request;
      const { email, language } = request.value;
      const id = await subscriberId(newsroom, language, email);
      const digest = await choicesDigest(request.value);
      const transaction = this.#repository.dependencies.store.transaction();
      // Nothing here looks whether the address is known: the answer, and the time it takes, cannot tell.
      if (await this.#mayAsk(transaction, email)) {
        const askedAt = await this.#issueTime(id);
        await this.#ask(transaction, digest, {
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

  async asked(token: string): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#look(async (newsroom) => {
      const asked = await this.#asked(token);
      return asked === null ? fail('not-found') : ok(held(newsroom, asked.subscription));
    });
  }

  async confirm(token: string): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#change(async (newsroom) => {
      const asked = await this.#asked(token);
      if (asked === null) return fail('not-found');
      const { confirmation, subscription } = asked;
      // Pressed twice, or the answer was loaded again.
      if (isSubscriber(subscription)) return ok(held(newsroom, subscription));
      const { key, dependencies } = this.#repository;
      const link = await this.#link(newsroom, confirmation.id);
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
      this.#forget(transaction, confirmation.digest, subscription);
      await transaction.commit();
      return ok(held(newsroom, subscriber));
    });
  }

  async get(token: string): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#look(async (newsroom) => {
      const { subscriber } = await this.#named(newsroom, token);
      return subscriber === null ? fail('not-found') : ok(held(newsroom, subscriber));
    });
  }

  async change(token: string, body: unknown): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#change(async (newsroom) => {
      const { subscriber } = await this.#named(newsroom, token);
      if (subscriber === null) return fail('not-found');
      const choices = parseChoices(body);
      if (!choices.ok) return choices;
      const changed = { ...subscriber, ...choices.value };
      const { key, dependencies } = this.#repository;
      const record = subscriberKeys.subscriber(key, subscriber.language, subscriber.id);
      await dependencies.store.commit([{ key: record, value: changed }]);
      return ok(held(newsroom, changed));
    });
  }

  async cancel(token: string): Promise<Result<SubscriptionWithNewsroom | null>> {
    const ended = await this.#change(async (newsroom): Promise<Result<Ended>> => {
      const { subscriber, isSigned } = await this.#named(newsroom, token);
      const id = subscriptionId(token);
      if (id === null || (subscriber === null && !isSigned)) return fail('not-found');
      await this.#end(id);
      return ok({ id, was: subscriber === null ? null : held(newsroom, subscriber) });
    });
    if (!ended.ok) return ended;
    await this.#mails.settled(ended.value.id);
    return ok(ended.value.was);
  }

  async bounced(body: unknown): Promise<Result<null>> {
    const bounce = parseBounce(body);
    if (!bounce.ok) return bounce;
    return this.#change(async (newsroom) => {
      for (const language of LANGUAGES) {
        const id = await subscriberId(newsroom, language, bounce.value.email);
        if ((await readSubscriber(this.#repository.dependencies.store, this.#repository.key, id)) !== null)
          await this.#end(id);
      }
      return ok(null);
    });
  }

  #change<T>(work: (newsroom: Newsroom) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#repository.write(() => this.#open(work));
  }

  /** As `#change`, where nothing is left to be sent: the secret may be made, and is read once it stands. */
  #look<T>(work: (newsroom: Newsroom) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#repository.withLock(() => this.#open(work));
  }

  /** While the newsroom is there for the public. */
  async #open<T>(work: (newsroom: Newsroom) => Promise<Result<T>>): Promise<Result<T>> {
    const record = await this.#repository.record();
    return record === null || record.restoring ? fail('not-found') : work(record.newsroom);
  }

  /** Counts one asking of this address; false when it has been asked often enough. */
  async #mayAsk(transaction: Transaction, email: string): Promise<boolean> {
    const { store, now } = this.#repository.dependencies;
    const hash = await sha256(`asked ${sameReader(email)}`);
    const record = subscriberKeys.asked(hash);
    const since = now() - ASKING.within;
    const given = (await store.get(record))?.times;
    const times = Array.isArray(given) ? given.filter((time) => typeof time === 'number') : [];
    const recent = times.filter((time) => time > since);
    if (recent.length >= ASKING.most) return false;
    transaction.set(record, { schema: 1, times: [...recent, now()] });
    const task = (at: Instant) =>
      dueKeys.row(at + ASKING.within, this.#repository.key, `forget-asked-${hash}`);
    for (const time of times) transaction.remove(task(time));
    transaction.set(task(now()), { key: this.#repository.key, task: 'forget', record });
    return true;
  }

  /** Now, or after the last cancellation where that is the same millisecond. */
  async #issueTime(id: string): Promise<Instant> {
    const cancelledAt = await this.#cancelledAt(id);
    return Math.max(this.#repository.dependencies.now(), cancelledAt + 1);
  }

  async #cancelledAt(id: string): Promise<Instant> {
    const mark = await this.#repository.dependencies.store.get(
      subscriberKeys.cancelled(this.#repository.key, id),
    );
    return typeof mark?.at === 'number' ? mark.at : 0;
  }

  async #ask(transaction: Transaction, digest: string, pending: PendingSubscription): Promise<void> {
    const { key, dependencies } = this.#repository;
    const record = subscriberKeys.pending(key, pending.id, digest);
    const before = await dependencies.store.get(record);
    if (isPending(before)) this.#forget(transaction, digest, before);
    transaction.set(record, { ...pending });
    transaction.set(this.#expiry(digest, pending), { key, task: 'forget', record });
    await enqueueJob(transaction, key, confirmationJob(pending, digest, dependencies.now()));
  }

  #forget(transaction: Transaction, digest: string, pending: PendingSubscription): void {
    transaction.remove(subscriberKeys.pending(this.#repository.key, pending.id, digest));
    transaction.remove(this.#expiry(digest, pending));
  }

  #expiry(digest: string, { id, askedAt }: PendingSubscription): string {
    return dueKeys.row(askedAt + CONFIRMATION_LIFETIME, this.#repository.key, `forget-${id}-${digest}`);
  }

  /** What a confirmation link still confirms, or has confirmed. */
  async #asked(token: string): Promise<Asked | null> {
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

  /** The subscription that a manage or cancel link is of, and whether this newsroom has signed the link. */
  async #named(
    newsroom: Newsroom,
    token: string,
  ): Promise<{ subscriber: Subscriber | null; isSigned: boolean }> {
    const id = subscriptionId(token);
    if (id === null) return { subscriber: null, isSigned: false };
    const subscriber = await readSubscriber(this.#repository.dependencies.store, this.#repository.key, id);
    const isSigned = sameDigest(await this.#link(newsroom, id), token);
    const hash = await sha256(token);
    const isKnown = isSigned || (subscriber?.links.some((link) => sameDigest(link, hash)) ?? false);
    return { subscriber: isKnown ? subscriber : null, isSigned };
  }

  async #link(newsroom: Newsroom, id: string): Promise<string> {
    const secret = await linkSecret(this.#repository.dependencies.store, this.#repository.key);
    return subscriptionLink(secret, newsroom.number, id);
  }

  async #end(id: string): Promise<void> {
    const { key, dependencies } = this.#repository;
    const transaction = this.#repository.dependencies.store.transaction();
    await endSubscription(transaction, key, id, dependencies.now());
    await transaction.commit();
  }
}

interface Asked {
  readonly confirmation: Confirmation;
  readonly subscription: Stored & (PendingSubscription | Subscriber);
}

interface Ended {
  readonly id: string;
  readonly was: SubscriptionWithNewsroom | null;
}

function held(newsroom: Newsroom, subscription: Subscriber | PendingSubscription): SubscriptionWithNewsroom {
  return { newsroom, language: subscription.language, choices: choicesOf(subscription) };
}
