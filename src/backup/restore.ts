import { languagesOf } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { mediaKeys } from '../media/keys.ts';
import { clearMedia, restoreMedia, restorePiece } from '../media/media-transfer.ts';
import { rebuild } from '../rebuild/rebuild.ts';
import { releasePortions } from '../rebuild/releases.ts';
import { newsroomTarget } from '../rebuild/targets.ts';
import { writeNewsroom } from '../repository/commit.ts';
import { enqueueDirectoryUpdate } from '../repository/directory-updates.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { Projection } from '../repository/projection.ts';
import type { NewsroomRecord } from '../repository/records.ts';
import { nextVersion } from '../repository/version.ts';
import type { MediaStore } from '../storage/media-store.ts';
import { Commits, keyPortions } from '../storage/portions.ts';
import type { Store, Transaction } from '../storage/store.ts';
import { restoredSubscriber } from '../subscribers/restored-subscriber.ts';
import type { RestorePart } from './backup-port.ts';
import { baseOf, END, FAMILIES, type Family, ID, type Line, parseLine } from './lines.ts';
import { restoredNewsroom, restoredRecord, restoredRelease } from './restored-records.ts';

export interface RestoreDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly now: () => Instant;
  readonly directory: DirectoryPort;
  /** Of the newsroom's releases, which an export leaves out. */
  readonly projections: readonly Projection[];
  readonly rearm: () => void;
}

async function isEmpty(store: Store, { key, lastNumber }: NewsroomRecord): Promise<boolean> {
  const files = await store.keys(mediaKeys.items(key), { limit: 1 });
  return lastNumber === 0 && files.length === 0;
}

/**
 * Begins a restore with the export's first line. Where one has begun before, it is overtaken, and what it has left goes,
 * before anything of this one comes: both are written here. Otherwise the record is yet to be written.
 */
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
  const rule = await takenRule(directory, newsroom, record.key);
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
  await clear(dependencies, record.key);
  return ok(written);
}

/** Writes lines of the restore that has begun. The newsroom is closed to the public until `finishRestore`. */
export async function restorePart(
  dependencies: RestoreDependencies,
  record: NewsroomRecord,
  id: string,
  lines: readonly string[],
): Promise<Result<NewsroomRecord>> {
  let { attempt, lastNumber } = record;
  if (attempt === undefined || !isOngoing(record, id))
    return fail('wrong-state', { rule: 'restore-overtaken' });
  const transaction = dependencies.store.transaction();
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed === null || attempt.isWhole) return fail('malformed');
    if (parsed.family === END) {
      if (parsed.value.records !== attempt.records) return fail('malformed');
      attempt = { ...attempt, isWhole: true };
    } else {
      if (!(await takes(dependencies, transaction, record, parsed))) return fail('malformed');
      if (parsed.family === 'release') lastNumber = Math.max(lastNumber, Number(parsed.id));
      attempt = { ...attempt, records: attempt.records + 1 };
    }
  }
  const written = writeNewsroom(transaction, { ...record, lastNumber, attempt });
  await transaction.commit();
  return ok(written);
}

function isOngoing({ restoring, attempt }: NewsroomRecord, id: string): boolean {
  return restoring && attempt?.id === id;
}

/** Puts one record into the transaction. False when it is none of the kind. */
async function takes(
  dependencies: RestoreDependencies,
  transaction: Transaction,
  { key, newsroom }: NewsroomRecord,
  { family, id, value }: Line,
): Promise<boolean> {
  if (family === END || family === 'newsroom' || !ID[family].test(id)) return false;
  if (family === 'media-bytes') return restorePiece(dependencies, transaction, key, id, value);
  if (family === 'media') return restoreMedia(dependencies, transaction, key, id, value);
  const checked =
    family === 'subscriber'
      ? await restoredSubscriber(dependencies.store, key, newsroom, id, value)
      : family === 'release' || family === 'revision'
        ? restoredRelease(newsroom, id, value)
        : restoredRecord(family, value);
  if (checked !== null) transaction.set(`${baseOf(family, key)}:${id}`, checked);
  return checked !== null;
}

/**
 * Takes over the export's number and slug, builds lists and timelines in portions, and opens the newsroom with the last
 * commit. What breaks off before that leaves it closed: nothing of it is read, nothing leaves it and no embargo lifts.
 * All of it is one call, at a memory that does not grow with the newsroom.
 */
export async function finishRestore(
  dependencies: RestoreDependencies,
  record: NewsroomRecord,
  id: string,
): Promise<Result<NewsroomRecord>> {
  const { store, directory, now } = dependencies;
  const { attempt, ...rest } = record;
  if (attempt === undefined || !isOngoing(record, id))
    return fail('wrong-state', { rule: 'restore-overtaken' });
  // Cut off between two lines.
  if (!attempt.isWhole) return fail('malformed');
  const numbered = await directory.registry.claimNumber(record.newsroom.number, record.key);
  if (!numbered.ok) return numbered;
  const named = await directory.registry.reserve(attempt.slug, record.key);
  if (!named.ok) return fail('wrong-state', { rule: 'slug-taken' });
  const { key, newsroom } = record;
  await rebuild(newsroomTarget(store, { key, number: newsroom.number }, dependencies.projections));
  await enqueueReleaseUpdates(store, key);
  const transaction = store.transaction();
  enqueueDirectoryUpdate(transaction, record.key);
  const open = nextVersion({ ...rest, restoring: false }, now(), true);
  const written = writeNewsroom(transaction, { ...open, newsroom: { ...open.newsroom, slug: attempt.slug } });
  await transaction.commit();
  dependencies.rearm();
  return ok(written);
}

/** What the directory is to be told: due once the newsroom opens. */
async function enqueueReleaseUpdates(store: Store, key: number): Promise<void> {
  const commits = new Commits(store);
  for await (const releases of releasePortions(newsroomTarget(store, { key, number: 0 }, []))) {
    const published = releases.filter(({ variants }) =>
      languagesOf(variants).some((language) => variants[language]?.publication != null),
    );
    await commits.add(
      published.map(({ number }) => ({
        key: newsroomKeys.outboxRow(key, `release-${number}`),
        value: { number },
      })),
    );
  }
  await commits.flush();
}

/** Which of the export's identities another newsroom has here; null when they are free. */
async function takenRule(directory: DirectoryPort, newsroom: Newsroom, key: number): Promise<string | null> {
  const numbered = await directory.registry.keyOfNumber(newsroom.number);
  if (numbered !== null && numbered !== key) return 'number-taken';
  const named = await directory.registry.keyOfSlug(newsroom.slug);
  return named !== null && named !== key ? 'slug-taken' : null;
}

/** What a newsroom has before a restore, and what is cleared by itself. */
const KEPT: readonly Family[] = ['newsroom', 'token', 'media', 'media-bytes'];

/** In commits of their own: the newsroom is closed as it is, and what is left is cleared by the next attempt. */
async function clear(dependencies: RestoreDependencies, key: number): Promise<void> {
  const { store } = dependencies;
  await clearMedia(dependencies, key);
  const families = FAMILIES.filter((family) => !KEPT.includes(family)).map((family) => baseOf(family, key));
  const commits = new Commits(store);
  for (const base of [...families, mediaKeys.allUses(key), newsroomKeys.outbox(key)]) {
    for await (const rows of keyPortions(store, base)) await commits.add(rows.map((row) => ({ key: row })));
  }
  await commits.flush();
}
