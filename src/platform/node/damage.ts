import type { Damage } from '../../http/service.ts';
import { countFaults } from '../../media/media-faults.ts';
import type { DataDirectory } from './data-directory.ts';

/** The files are those that a request or the check of files has met (`media/media-check.ts`). */
export async function countDamage({ store, unreadable, lostCommits }: DataDirectory): Promise<Damage> {
  return { files: await countFaults(store).catch(() => 0), records: unreadable.size, lostCommits };
}
