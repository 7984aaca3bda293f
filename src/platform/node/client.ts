import { getConnInfo } from '@hono/node-server/conninfo';
import { type ClientOf, clientBehindProxies } from '../../http/client.ts';

/** `trusted` holds CIDR blocks of proxies. The address is '' once the socket is closed. */
export function clientOf(trusted: readonly string[]): ClientOf {
  return (c) => {
    const peer = getConnInfo(c).remote.address ?? '';
    return clientBehindProxies(peer, c.req.header('x-forwarded-for'), trusted);
  };
}
