import { sha256 } from '../base/crypto.ts';
import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { RecordReader, Stored } from '../storage/store.ts';
import { comparableAddress } from './address.ts';
import type { Choices } from './subscription.ts';

/** A confirmed subscription. It holds all personal data that is kept of the reader. */
export interface Subscriber extends Choices {
  readonly schema: 1;
  readonly id: string;
  readonly email: string;
  readonly language: Language;
  /** The CONSENT_VERSION that the reader agreed to. */
  readonly consent: string;
  readonly askedAt: Instant;
  readonly confirmedAt: Instant;
  /** SHA-256 of the tokens in earlier mails, so that they still work after a restore with another link secret. */
  readonly links: readonly string[];
}

export interface PendingSubscription extends Choices {
  readonly schema: 1;
  readonly id: string;
  readonly email: string;
  readonly language: Language;
  readonly askedAt: Instant;
}

export interface Mailed {
  readonly schema: 1;
  readonly language: Language;
  /** The Message-ID of the first mail about the release. */
  readonly messageId: string;
  /** Number of corrections that mails to the reader contain. */
  readonly corrections: number;
  readonly withdrawn: boolean;
}

export const subscriberKeys = {
  subscribers: (key: number, language: Language) => `subscriber:${paddedNumber(key)}:${language}`,
  subscriber: (key: number, language: Language, id: string) =>
    `subscriber:${paddedNumber(key)}:${language}:${id}`,
  pendings: (key: number, id: string) => `pending:${paddedNumber(key)}:${id}`,
  /** Has the digest of the choices, so that a request with other choices does not invalidate an earlier link. */
  pending: (key: number, id: string, digest: string) => `pending:${paddedNumber(key)}:${id}:${digest}`,
  /** Invalidates confirmation links that were issued before the cancellation. */
  cancelled: (key: number, id: string) => `cancelled:${paddedNumber(key)}:${id}`,
  mailedTo: (key: number, id: string) => `mailed:${paddedNumber(key)}:${id}`,
  mailed: (key: number, id: string, number: number) =>
    `mailed:${paddedNumber(key)}:${id}:${paddedNumber(number)}`,
};

/** 128 bits in hexadecimal. Stays the same when the newsroom is restored elsewhere. */
export async function subscriberId(
  { authority, number }: Pick<Newsroom, 'authority' | 'number'>,
  language: Language,
  email: string,
): Promise<string> {
  return (await sha256(`subscriber ${authority} ${number} ${language} ${comparableAddress(email)}`)).slice(
    0,
    32,
  );
}

/** Tries all languages, because the id does not contain the language. */
export async function readSubscriber(
  store: Pick<RecordReader, 'getMany'>,
  key: number,
  id: string,
): Promise<(Stored & Subscriber) | null> {
  const records = await store.getMany(
    LANGUAGES.map((language) => subscriberKeys.subscriber(key, language, id)),
  );
  return records.filter(isSubscriber)[0] ?? null;
}

/** The subscriber that a restore has staged below `base` under the reader's id in the export. */
export async function readStagedReader(
  store: Pick<RecordReader, 'getMany'>,
  base: string,
  exportedId: string,
): Promise<(Stored & Subscriber) | null> {
  const records = await store.getMany(LANGUAGES.map((language) => `${base}:${language}:${exportedId}`));
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
