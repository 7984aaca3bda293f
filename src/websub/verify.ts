import { randomHex } from '../base/crypto.ts';
import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Cut, Format } from '../domain/feed-name.ts';
import { cancelJob, enqueueJob, type Job } from '../jobs/jobs.ts';
import type { Channel, Outcome } from '../jobs/queue.ts';
import type { OutgoingAnswer } from '../outgoing/outgoing.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import { type HubRequest, withParameters } from './hub-request.ts';
import { HUB_LIMITS } from './limits.ts';
import { hasCapacity, putSubscription, readSubscription, removeSubscription } from './subscriptions.ts';
import type { TopicOwner } from './topic-owner.ts';

export interface Verification {
  readonly request: HubRequest;
  readonly language: Language;
  readonly cut: Cut;
  readonly format: Format;
  /** The state of the feed when the request was accepted; null when it is unknown. */
  readonly received?: string | null;
}

const DROPPED: Outcome = { kind: 'done', as: 'dropped' };

/**
 * WebSub section 5.3. The job has the subscription's id, so that a later request replaces an earlier one. One request is
 * sent, and another one only when no connection came about.
 */
export function verifyChannel(owner: TopicOwner): Channel {
  return {
    name: 'hub-verify',
    limits: owner.concurrency.requests,
    receivingHost: (job) => hostOf(job.content),
    async perform(job) {
      if (!isVerification(job.content)) return DROPPED;
      const { request } = job.content;
      const challenge = randomHex(16);
      const answer = await sendChallenge(owner, request, challenge);
      if (isConfirmed(answer, challenge)) {
        return { kind: 'done', as: 'dropped', addWrites: confirmedWrites(owner, job.id, job.content) };
      }
      const isUnreachable = !answer.ok && answer.reason === 'unreachable';
      return isUnreachable && job.attempts + 1 < HUB_LIMITS.attempts.verify
        ? { kind: 'retry', reason: 'unverified' }
        : DROPPED;
    },
  };
}

function sendChallenge(
  { outgoing }: TopicOwner,
  { mode, topic, callback, leaseSeconds }: HubRequest,
  challenge: string,
): Promise<OutgoingAnswer> {
  const lease = mode === 'subscribe' ? { 'hub.lease_seconds': String(leaseSeconds) } : {};
  const parameters = { 'hub.mode': mode, 'hub.topic': topic, 'hub.challenge': challenge, ...lease };
  return outgoing.send({
    method: 'GET',
    url: withParameters(callback, parameters),
    headers: {},
    body: null,
    redirects: 0,
    maxBytes: HUB_LIMITS.answerBytes,
    timeout: HUB_LIMITS.timeout,
  });
}

/** WebSub section 5.3.1. */
function isConfirmed(answer: OutgoingAnswer, challenge: string): boolean {
  if (!answer.ok || answer.status < 200 || answer.status > 299) return false;
  return new TextDecoder().decode(answer.body) === challenge;
}

function confirmedWrites(owner: TopicOwner, id: string, verification: Verification) {
  const { key, store, callbackHosts } = owner;
  const { request, language, cut, format, received = null } = verification;
  return async (transaction: Transaction): Promise<void> => {
    const now: Instant = owner.now();
    if (request.mode === 'unsubscribe') {
      await removeSubscription(transaction, key, id);
      await cancelJob(transaction, key, 'hub-push', id, now);
      await cancelJob(transaction, key, 'hub-lease', id, now);
      return;
    }
    // The capacity can have been used up since the request was accepted.
    const { subscriptionsPerHost } = callbackHosts.bounds;
    if (!(await hasCapacity(transaction, key, id, request.callback, subscriptionsPerHost))) return;
    const before = await readSubscription(store, key, id);
    const leaseEnd = now + request.leaseSeconds * 1000;
    const { topic, callback, secret } = request;
    await putSubscription(transaction, key, id, {
      schema: 1,
      language,
      cut,
      format,
      topic,
      callback,
      secret,
      leaseEnd,
      verifiedAt: now,
      // A renewal changes nothing of what the subscriber has.
      received: before === null ? received : (before.received ?? null),
      isDoubtful: false,
    });
    await enqueueJob(transaction, key, { channel: 'hub-lease', id, content: {}, now, due: leaseEnd });
  };
}

function isVerification(content: Stored): content is Stored & Verification {
  return typeof content.request === 'object' && typeof content.cut === 'object';
}

function hostOf(content: Stored): string | null {
  return isVerification(content) ? new URL(content.request.callback).host : null;
}

/** Ends subscriptions whose lease is over. A renewal moves the job to the new end. */
export function leaseChannel(owner: TopicOwner): Channel {
  const { key, store } = owner;
  return {
    name: 'hub-lease',
    limits: owner.concurrency.requests,
    receivingHost: () => null,
    async perform({ id }: Job) {
      const addWrites = async (transaction: Transaction) => {
        const subscription = await readSubscription(store, key, id);
        if (subscription !== null && subscription.leaseEnd > owner.now()) return;
        await removeSubscription(transaction, key, id);
        await cancelJob(transaction, key, 'hub-push', id, owner.now());
      };
      return { kind: 'done', as: 'dropped', addWrites };
    },
  };
}
