import { sha256 } from '../base/crypto.ts';
import { isLanguage } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { CLOCK_TOLERANCE } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { linkSecret } from '../repository/link-secret.ts';
import type { Store, Stored } from '../storage/store.ts';
import { parseAddress } from './address.ts';
import { subscriptionToken } from './link.ts';
import { isSubscriber, type Subscriber, subscriberId } from './records.ts';
import { parseStoredChoices } from './subscription.ts';

const MAX_LINKS = 10;
/** The names of versions of the text are ten characters long. */
const MAX_CONSENT_LENGTH = 50;

export interface SubscriberContext {
  readonly key: number;
  readonly now: Instant;
  /** As the export has it. The number of the newsroom that is restored may be another one. */
  readonly exported: Pick<Newsroom, 'authority' | 'number'>;
  readonly number: number;
}

/**
 * Validates a subscriber of an export like a request, because the file can have been edited. Null when it is invalid.
 * `id` is `{language}:{reader's id}`. The result has the reader's id in the restored newsroom, and the token of this service
 * in `links`.
 */
export async function restoredSubscriber(
  store: Store,
  { key, now, exported, number }: SubscriberContext,
  id: string,
  value: Stored,
): Promise<Stored | null> {
  if (!isSubscriber(value) || !isLanguage(value.language)) return null;
  const { language, keywords, types, fallback, consent, askedAt, confirmedAt, links } = value;
  const email = parseAddress(value.email);
  const choices = parseStoredChoices({ keywords, types, fallback });
  const reader = email === null ? null : await subscriberId({ ...exported, number }, language, email);
  const exportedReader = email === null ? null : await subscriberId(exported, language, email);
  const isValid =
    reader !== null &&
    [`${language}:${exportedReader}`, `${language}:${reader}`].includes(id) &&
    typeof consent === 'string' &&
    consent.length <= MAX_CONSENT_LENGTH &&
    isInstant(askedAt, now) &&
    isInstant(confirmedAt, now) &&
    links.every((link) => typeof link === 'string' && /^[0-9a-f]{64}$/.test(link));
  if (!isValid || email === null || !choices.ok) return null;
  const own = await sha256(await subscriptionToken(await linkSecret(store, key), number, reader));
  const subscriber: Subscriber = {
    schema: 1,
    id: reader,
    email,
    language,
    ...choices.value,
    consent,
    askedAt,
    confirmedAt,
    links: [...new Set([...links, own])].slice(-MAX_LINKS),
  };
  return { ...subscriber };
}

function isInstant(value: unknown, now: Instant): boolean {
  return (
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= now + CLOCK_TOLERANCE
  );
}
