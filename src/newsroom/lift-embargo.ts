import { ok } from '../base/problem.ts';
import { liftEmbargo as publishScheduled } from '../lifecycle/changes.ts';
import type { NewsroomRepository } from '../repository/repository.ts';

/**
 * Removes the due row also during a restore, because the end of the restore writes it again.
 * @throws Error when another process has written, so that the scheduler tries again.
 */
export async function liftEmbargo(
  repository: NewsroomRepository,
  number: number,
  row: string,
): Promise<void> {
  const result = await repository.write(async () => {
    const record = await repository.publicRecord();
    const release = record === null ? null : await repository.release(number);
    const after =
      record === null || release === null
        ? null
        : publishScheduled(await repository.changeContext(record), release);
    if (record !== null && after?.ok) {
      await repository.commit(record, release, after.value, {
        addWrites: (transaction) => transaction.remove(row),
      });
    } else {
      await repository.dependencies.store.commit([{ key: row }]);
    }
    return ok(null);
  });
  if (!result.ok) throw new Error('the embargo is not lifted');
}
