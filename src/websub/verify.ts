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

/** A request whose intent is to be verified. */
export interface Verification {
  readonly request: HubRequest;
  readonly language: Language;
  readonly cut: Cut;
  readonly format: Format;
}

const DROPPED: Outcome = { kind: 'done', as: 'dropped' };

/**
 * Asks callbacks whether they meant it (WebSub section 5.3). Until one confirms, and when it does not, what was before
 * the request stays. The job's id is the subscription's, so that of two requests the later one counts.
 */
export function verifying(owner: TopicOwner): Channel {
  return {
    name: 'hub-verify',
    slots: owner.pace.requests,
    host: (job) => hostOf(job.content),
    async perform(job) {
      if (!isVerification(job.content)) return DROPPED;
      const { request } = job.content;
      const challenge = randomHex(16);
      const answer = await ask(owner, request, challenge);
      if (isConfirmed(answer, challenge)) {
        return { kind: 'done', as: 'dropped', also: concluded(owner, job.id, job.content) };
      }
      const isAway = !answer.ok || answer.status >= 500;
      return isAway && job.attempts + 1 < HUB_LIMITS.attempts.verify
        ? { kind: 'retry', reason: 'unverified' }
        : DROPPED;
    },
  };
}

function ask(
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

/** Section 5.3.1: a 2xx answer whose body is the challenge. */
function isConfirmed(answer: OutgoingAnswer, challenge: string): boolean {
  if (!answer.ok || answer.status < 200 || answer.status > 299) return false;
  return new TextDecoder().decode(answer.body) === challenge;
}

function concluded(owner: TopicOwner, id: string, { request, language, cut, format }: Verification) {
  const { key, store } = owner;
  return async (transaction: Transaction): Promise<void> => {
    const now: Instant = owner.now();
    if (request.mode === 'unsubscribe') {
      await removeSubscription(transaction, key, id);
      await cancelJob(transaction, key, 'hub-push', id, now);
      await cancelJob(transaction, key, 'hub-lease', id, now);
      return;
    }
    // There was room when it was asked for; many may have asked.
    if (!(await hasCapacity(transaction, key, id, request.callback))) return;
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
      lastEtag: before?.lastEtag ?? null,
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

/** Ends subscriptions whose lease is over; a renewed one has put the job off. */
export function expiring(owner: TopicOwner): Channel {
  const { key, store } = owner;
  return {
    name: 'hub-lease',
    slots: owner.pace.requests,
    host: () => null,
    async perform({ id }: Job) {
      const also = async (transaction: Transaction) => {
        const subscription = await readSubscription(store, key, id);
        if (subscription !== null && subscription.leaseEnd > owner.now()) return;
        await removeSubscription(transaction, key, id);
        await cancelJob(transaction, key, 'hub-push', id, owner.now());
      };
      return { kind: 'done', as: 'dropped', also };
    },
  };
}
