import * as v from 'valibot';
import { LIMITS } from '../domain/limits.ts';
import { toPlainLine } from '../domain/text.ts';

/** RFC 5321 section 4.5.3.1.1. */
const MAX_LOCAL_PART = 64;

const email = v.pipe(v.string(), v.rfcEmail());

/**
 * Trims the address and converts the domain to lower case and ASCII (UTS 46). The local part stays as written. A public
 * host has a dot and no numeric top level, because other names are hosts in the network of the relay.
 */
export function parseAddress(text: string, host: 'public host' | 'any host' = 'public host'): string | null {
  const trimmed = toPlainLine(text);
  const at = trimmed.lastIndexOf('@');
  if (at < 1 || at > MAX_LOCAL_PART || trimmed.length > LIMITS.email * 2) return null;
  const domain = asciiDomain(trimmed.slice(at + 1));
  const address = `${trimmed.slice(0, at)}@${domain}`;
  if (domain === null || address.length > LIMITS.email || !v.is(email, address)) return null;
  const isPublic = /\.(?!\d+$)[a-z0-9-]+$/.test(domain);
  return isPublic || host === 'any host' ? address : null;
}

/** Mail systems ignore the case of the local part, so two spellings are one reader. */
export function comparableAddress(address: string): string {
  return address.toLowerCase();
}

/** Many mail systems deliver `name+tag` to `name`, so all tags are one mailbox. */
export function mailboxOf(address: string): string {
  const [, local = '', domain = ''] = /^(.+)@(.*)$/.exec(comparableAddress(address)) ?? [];
  const plus = local.indexOf('+');
  return `${plus < 1 ? local : local.slice(0, plus)}@${domain}`;
}

function asciiDomain(domain: string): string | null {
  if (/^[\x20-\x7e]*$/.test(domain)) return domain.toLowerCase();
  // With these characters the URL parser would find more than a host.
  if (/[\s/?#@:%\\[\]]/.test(domain)) return null;
  return URL.parse(`https://${domain}/`)?.hostname ?? null;
}
