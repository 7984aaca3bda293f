import * as v from 'valibot';
import { LIMITS } from '../domain/limits.ts';
import { oneLine } from '../domain/text.ts';

/** RFC 5321 section 4.5.3.1.1. */
const LOCAL_PART = 64;

const email = v.pipe(v.string(), v.rfcEmail());

/**
 * The address that mail is sent to: no white space around it, the domain in lower case and, where it is written in
 * other letters than ASCII, as DNS knows it (UTS 46). The part before `@` is its host's own and stays as written.
 * A reader's domain has a dot and is no number: others name machines of the relay's own network. Null when it is none.
 */
export function normalAddress(text: string, host: 'public host' | 'any host' = 'public host'): string | null {
  const given = oneLine(text);
  const at = given.lastIndexOf('@');
  if (at < 1 || at > LOCAL_PART || given.length > LIMITS.email * 2) return null;
  const domain = asciiDomain(given.slice(at + 1));
  const address = `${given.slice(0, at)}@${domain}`;
  if (domain === null || address.length > LIMITS.email || !v.is(email, address)) return null;
  const isNamed = /\.(?!\d+$)[a-z0-9-]+$/.test(domain);
  return isNamed || host === 'any host' ? address : null;
}

/** What two spellings of one reader's address have in common: no mail system in use tells them apart by case. */
export function sameReader(address: string): string {
  return address.toLowerCase();
}

function asciiDomain(domain: string): string | null {
  if (/^[\x20-\x7e]*$/.test(domain)) return domain.toLowerCase();
  // The URL parser would find more than a host in these.
  if (/[\s/?#@:%\\[\]]/.test(domain)) return null;
  return URL.parse(`https://${domain}/`)?.hostname ?? null;
}
