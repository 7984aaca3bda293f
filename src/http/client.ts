import type { Context } from 'hono';
import ipaddr from 'ipaddr.js';

/** The client's IP address, or one constant text for all clients whose address the platform does not know. */
export type ClientOf = (c: Context) => string;

/** `KAIKU_TRUST_PROXY=1` trusts loopback, private (RFC 1918), link-local and unique-local addresses. */
const LOCAL_NETWORKS = [
  ...['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  ...['169.254.0.0/16', 'fe80::/10', 'fc00::/7'],
];

type Address = ReturnType<typeof ipaddr.parse>;

/** `text` is `1` or a comma-separated list of addresses and CIDR blocks. Returns CIDR blocks; null for invalid text. */
export function parseProxies(text: string): readonly string[] | null {
  if (text.trim() === '1') return LOCAL_NETWORKS;
  const blocks = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map(cidrBlockOf);
  return blocks.every((block) => block !== null) ? blocks : null;
}

/**
 * The address in `X-Forwarded-For` that the outermost trusted proxy saw, or `peer` when `peer` is not in `trusted` (CIDR
 * blocks). Addresses further left are not reliable: the client can send any.
 */
export function clientBehindProxies(
  peer: string,
  forwardedFor: string | undefined,
  trusted: readonly string[],
): string {
  const blocks = trusted.map((block) => ipaddr.parseCIDR(block));
  let client = peer;
  for (const hop of (forwardedFor ?? '').split(',').reverse()) {
    const known = addressOf(client);
    const next = addressOf(withoutPort(hop.trim()));
    if (known === null || next === null || !blocks.some((block) => isInBlock(known, block))) break;
    client = next.toString();
  }
  return client;
}

/** An IPv4 address, or the /64 of an IPv6 address: one subscriber gets at least a /64 (RFC 6177). */
export function clientNetwork(client: string): string {
  const address = addressOf(client);
  if (address === null) return client.slice(0, 64);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}

function cidrBlockOf(text: string): string | null {
  const [ip = '', ...prefix] = text.split('/');
  const address = ip.includes('%') ? null : parse(ip);
  if (address === null || prefix.length > 1) return null;
  const longest = address.kind() === 'ipv4' ? 32 : 128;
  const bits = prefix[0] === undefined ? longest : /^[0-9]{1,3}$/.test(prefix[0]) ? Number(prefix[0]) : 129;
  return bits > longest ? null : `${address.toString()}/${bits}`;
}

function isInBlock(address: Address, [network, bits]: [Address, number]): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/** Turns IPv4-mapped IPv6 into IPv4 and drops the zone of a link-local address. */
function addressOf(text: string): Address | null {
  const address = parse(text.replace(/%.*$/, ''));
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function parse(ip: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(ip)) return ipaddr.IPv4.parse(ip);
  return ipaddr.IPv6.isValid(ip) ? ipaddr.IPv6.parse(ip) : null;
}

function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::[0-9]+)?$/.exec(hop)?.[1] ?? hop.replace(/^([0-9.]+):[0-9]+$/, '$1');
}
