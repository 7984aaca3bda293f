import { sha256 } from '../base/crypto.ts';
import { isLanguage } from '../base/locale/language.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { linkSecret } from '../repository/link-secret.ts';
import type { Store, Stored } from '../storage/store.ts';
import { parseAddress } from './address.ts';
import { subscriptionToken } from './link.ts';
import { isSubscriber, type Subscriber, subscriberId } from './records.ts';
import { parseChoices } from './subscription.ts';

const MAX_LINKS = 10;

/**
 * Validates a subscriber of an export like a request, because the file can have been edited. Null when it is invalid.
 * `id` is `{language}:{reader's id}`. Adds the token of this service to `links`.
 */
export async function restoredSubscriber(
  store: Store,
  key: number,
  newsroom: Newsroom,
  id: string,
  value: Stored,
): Promise<Stored | null> {
  if (!isSubscriber(value) || !isLanguage(value.language)) return null;
  const { language, keywords, types, fallback, consent, askedAt, confirmedAt, links } = value;
  const email = parseAddress(value.email);
  const choices = parseChoices({ keywords, types, fallback });
  const reader = email === null ? null : await subscriberId(newsroom, language, email);
  const isValid =
    reader !== null &&
    id === `${language}:${reader}` &&
    typeof consent === 'string' &&
    Number.isSafeInteger(askedAt) &&
    Number.isSafeInteger(confirmedAt) &&
    links.every((link) => typeof link === 'string' && /^[0-9a-f]{64}$/.test(link));
  if (!isValid || email === null || !choices.ok) return null;
  const own = await sha256(await subscriptionToken(await linkSecret(store, key), newsroom.number, reader));
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
