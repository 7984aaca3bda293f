import { resolve4, resolve6 } from 'node:dns/promises';
import { isAddress } from '../../outgoing/address.ts';
import { OutgoingError, type Resolve } from '../sender.ts';

/** workerd returns aliases (CNAME) among the addresses, and rejects with ENOTFOUND where a family has no address. */
export const resolveByDns: Resolve = async (name) => {
  const answers = await Promise.all(
    [resolve4, resolve6].map((resolve) =>
      resolve(name).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && /^E?(?:NOTFOUND|NODATA)$/.test(String(error.code)))
          return [];
        throw new OutgoingError('unreachable');
      }),
    ),
  );
  return answers.flat().filter(isAddress);
};
