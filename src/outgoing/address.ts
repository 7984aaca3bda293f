import ipaddr from 'ipaddr.js';
import { MAX_URL } from './outgoing.ts';

const PRIVATE_RANGES = new Set(['loopback', 'private', 'uniqueLocal']);

/** Azure's metadata service has an address from a public range. */
const AZURE_METADATA = '168.63.129.16';

/** RFC 6761, 6762 and 8375, and ICANN's `internal`. */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|home\.arpa)$/;

type Address = ReturnType<typeof ipaddr.parse>;

/** False for ranges that IANA reserves, for tunnels and translations into these, and for text that is no address. */
export function isPublicAddress(ip: string): boolean {
  return rangeOf(ip) === 'unicast';
}

/** `allowPrivateHosts` adds loopback, private and unique-local addresses to the public ones. */
export function isAllowedAddress(ip: string, allowPrivateHosts: boolean): boolean {
  const range = rangeOf(ip);
  return range === 'unicast' || (allowPrivateHosts && range !== null && PRIVATE_RANGES.has(range));
}

/**
 * Returns why `url` is refused before a name lookup, or null. Feeds and callbacks use many ports, so all are allowed.
 * The URL parser has already turned `0x7f.1` and `2130706433` into 127.0.0.1.
 */
export function urlRefusal(url: string, allowPrivateHosts = false): 'bad-url' | 'refused-address' | null {
  // The parser would accept `https:host` and remove tabs and spaces.
  if (url.length > MAX_URL || !/^https?:\/\/[^\s\\]+$/i.test(url)) return 'bad-url';
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return 'bad-url';
  const host = hostOf(parsed);
  if (isAddress(host)) return isAllowedAddress(host, allowPrivateHosts) ? null : 'refused-address';
  if (!isName(host)) return 'bad-url';
  // A resolver completes a name without a dot from its private search list.
  const isPrivate = !host.includes('.') || PRIVATE_NAME.test(host);
  return isPrivate && !allowPrivateHosts ? 'refused-address' : null;
}

/** A resolver accepts neither brackets around IPv6 nor a dot at the end of a name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

export function isAddress(host: string): boolean {
  return parseIp(host) !== null;
}

/** RFC 1035 section 2.3.4; underscores occur in practice. */
function isName(host: string): boolean {
  return host.length <= 253 && /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}$/.test(host);
}

function parseIp(ip: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(ip)) return ipaddr.IPv4.parse(ip);
  return !ip.includes('%') && ipaddr.IPv6.isValid(ip) ? ipaddr.IPv6.parse(ip) : null;
}

function rangeOf(ip: string): string | null {
  const address = parseIp(ip);
  if (address === null) return null;
  const inner = unwrapIpv4(address);
  if (inner.toString() === AZURE_METADATA) return 'linkLocal';
  const range: string = inner.range();
  // Only 2000::/3 is global (RFC 4291 section 2.4), but the library reports every unknown range as unicast.
  if (inner instanceof ipaddr.IPv6 && range === 'unicast' && !isGlobal(inner)) return 'reserved';
  return range;
}

/** Systems and NAT64 networks write IPv4 as ::ffff:0:0/96 (RFC 4291) or 64:ff9b::/96 (RFC 6052). */
function unwrapIpv4(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const isWrapped = address.isIPv4MappedAddress() || address.match(ipaddr.IPv6.parse('64:ff9b::'), 96);
  return isWrapped ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}

function isGlobal(address: Address): boolean {
  return address.match(ipaddr.IPv6.parse('2000::'), 3);
}
