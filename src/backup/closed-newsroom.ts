import type { DirectoryPort } from '../directory/directory-port.ts';
import { mediaKeys } from '../media/keys.ts';
import { clearMedia } from '../media/media-transfer.ts';
import { LOCKED } from '../rebuild/portions.ts';
import { rebuild } from '../rebuild/rebuild.ts';
import { newsroomTarget } from '../rebuild/targets.ts';
import { writeNewsroom } from '../repository/commit.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { NewsroomRecord } from '../repository/records.ts';
import { BatchWriter, keyBatches } from '../storage/batches.ts';
import { baseOf, FAMILIES, type Family } from './lines.ts';
import type { RestoreDependencies } from './staging.ts';

/** A new newsroom has the first two before a restore; `clearMedia` removes the others. */
const NOT_REMOVED: readonly Family[] = ['newsroom', 'token', 'media', 'media-bytes'];

/**
 * Empties and opens a newsroom that a restore of an earlier version of Kaiku has left closed, with a part of an export in
 * it. Uses several commits, of which the last one opens it.
 */
export async function clearClosedNewsroom(
  dependencies: RestoreDependencies,
  record: NewsroomRecord,
): Promise<NewsroomRecord> {
  const { store, directory, projections } = dependencies;
  const { key } = record;
  await clearMedia(dependencies, key);
  const families = FAMILIES.filter((family) => !NOT_REMOVED.includes(family)).map((family) =>
    baseOf(family, key),
  );
  const writer = new BatchWriter(store);
  for (const base of [...families, mediaKeys.allUses(key), newsroomKeys.outbox(key)]) {
    for await (const rows of keyBatches(store, base)) await writer.add(rows.map((row) => ({ key: row })));
  }
  await writer.flush();
  const number = await ownNumber(directory, record);
  await rebuild(newsroomTarget(store, { key, number }, projections), LOCKED);
  const { attempt: _, ...rest } = record;
  const opened = { ...rest, newsroom: { ...record.newsroom, number }, lastNumber: 0, restoring: false };
  const transaction = store.transaction();
  const written = writeNewsroom(transaction, opened);
  await transaction.commit();
  return written;
}

/** The record has the number of the export already, which may belong to nobody or to another newsroom. */
async function ownNumber({ registry }: DirectoryPort, { key, newsroom }: NewsroomRecord): Promise<number> {
  return (await registry.keyOfNumber(newsroom.number)) === key ? newsroom.number : key;
}
