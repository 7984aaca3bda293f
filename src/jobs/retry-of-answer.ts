import type { Instant } from '../base/time/instant.ts';
import type { OutgoingAnswer } from '../outgoing/outgoing.ts';
import { parseRetryAfter } from '../outgoing/retry-after.ts';
import type { Outcome } from './queue.ts';

export function isAccepted(answer: OutgoingAnswer): boolean {
  return answer.ok && answer.status >= 200 && answer.status <= 299;
}

/** A receiver that did not accept the job is asked again, no sooner than its `Retry-After` (RFC 9110 section 10.2.3). */
export function retryOf(answer: OutgoingAnswer, now: Instant): Outcome & { readonly kind: 'retry' } {
  if (!answer.ok) return { kind: 'retry', retryAfter: null, reason: answer.reason };
  const retryAfter = parseRetryAfter(answer.headers['retry-after'] ?? null, now);
  return { kind: 'retry', retryAfter, reason: `http-${answer.status}` };
}
