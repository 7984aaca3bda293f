import ipaddr from 'ipaddr.js';
import { MAX_URL } from './outgoing.ts';

/** What stays inside a house or a machine. Let through only where the operator says so. */
const HOUSEHOLD = new Set(['loopback', 'private', 'uniqueLocal']);

/** Azure's metadata and DHCP service answers on an address that is public by its looks. */
const METADATA = '168.63.129.16';

/** Names that never leave a machine, a link or a house: RFC 6761, 6762 and 8375, and ICANN's `internal`. */
const HOUSEHOLD_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|home\.arpa)$/;

type Address = ReturnType<typeof ipaddr.parse>;

/**
 * Whether `ip` (IPv4 in four decimal parts, or IPv6) is an address of the public Internet: not private, loopback,
 * link-local, unique-local, shared (RFC 6598), multicast, unspecified, documentation, benchmarking or otherwise set
 * apart by IANA, nor a tunnel or translation into one of these. False for what is no address.
 */
export function isPublicAddress(ip: string): boolean {
  return rangeOf(ip) === 'unicast';
}

/** As `isPublicAddress`; `allowPrivateHosts` lets loopback, private and unique-local addresses through as well. */
export function mayBeAsked(ip: string, allowPrivateHosts: boolean): boolean {
  const range = rangeOf(ip);
  return range === 'unicast' || (allowPrivateHosts && range !== null && HOUSEHOLD.has(range));
}

/**
 * Why `url` is refused before any name is looked up; null when it is not. Any port may be named: feeds and callbacks
 * live on many. The URL standard's parser has already made `0x7f.1`, `017700000001` and `2130706433` into 127.0.0.1.
 */
export function refusedUrl(url: string, allowPrivateHosts = false): 'bad-url' | 'refused-address' | null {
  // The parser would take `https:host`, tabs inside and blanks around for an address.
  if (url.length > MAX_URL || !/^https?:\/\/[^\s\\]+$/i.test(url)) return 'bad-url';
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return 'bad-url';
  const host = hostOf(parsed);
  if (isAddress(host)) return mayBeAsked(host, allowPrivateHosts) ? null : 'refused-address';
  if (!isName(host)) return 'bad-url';
  // A name without a dot is completed by the resolver's search list, which is the house's own.
  const isHousehold = !host.includes('.') || HOUSEHOLD_NAME.test(host);
  return isHousehold && !allowPrivateHosts ? 'refused-address' : null;
}

/** The host as a resolver takes it: no brackets around IPv6, no dot at the end of a name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** IPv4 in four decimal parts, or IPv6, without a zone. */
export function isAddress(host: string): boolean {
  return parse(host) !== null;
}

/** Labels of RFC 1035 section 2.3.4; underscores occur. */
function isName(host: string): boolean {
  return host.length <= 253 && /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}$/.test(host);
}

function parse(ip: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(ip)) return ipaddr.IPv4.parse(ip);
  // A zone (`fe80::1%eth0`) is a link's, and no public address has one.
  return !ip.includes('%') && ipaddr.IPv6.isValid(ip) ? ipaddr.IPv6.parse(ip) : null;
}

/** IANA's name for the range; what wraps an IPv4 address has that one's. Null for what is no address. */
function rangeOf(ip: string): string | null {
  const address = parse(ip);
  if (address === null) return null;
  const inner = unwrapped(address);
  if (inner.toString() === METADATA) return 'linkLocal';
  const range: string = inner.range();
  // Of IPv6, only 2000::/3 has been given out (RFC 4291 section 2.4); the library calls all that it has no name for
  // unicast, `::127.0.0.1` (IPv4-compatible, deprecated) included.
  if (inner instanceof ipaddr.IPv6 && range === 'unicast' && !isGlobal(inner)) return 'reserved';
  return range;
}

/**
 * The IPv4 address inside ::ffff:0:0/96 (RFC 4291) or 64:ff9b::/96 (RFC 6052): systems and NAT64 networks give these for
 * hosts that have only IPv4. 6to4, Teredo and the rest are refused whatever is inside: nobody serves from them.
 */
function unwrapped(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const isWrapped = address.isIPv4MappedAddress() || address.match(ipaddr.IPv6.parse('64:ff9b::'), 96);
  return isWrapped ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}

function isGlobal(address: Address): boolean {
  return address.match(ipaddr.IPv6.parse('2000::'), 3);
}
