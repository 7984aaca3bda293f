import { isStagedMedia, placeMedia } from '../media/media-transfer.ts';
import { LOCKED } from '../rebuild/portions.ts';
import { rebuild } from '../rebuild/rebuild.ts';
import { RELEASES_PER_BATCH, releaseBatches } from '../rebuild/releases.ts';
import { newsroomTarget } from '../rebuild/targets.ts';
import { writeNewsroom } from '../repository/commit.ts';
import { enqueueProfileUpdate } from '../repository/directory-updates.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { encodeRelease, type NewsroomRecord } from '../repository/records.ts';
import { nextVersion } from '../repository/version.ts';
import { BATCH_SIZE, BatchWriter, keyBatches } from '../storage/batches.ts';
import type { Store, Stored, Transaction } from '../storage/store.ts';
import { isSubscriber, readStagedReader, subscriberKeys } from '../subscribers/records.ts';
import { type Attempt, attemptKeys, writeAttempt, writeTask } from './attempt.ts';
import { stagedPlacements, stagedReleases } from './check-staged.ts';
import { wasPublished } from './directory-copies.ts';
import { baseOf, type Family } from './lines.ts';
import { clearStagedRecords, type RestoreDependencies } from './staging.ts';

/** Milliseconds after which the task completes a restore whose process has ended. */
export const COMPLETION_DELAY = 60_000;

/** Readers have agreed to mails of the newsroom, which an export proves only when nobody can have edited it. */
export function hasTrustedReaders({ isOperator, signer }: Attempt): boolean {
  return isOperator || (signer ?? null) !== null;
}

/**
 * The one commit that decides: before it nothing of the newsroom has changed, after it the restore is completed whatever
 * happens. The newsroom is closed meanwhile, and was empty before. Returns the written record.
 */
export async function decideRestore(
  { store, now }: RestoreDependencies,
  record: NewsroomRecord,
  attempt: Attempt,
): Promise<NewsroomRecord> {
  const transaction = store.transaction();
  writeAttempt(transaction, record.key, { ...attempt, phase: 'switching' });
  writeTask(transaction, record.key, now() + COMPLETION_DELAY);
  const written = writeNewsroom(transaction, { ...record, restoring: true });
  await transaction.commit();
  return written;
}

/** Moves the staged records into the newsroom, builds its lists and opens it. Can be repeated from wherever it broke off. */
export async function completeRestore(
  dependencies: RestoreDependencies,
  record: NewsroomRecord,
  attempt: Attempt,
): Promise<NewsroomRecord> {
  const { store, now, projections } = dependencies;
  const { key } = record;
  await moveReleases(store, key);
  const numbers = await releaseNumbers(store, key);
  const hasRelease = ({ number }: Stored) => typeof number === 'number' && numbers.has(number);
  const isNew = async (row: string) => (await store.get(row)) === null;
  await moveFamily(store, key, 'shelf', async () => true);
  await moveFamily(store, key, 'origin', async (_, value) => hasRelease(value));
  await moveFamily(store, key, 'alias', async (_, value) => hasRelease(value));
  await moveFamily(store, key, 'token', isNew);
  if (hasTrustedReaders(attempt)) await moveReaders(store, key, numbers);
  await moveMedia(store, key);
  await clearStagedRecords(store, key);
  const { newsroom, lastNumber } = attempt;
  await rebuild(newsroomTarget(store, { key, number: newsroom.number }, projections), LOCKED);
  await enqueueReleaseUpdates(store, key);
  const transaction = store.transaction();
  enqueueProfileUpdate(transaction, key);
  transaction.remove(attemptKeys.attempt(key));
  const opened = nextVersion({ ...record, restoring: false, newsroom, lastNumber }, now(), true);
  const written = writeNewsroom(transaction, opened);
  await transaction.commit();
  dependencies.rearm();
  return written;
}

/** Each batch is one commit, so that a repetition finds every record either staged or in the newsroom. */
async function moveReleases(store: Store, key: number): Promise<void> {
  const releases = await releaseNumbers(store, key, attemptKeys.family(key, 'release'));
  for (const number of await releaseNumbers(store, key)) releases.add(number);
  const revisions = attemptKeys.family(key, 'revision');
  for await (const rows of keyBatches(store, revisions, RELEASES_PER_BATCH)) {
    const ids = rows.map((row) => row.slice(revisions.length + 1));
    const values = await store.getMany(rows);
    const transaction = store.transaction();
    for (const [at, row] of rows.entries()) {
      const value = values[at];
      const id = ids[at] ?? '';
      if (value != null && releases.has(Number(id.slice(0, 9))))
        transaction.set(`${baseOf('revision', key)}:${id}`, value);
      transaction.remove(row);
    }
    await transaction.commit();
  }
  for await (const batch of stagedReleases(store, key)) {
    const transaction = store.transaction();
    for (const { row, archive, id } of await stagedPlacements(store, key, batch)) {
      if (archive !== null) transaction.set(row, { archive });
      transaction.remove(attemptKeys.record(key, 'placed', id));
    }
    for (const release of batch) {
      const value = encodeRelease(release);
      const { number, revision } = release;
      transaction.set(newsroomKeys.release(key, number), value, { expect: 0, revision });
      transaction.set(newsroomKeys.revision(key, number, revision), value);
      transaction.remove(attemptKeys.record(key, 'release', newsroomKeys.release(key, number).slice(-9)));
    }
    await commitInParts(store, transaction);
  }
}

/** A release of very many keywords has more placements than one commit writes. The releases come last. */
async function commitInParts(store: Store, transaction: Transaction): Promise<void> {
  const writes = transaction.writes();
  for (let from = 0; from < writes.length; from += BATCH_SIZE)
    await store.commit(writes.slice(from, from + BATCH_SIZE));
}

async function releaseNumbers(
  store: Store,
  key: number,
  base = newsroomKeys.releases(key),
): Promise<Set<number>> {
  const numbers = new Set<number>();
  for await (const rows of keyBatches(store, base))
    for (const row of rows) numbers.add(Number(row.slice(-9)));
  return numbers;
}

async function moveFamily(
  store: Store,
  key: number,
  family: Family,
  isKept: (row: string, value: Stored) => Promise<boolean>,
): Promise<void> {
  const base = attemptKeys.family(key, family);
  for await (const rows of keyBatches(store, base, BATCH_SIZE / 2)) {
    const values = await store.getMany(rows);
    const transaction = store.transaction();
    for (const [at, staged] of rows.entries()) {
      const value = values[at];
      const row = `${baseOf(family, key)}:${staged.slice(base.length + 1)}`;
      if (value != null && (await isKept(row, value))) transaction.set(row, value);
      transaction.remove(staged);
    }
    await transaction.commit();
  }
}

/** The ids of readers depend on the newsroom's number, which may be another one than in the export. */
async function moveReaders(store: Store, key: number, numbers: ReadonlySet<number>): Promise<void> {
  const mailed = attemptKeys.family(key, 'mailed');
  for await (const rows of keyBatches(store, mailed, BATCH_SIZE / 2)) {
    const values = await store.getMany(rows);
    const transaction = store.transaction();
    for (const [at, staged] of rows.entries()) {
      const value = values[at];
      const [reader = '', number = ''] = staged.slice(mailed.length + 1).split(':');
      const restored = await readStagedReader(store, attemptKeys.family(key, 'subscriber'), reader);
      if (value != null && restored !== null && numbers.has(Number(number)))
        transaction.set(subscriberKeys.mailed(key, restored.id, Number(number)), value);
      transaction.remove(staged);
    }
    await transaction.commit();
  }
  const subscribers = attemptKeys.family(key, 'subscriber');
  for await (const rows of keyBatches(store, subscribers, BATCH_SIZE / 2)) {
    const transaction = store.transaction();
    for (const [at, value] of (await store.getMany(rows)).entries()) {
      if (isSubscriber(value))
        transaction.set(subscriberKeys.subscriber(key, value.language, value.id), value);
      transaction.remove(rows[at] ?? '');
    }
    await transaction.commit();
  }
}

async function moveMedia(store: Store, key: number): Promise<void> {
  for await (const rows of keyBatches(store, attemptKeys.family(key, 'media'), BATCH_SIZE / 5)) {
    const transaction = store.transaction();
    for (const [at, value] of (await store.getMany(rows)).entries()) {
      if (isStagedMedia(value)) placeMedia(transaction, key, value);
      transaction.remove(rows[at] ?? '');
    }
    await transaction.commit();
  }
}

async function enqueueReleaseUpdates(store: Store, key: number): Promise<void> {
  const writer = new BatchWriter(store);
  for await (const releases of releaseBatches(newsroomTarget(store, { key, number: 0 }, []))) {
    const published = releases.filter(wasPublished);
    await writer.add(
      published.map(({ number }) => ({
        key: newsroomKeys.outboxRow(key, `release-${number}`),
        value: { number },
      })),
    );
  }
  await writer.flush();
}
