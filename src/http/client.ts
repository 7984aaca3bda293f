import type { Context } from 'hono';
import ipaddr from 'ipaddr.js';

/** Who asks, as far as the platform can tell: an IP address, or a word for all who have none. */
export type ClientOf = (c: Context) => string;

/** Whom `KAIKU_TRUST_PROXY=1` means: loopback, private (RFC 1918), link-local and unique-local addresses. */
const NEARBY = [
  ...['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  ...['169.254.0.0/16', 'fe80::/10', 'fc00::/7'],
];

type Address = ReturnType<typeof ipaddr.parse>;

/** CIDR blocks of `text`: `1`, or addresses and blocks with commas between. Null when one of them is neither. */
export function parseProxies(text: string): readonly string[] | null {
  if (text.trim() === '1') return NEARBY;
  const blocks = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map(blockOf);
  return blocks.every((block) => block !== null) ? blocks : null;
}

/**
 * The client behind `peer`, who may be a proxy of `trusted` (CIDR blocks): of the addresses in `X-Forwarded-For`, the one
 * that the last trusted proxy saw. What stands to the left of it, its sender may have made up.
 */
export function clientBehind(
  peer: string,
  forwardedFor: string | undefined,
  trusted: readonly string[],
): string {
  const blocks = trusted.map((block) => ipaddr.parseCIDR(block));
  let client = peer;
  for (const hop of (forwardedFor ?? '').split(',').reverse()) {
    const known = addressOf(client);
    const next = addressOf(withoutPort(hop.trim()));
    if (known === null || next === null || !blocks.some((block) => isIn(known, block))) break;
    client = next.toString();
  }
  return client;
}

/** What is counted as one client: an IPv4 address, or the /64 that one subscriber gets at least (RFC 6177). */
export function clientNetwork(client: string): string {
  const address = addressOf(client);
  if (address === null) return client.slice(0, 64);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}

function blockOf(text: string): string | null {
  const [ip = '', ...prefix] = text.split('/');
  const address = ip.includes('%') ? null : parse(ip);
  if (address === null || prefix.length > 1) return null;
  const longest = address.kind() === 'ipv4' ? 32 : 128;
  const bits = prefix[0] === undefined ? longest : /^[0-9]{1,3}$/.test(prefix[0]) ? Number(prefix[0]) : 129;
  return bits > longest ? null : `${address.toString()}/${bits}`;
}

function isIn(address: Address, [network, bits]: [Address, number]): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/** IPv4 that came over an IPv6 socket is IPv4; the zone of a link-local address is not part of it. */
function addressOf(text: string): Address | null {
  const address = parse(text.replace(/%.*$/, ''));
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function parse(ip: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(ip)) return ipaddr.IPv4.parse(ip);
  return ipaddr.IPv6.isValid(ip) ? ipaddr.IPv6.parse(ip) : null;
}

/** Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::[0-9]+)?$/.exec(hop)?.[1] ?? hop.replace(/^([0-9.]+):[0-9]+$/, '$1');
}
