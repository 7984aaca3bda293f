import { sha256 } from '../base/crypto.ts';
import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { padded } from '../storage/keys.ts';
import type { Reader, Stored } from '../storage/store.ts';
import { sameReader } from './address.ts';
import type { Choices } from './subscription.ts';

/** A confirmed subscription, and all that is kept of its reader. */
export interface Subscriber extends Choices {
  readonly schema: 1;
  /** `subscriberId` of the address and language. */
  readonly id: string;
  readonly email: string;
  readonly language: Language;
  /** The wording that was agreed to. */
  readonly consent: string;
  readonly askedAt: Instant;
  readonly confirmedAt: Instant;
  /** SHA-256 of the links in mails sent so far: they work on after a restore under another secret. */
  readonly links: readonly string[];
}

/** A subscription that was asked for and not confirmed. */
export interface PendingSubscription extends Choices {
  readonly schema: 1;
  readonly id: string;
  readonly email: string;
  readonly language: Language;
  /** When the link of the latest mail was issued. */
  readonly askedAt: Instant;
}

/** What a reader has been told of a release. */
export interface Mailed {
  readonly schema: 1;
  /** Of the variant that they got. */
  readonly language: Language;
  /** The Message-ID of the mail that brought it. */
  readonly messageId: string;
  /** How many of its corrections they know. */
  readonly corrections: number;
  /** Whether they know that it was withdrawn. */
  readonly withdrawn: boolean;
}

export const subscriberKeys = {
  subscribers: (key: number, language: Language) => `subscriber:${padded(key)}:${language}`,
  subscriber: (key: number, language: Language, id: string) => `subscriber:${padded(key)}:${language}:${id}`,
  pendings: (key: number, id: string) => `pending:${padded(key)}:${id}`,
  /** One for each set of choices: to ask with others leaves a link that was sent before in force. */
  pending: (key: number, id: string, digest: string) => `pending:${padded(key)}:${id}:${digest}`,
  /** That a subscription was cancelled, for as long as links from before might be used. */
  cancelled: (key: number, id: string) => `cancelled:${padded(key)}:${id}`,
  mailedTo: (key: number, id: string) => `mailed:${padded(key)}:${id}`,
  mailed: (key: number, id: string, number: number) => `mailed:${padded(key)}:${id}:${padded(number)}`,
  /** When one address was last asked to confirm: of all newsrooms in the store. */
  asked: (hash: string) => `asked:${hash}`,
};

/** The same wherever the newsroom is restored, 128 bits in hexadecimal. */
export async function subscriberId(
  { authority, number }: Pick<Newsroom, 'authority' | 'number'>,
  language: Language,
  email: string,
): Promise<string> {
  return (await sha256(`subscriber ${authority} ${number} ${language} ${sameReader(email)}`)).slice(0, 32);
}

/** Ids do not tell their language. */
export async function readSubscriber(
  store: Pick<Reader, 'getMany'>,
  key: number,
  id: string,
): Promise<(Stored & Subscriber) | null> {
  const records = await store.getMany(
    LANGUAGES.map((language) => subscriberKeys.subscriber(key, language, id)),
  );
  return records.filter(isSubscriber)[0] ?? null;
}

export function isSubscriber(value: Stored | null | undefined): value is Stored & Subscriber {
  return (
    value?.schema === 1 &&
    typeof value.email === 'string' &&
    typeof value.confirmedAt === 'number' &&
    Array.isArray(value.links)
  );
}

export function isPending(value: Stored | null | undefined): value is Stored & PendingSubscription {
  return value?.schema === 1 && typeof value.email === 'string' && typeof value.askedAt === 'number';
}

export function isMailed(value: Stored | null | undefined): value is Stored & Mailed {
  return (
    value?.schema === 1 &&
    typeof value.messageId === 'string' &&
    typeof value.corrections === 'number' &&
    typeof value.withdrawn === 'boolean'
  );
}
