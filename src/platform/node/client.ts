import { getConnInfo } from '@hono/node-server/conninfo';
import { type ClientOf, clientBehind } from '../../http/client.ts';

/** The socket's address, or what a trusted proxy (CIDR blocks) says of its client. '' when the socket is gone already. */
export function clientOf(trusted: readonly string[]): ClientOf {
  return (c) => {
    const peer = getConnInfo(c).remote.address ?? '';
    return clientBehind(peer, c.req.header('x-forwarded-for'), trusted);
  };
}
