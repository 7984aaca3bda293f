import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Choices } from './subscription.ts';

/** A subscription as its own reader is shown it: whoever holds one of its links. */
export interface SubscriptionWithNewsroom {
  readonly newsroom: Newsroom;
  readonly language: Language;
  readonly choices: Choices;
}

/**
 * E-mail subscriptions. Tokens are the last part of a link below `/subscriptions/`; one that is forged, too old, used
 * up or another newsroom's is `not-found`, without telling which.
 */
export interface SubscriberPort {
  /**
   * Asks for a subscription: `body` is a SubscribeBody. The answer is the same whether the address is known or not.
   * `invalid`, or `unavailable` where no mail can leave.
   */
  subscribe(body: unknown): Promise<Result<null>>;
  /** What a confirmation link would confirm; changes nothing. */
  asked(token: string): Promise<Result<SubscriptionWithNewsroom>>;
  /** Confirms it, in place of an earlier subscription of that address and language. */
  confirm(token: string): Promise<Result<SubscriptionWithNewsroom>>;
  get(token: string): Promise<Result<SubscriptionWithNewsroom>>;
  /** `body` is the choices; `invalid` too. */
  change(token: string, body: unknown): Promise<Result<SubscriptionWithNewsroom>>;
  /** Once it has answered, no mail follows. Cancelling again is no error. */
  cancel(token: string): Promise<Result<SubscriptionWithNewsroom | null>>;
  /** Ends every subscription of an address that cannot be reached, known or not: `{ email }`, `invalid`. */
  bounced(body: unknown): Promise<Result<null>>;
}
