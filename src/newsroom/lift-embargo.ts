import { ok } from '../base/problem.ts';
import { liftEmbargo as lifted } from '../lifecycle/changes.ts';
import type { NewsroomRepository } from '../repository/repository.ts';

/**
 * The alarm's work for one embargo, whose row goes under the lock. One that is due no more is passed over, and so is
 * one of a newsroom that is being restored: the end of the restore sets it anew.
 * @throws when another process has written: it is to be tried again.
 */
export async function liftEmbargo(
  repository: NewsroomRepository,
  number: number,
  row: string,
): Promise<void> {
  const result = await repository.write(async () => {
    const record = await repository.openRecord();
    const release = record === null ? null : await repository.release(number);
    const after =
      record === null || release === null ? null : lifted(repository.changeContext(record), release);
    if (record !== null && after?.ok) {
      await repository.commit(record, release, after.value, {
        extra: (transaction) => transaction.remove(row),
      });
    } else {
      await repository.dependencies.store.commit([{ key: row }]);
    }
    return ok(null);
  });
  if (!result.ok) throw new Error('the embargo is not lifted');
}
