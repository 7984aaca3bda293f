import { languagesOf } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { mediaKeys } from '../media/keys.ts';
import { clearMedia, restoreMedia, restorePiece } from '../media/media-transfer.ts';
import { rebuild } from '../rebuild/rebuild.ts';
import { releaseBatches } from '../rebuild/releases.ts';
import { newsroomTarget } from '../rebuild/targets.ts';
import { writeNewsroom } from '../repository/commit.ts';
import { enqueueProfileUpdate } from '../repository/directory-updates.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { Projection } from '../repository/projection.ts';
import type { NewsroomRecord } from '../repository/records.ts';
import { nextVersion } from '../repository/version.ts';
import { BatchWriter, keyBatches } from '../storage/batches.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { Store, Transaction } from '../storage/store.ts';
import { restoredSubscriber } from '../subscribers/restored-subscriber.ts';
import type { RestorePart } from './backup-port.ts';
import { baseOf, END, type ExportLine, FAMILIES, type Family, ID_PATTERNS, parseLine } from './lines.ts';
import { restoredNewsroom, restoredRecord, restoredRelease } from './restored-records.ts';

export interface RestoreDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly now: () => Instant;
  readonly directory: DirectoryPort;
  readonly projections: readonly Projection[];
  readonly rearm: () => void;
}

async function isEmpty(store: Store, { key, lastNumber }: NewsroomRecord): Promise<boolean> {
  const files = await store.keys(mediaKeys.items(key), { limit: 1 });
  return lastNumber === 0 && files.length === 0;
}

/** Removes the records of an interrupted restore. Without one it writes nothing; the caller writes the returned record. */
export async function beginRestore(
  dependencies: RestoreDependencies,
  record: NewsroomRecord,
  { attempt: id, lines: [line = ''] }: RestorePart,
): Promise<Result<NewsroomRecord>> {
  const { store, directory } = dependencies;
  if (!record.restoring && !(await isEmpty(store, record)))
    return fail('wrong-state', { rule: 'newsroom-not-empty' });
  const parsed = parseLine(line);
  const restored = parsed?.family === 'newsroom' && parsed.id === '' ? restoredNewsroom(parsed.value) : null;
  if (restored === null) return fail('malformed');
  const { newsroom, lastNumber } = restored;
  const rule = await readIdentityConflict(directory, newsroom, record.key);
  if (rule !== null) return fail('wrong-state', { rule });
  const next: NewsroomRecord = {
    ...record,
    restoring: true,
    lastNumber,
    newsroom: { ...newsroom, slug: record.newsroom.slug },
    attempt: { id, slug: newsroom.slug, records: 1, isWhole: false },
  };
  if (!record.restoring) return ok(next);
  const transaction = store.transaction();
  const written = writeNewsroom(transaction, next);
  await transaction.commit();
  await removeRestoredRecords(dependencies, record.key);
  return ok(written);
}

export async function restorePart(
  dependencies: RestoreDependencies,
  record: NewsroomRecord,
  id: string,
  lines: readonly string[],
): Promise<Result<NewsroomRecord>> {
  let { attempt, lastNumber } = record;
  if (attempt === undefined || !isCurrentAttempt(record, id))
    return fail('wrong-state', { rule: 'restore-overtaken' });
  const transaction = dependencies.store.transaction();
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed === null || attempt.isWhole) return fail('malformed');
    if (parsed.family === END) {
      if (parsed.value.records !== attempt.records) return fail('malformed');
      attempt = { ...attempt, isWhole: true };
    } else {
      if (!(await restoreRecord(dependencies, transaction, record, parsed))) return fail('malformed');
      if (parsed.family === 'release') lastNumber = Math.max(lastNumber, Number(parsed.id));
      attempt = { ...attempt, records: attempt.records + 1 };
    }
  }
  const written = writeNewsroom(transaction, { ...record, lastNumber, attempt });
  await transaction.commit();
  return ok(written);
}

function isCurrentAttempt({ restoring, attempt }: NewsroomRecord, id: string): boolean {
  return restoring && attempt?.id === id;
}

/** Returns false for a record that is not valid in its family. */
async function restoreRecord(
  dependencies: RestoreDependencies,
  transaction: Transaction,
  { key, newsroom }: NewsroomRecord,
  { family, id, value }: ExportLine,
): Promise<boolean> {
  if (family === END || family === 'newsroom' || !ID_PATTERNS[family].test(id)) return false;
  if (family === 'media-bytes') return restorePiece(dependencies, transaction, key, id, value);
  if (family === 'media') return restoreMedia(dependencies, transaction, key, id, value);
  const validated =
    family === 'subscriber'
      ? await restoredSubscriber(dependencies.store, key, newsroom, id, value)
      : family === 'release' || family === 'revision'
        ? restoredRelease(newsroom, id, value)
        : restoredRecord(family, value);
  if (validated !== null) transaction.set(`${baseOf(family, key)}:${id}`, validated);
  return validated !== null;
}

/** Only the last commit opens the newsroom. A closed one serves and delivers nothing, and no embargo lifts. */
export async function finishRestore(
  dependencies: RestoreDependencies,
  record: NewsroomRecord,
  id: string,
): Promise<Result<NewsroomRecord>> {
  const { store, directory, now } = dependencies;
  const { attempt, ...rest } = record;
  if (attempt === undefined || !isCurrentAttempt(record, id))
    return fail('wrong-state', { rule: 'restore-overtaken' });
  // The export file is truncated.
  if (!attempt.isWhole) return fail('malformed');
  const claimed = await directory.registry.claimNumber(record.newsroom.number, record.key);
  if (!claimed.ok) return claimed;
  const reserved = await directory.registry.reserve(attempt.slug, record.key);
  if (!reserved.ok) return fail('wrong-state', { rule: 'slug-taken' });
  const { key, newsroom } = record;
  await rebuild(newsroomTarget(store, { key, number: newsroom.number }, dependencies.projections));
  await enqueueReleaseUpdates(store, key);
  const transaction = store.transaction();
  enqueueProfileUpdate(transaction, record.key);
  const opened = nextVersion({ ...rest, restoring: false }, now(), true);
  const written = writeNewsroom(transaction, {
    ...opened,
    newsroom: { ...opened.newsroom, slug: attempt.slug },
  });
  await transaction.commit();
  dependencies.rearm();
  return ok(written);
}

async function enqueueReleaseUpdates(store: Store, key: number): Promise<void> {
  const writer = new BatchWriter(store);
  for await (const releases of releaseBatches(newsroomTarget(store, { key, number: 0 }, []))) {
    const published = releases.filter(({ variants }) =>
      languagesOf(variants).some((language) => variants[language]?.publication != null),
    );
    await writer.add(
      published.map(({ number }) => ({
        key: newsroomKeys.outboxRow(key, `release-${number}`),
        value: { number },
      })),
    );
  }
  await writer.flush();
}

/** The rule that another newsroom's number or slug breaks; null when both are free. */
async function readIdentityConflict(
  directory: DirectoryPort,
  newsroom: Newsroom,
  key: number,
): Promise<string | null> {
  const keyOfNumber = await directory.registry.keyOfNumber(newsroom.number);
  if (keyOfNumber !== null && keyOfNumber !== key) return 'number-taken';
  const keyOfSlug = await directory.registry.keyOfSlug(newsroom.slug);
  return keyOfSlug !== null && keyOfSlug !== key ? 'slug-taken' : null;
}

/** A new newsroom has the first two before a restore; `clearMedia` removes the others. */
const NOT_REMOVED: readonly Family[] = ['newsroom', 'token', 'media', 'media-bytes'];

/** Uses several commits: the newsroom is closed, and the next attempt removes what is left after an interruption. */
async function removeRestoredRecords(dependencies: RestoreDependencies, key: number): Promise<void> {
  const { store } = dependencies;
  await clearMedia(dependencies, key);
  const families = FAMILIES.filter((family) => !NOT_REMOVED.includes(family)).map((family) =>
    baseOf(family, key),
  );
  const writer = new BatchWriter(store);
  for (const base of [...families, mediaKeys.allUses(key), newsroomKeys.outbox(key)]) {
    for await (const rows of keyBatches(store, base)) await writer.add(rows.map((row) => ({ key: row })));
  }
  await writer.flush();
}
