import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Choices } from './subscription.ts';

export interface SubscriptionWithNewsroom {
  readonly newsroom: Newsroom;
  readonly language: Language;
  readonly choices: Choices;
}

/** A token that is forged, expired, used or of another newsroom fails with `not-found`, which does not reveal the reason. */
export interface SubscriberPort {
  /** The answer does not reveal whether the address is subscribed. Can fail with `invalid` or `unavailable`. */
  subscribe(body: unknown): Promise<Result<null>>;
  preview(token: string): Promise<Result<SubscriptionWithNewsroom>>;
  /** Replaces an earlier subscription of the same address and language. */
  confirm(token: string): Promise<Result<SubscriptionWithNewsroom>>;
  get(token: string): Promise<Result<SubscriptionWithNewsroom>>;
  change(token: string, body: unknown): Promise<Result<SubscriptionWithNewsroom>>;
  /** No mail is sent after it resolves. It succeeds with null when the subscription is cancelled already. */
  cancel(token: string): Promise<Result<SubscriptionWithNewsroom | null>>;
  /** Ends all subscriptions of the address. Succeeds for unknown addresses. Can fail with `invalid`. */
  reportBounce(body: unknown): Promise<Result<null>>;
}
