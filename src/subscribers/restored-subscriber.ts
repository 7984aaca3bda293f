import { sha256 } from '../base/crypto.ts';
import { isLanguage } from '../base/locale/language.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { linkSecret } from '../repository/link-secret.ts';
import type { Store, Stored } from '../storage/store.ts';
import { normalAddress } from './address.ts';
import { subscriptionLink } from './link.ts';
import { isSubscriber, type Subscriber, subscriberId } from './records.ts';
import { parseChoices } from './subscription.ts';

/** Links of as many homes back are remembered. */
const LINKS_KEPT = 10;

/**
 * A subscriber out of an export, whose `id` is `{language}:{reader's id}`: an export is a file, and a file can be
 * edited, so it is judged as a request is. The link that this house will write into mails is added to those that stand
 * in mails already. Null for what is no subscriber of `newsroom`.
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
  const email = normalAddress(value.email);
  const choices = parseChoices({ keywords, types, fallback });
  const reader = email === null ? null : await subscriberId(newsroom, language, email);
  const isWhole =
    reader !== null &&
    id === `${language}:${reader}` &&
    typeof consent === 'string' &&
    Number.isSafeInteger(askedAt) &&
    Number.isSafeInteger(confirmedAt) &&
    links.every((link) => typeof link === 'string' && /^[0-9a-f]{64}$/.test(link));
  if (!isWhole || email === null || !choices.ok) return null;
  const own = await sha256(await subscriptionLink(await linkSecret(store, key), newsroom.number, reader));
  const subscriber: Subscriber = {
    schema: 1,
    id: reader,
    email,
    language,
    ...choices.value,
    consent,
    askedAt,
    confirmedAt,
    links: [...new Set([...links, own])].slice(-LINKS_KEPT),
  };
  return { ...subscriber };
}
