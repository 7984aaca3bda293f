import { resolve4, resolve6 } from 'node:dns/promises';
import { isAddress } from '../../outgoing/address.ts';
import { OutgoingError, type Resolve } from '../sender.ts';

/**
 * workerd answers `resolve4` and `resolve6` by DNS over HTTPS, aliases (CNAME) among the addresses. A family without an
 * address rejects as ENOTFOUND; of one that could not be asked nothing is known, and the name is not reached.
 */
export const byDns: Resolve = async (name) => {
  const found = await Promise.all(
    [resolve4, resolve6].map((ask) =>
      ask(name).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && /^E?(?:NOTFOUND|NODATA)$/.test(String(error.code)))
          return [];
        throw new OutgoingError('unreachable');
      }),
    ),
  );
  return found.flat().filter(isAddress);
};
