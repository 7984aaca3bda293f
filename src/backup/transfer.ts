import { isObject } from '../base/json.ts';
import { languagesOf } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { ownerOf } from '../domain/timeline.ts';
import { clearMedia, exportMedia, restoreMedia, restorePiece } from '../media/media-transfer.ts';
import { refer } from '../media/media-use.ts';
import type { NewsroomDependencies } from '../newsroom/dependencies.ts';
import { enqueueDirectoryUpdate, nextVersion, writeNewsroom } from '../repository/commit.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { NewsroomRecord } from '../repository/records.ts';
import { Batch } from '../storage/batch.ts';
import { Commits, keyPortions } from '../storage/portions.ts';
import type { Store, Stored } from '../storage/store.ts';
import { restoredSubscriber } from '../subscribers/restored-subscriber.ts';
import type { RestorePart } from './backup-port.ts';
import { rebuildTimelines } from './rebuild/rebuild.ts';
import { releasePortions } from './rebuild/releases.ts';
import { restoredNewsroom, restoredRecord, restoredRelease } from './restored-records.ts';

/**
 * A newsroom as NDJSON: one record a line, `{ "record": family, "id": key below the newsroom, "value": … }`. What can be
 * worked out again (timelines, lists) is left out; where closed entries were placed cannot, and is in.
 */
const FAMILIES = [
  'newsroom',
  'token',
  'release',
  'revision',
  'shelf',
  'placed',
  'origin',
  'alias',
  'subscriber',
  'mailed',
  'media-bytes',
  'media',
] as const;
type Family = (typeof FAMILIES)[number];
/** Of the last line. */
const END = 'end';
const NAMES = [...FAMILIES, END] as const;
/** The ids of each family, as the keys below the newsroom are written. */
const ID: { readonly [F in Family]: RegExp } = {
  newsroom: /^$/,
  token: /^[0-9a-f]{16}$/,
  release: /^000[0-9]{6}$/,
  revision: /^000[0-9]{6}:[0-9]{9}$/,
  shelf: /^[a-z0-9_-]+(?::[a-z0-9_-]+){0,3}$/,
  placed: /^[a-z0-9_-]+(?::[a-z0-9_-]+){0,3}$/,
  origin: /^[0-9a-f]{64}$/,
  alias: /^[0-9a-f]{64}$/,
  subscriber: /^(?:fi|sv|en):[0-9a-f]{32}$/,
  mailed: /^[0-9a-f]{32}:000[0-9]{6}$/,
  'media-bytes': /^[0-9a-f]{32}:[0-9]{4}$/,
  media: /^[0-9a-f]{32}$/,
};
const PORTION = 100;

function baseOf(family: Family, key: number): string {
  if (family === 'newsroom') return 'newsroom';
  return family === 'shelf' || family === 'placed'
    ? `${family}:${ownerOf(key)}`
    : newsroomKeys.releases(key).replace('release', family);
}

/** One portion of the export, and where the next begins; null at the end. */
interface Portion {
  readonly lines: readonly string[];
  readonly next: string | null;
}

/**
 * One portion of the export; the cursor is how many lines there were, the family and the last key. The last line says how
 * many came before it: a file that was cut off between two lines is known by that.
 */
export async function exportPart(
  dependencies: Pick<NewsroomDependencies, 'store' | 'media'>,
  key: number,
  cursor: string | null,
): Promise<{ text: string; next: string | null }> {
  const [count = '0', ...place] = (cursor ?? '0|newsroom').split('|');
  const { lines, next } = await portion(dependencies, key, place);
  const records = Number(count) + lines.length;
  const end = JSON.stringify({ record: END, id: '', value: { records } });
  return {
    text: [...lines, ...(next === null ? [end] : [])].map((line) => `${line}\n`).join(''),
    next: next === null ? null : `${records}|${next}`,
  };
}

async function portion(
  { store, media }: Pick<NewsroomDependencies, 'store' | 'media'>,
  key: number,
  [given, after]: readonly string[],
): Promise<Portion> {
  const family = FAMILIES.find((name) => name === given) ?? 'newsroom';
  if (family === 'media-bytes' || family === 'media') {
    // A file's record follows its bytes, in one pass over both families.
    const { lines, next } = await exportMedia({ store, media }, key, after ?? null);
    return { lines, next: next === null ? null : `media|${next}` };
  }
  const base = baseOf(family, key);
  const keys =
    family === 'newsroom'
      ? [newsroomKeys.newsroom(key)]
      : await store.keys(base, { limit: PORTION, ...(after !== undefined && { after }) });
  const records = await store.getMany(keys);
  const lines = keys.flatMap((row, at) => {
    const id = family === 'newsroom' ? '' : row.slice(base.length + 1);
    const value = records[at] ?? null;
    // One that cannot be read could not be restored either.
    return value === null ? [] : [JSON.stringify({ record: family, id, value })];
  });
  const isWhole = family === 'newsroom' || keys.length < PORTION;
  const following = FAMILIES[FAMILIES.indexOf(family) + 1];
  const next = isWhole ? (following ?? null) : `${family}|${keys.at(-1)}`;
  return { lines, next };
}

async function isEmpty(store: Store, { key, lastNumber }: NewsroomRecord): Promise<boolean> {
  const files = await store.keys(newsroomKeys.mediaItems(key), { limit: 1 });
  return lastNumber === 0 && files.length === 0;
}

/**
 * Begins a restore with the export's first line. Where one has begun before, it is overtaken, and what it has left goes,
 * before anything of this one comes: both are written here. Otherwise the record is yet to be written.
 */
export async function beginRestore(
  dependencies: NewsroomDependencies,
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
  const batch = new Batch();
  const written = writeNewsroom(batch, next);
  await batch.commit(store);
  await clear(dependencies, record.key);
  return ok(written);
}

/** Writes lines of the restore that has begun. The newsroom is closed to the public until `restoreDone`. */
export async function restorePart(
  dependencies: NewsroomDependencies,
  record: NewsroomRecord,
  id: string,
  lines: readonly string[],
): Promise<Result<NewsroomRecord>> {
  let { attempt, lastNumber } = record;
  if (attempt === undefined || !isOngoing(record, id))
    return fail('wrong-state', { rule: 'restore-overtaken' });
  const batch = new Batch();
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed === null || attempt.isWhole) return fail('malformed');
    if (parsed.family === END) {
      if (parsed.value.records !== attempt.records) return fail('malformed');
      attempt = { ...attempt, isWhole: true };
    } else {
      if (!(await takes(dependencies, batch, record, parsed))) return fail('malformed');
      if (parsed.family === 'release') lastNumber = Math.max(lastNumber, Number(parsed.id));
      attempt = { ...attempt, records: attempt.records + 1 };
    }
  }
  const written = writeNewsroom(batch, { ...record, lastNumber, attempt });
  await batch.commit(dependencies.store);
  return ok(written);
}

function isOngoing({ restoring, attempt }: NewsroomRecord, id: string): boolean {
  return restoring && attempt?.id === id;
}

/** Puts one record into the batch. False when it is none of the kind. */
async function takes(
  dependencies: NewsroomDependencies,
  batch: Batch,
  { key, newsroom }: NewsroomRecord,
  { family, id, value }: Line,
): Promise<boolean> {
  if (family === END || family === 'newsroom' || !ID[family].test(id)) return false;
  if (family === 'media-bytes') return restorePiece(dependencies, batch, key, id, value);
  if (family === 'media') return restoreMedia(dependencies, batch, key, id, value);
  const checked =
    family === 'subscriber'
      ? await restoredSubscriber(dependencies.store, key, newsroom, id, value)
      : family === 'release' || family === 'revision'
        ? restoredRelease(newsroom, id, value)
        : restoredRecord(family, value);
  if (checked !== null) batch.set(`${baseOf(family, key)}:${id}`, checked);
  return checked !== null;
}

/**
 * Takes over the export's number and slug, builds lists and timelines in portions, and opens the newsroom with the last
 * commit. What breaks off before that leaves it closed: nothing of it is read, nothing leaves it and no embargo lifts.
 * All of it is one call, at a memory that does not grow with the newsroom.
 */
export async function restoreDone(
  dependencies: NewsroomDependencies,
  record: NewsroomRecord,
  id: string,
): Promise<Result<NewsroomRecord>> {
  const { store, directory, now } = dependencies;
  const { attempt, ...rest } = record;
  if (attempt === undefined || !isOngoing(record, id))
    return fail('wrong-state', { rule: 'restore-overtaken' });
  // Cut off between two lines.
  if (!attempt.isWhole) return fail('malformed');
  const numbered = await directory.claimNumber(record.newsroom.number, record.key);
  if (!numbered.ok) return numbered;
  const named = await directory.reserve(attempt.slug, record.key);
  if (!named.ok) return fail('wrong-state', { rule: 'slug-taken' });
  await rebuildTimelines(store, record.key, ownerOf(record.key));
  await enqueueReleaseUpdates(store, record);
  const batch = new Batch();
  enqueueDirectoryUpdate(batch, record.key);
  const open = nextVersion({ ...rest, restoring: false }, now(), true);
  const written = writeNewsroom(batch, { ...open, newsroom: { ...open.newsroom, slug: attempt.slug } });
  await batch.commit(store);
  dependencies.rearm();
  return ok(written);
}

/** Which files each release uses, and what the directory is to be told: due once the newsroom opens. */
async function enqueueReleaseUpdates(store: Store, { key, newsroom }: NewsroomRecord): Promise<void> {
  const commits = new Commits(store);
  for await (const releases of releasePortions(store, key)) {
    const batch = new Batch();
    for (const release of releases) {
      refer(batch, key, newsroom.number, null, release);
      if (languagesOf(release.variants).some((language) => release.variants[language]?.publication != null)) {
        batch.set(newsroomKeys.outboxRow(key, `release-${release.number}`), { number: release.number });
      }
    }
    await commits.add(batch.writes());
  }
  await commits.flush();
}

/** Which of the export's identities another newsroom has here; null when they are free. */
async function takenRule(directory: DirectoryPort, newsroom: Newsroom, key: number): Promise<string | null> {
  const numbered = await directory.keyOfNumber(newsroom.number);
  if (numbered !== null && numbered !== key) return 'number-taken';
  const named = await directory.keyOfSlug(newsroom.slug);
  return named !== null && named !== key ? 'slug-taken' : null;
}

/** What a newsroom has before a restore, and what is cleared by itself. */
const KEPT: readonly Family[] = ['newsroom', 'token', 'media', 'media-bytes'];

/** In commits of their own: the newsroom is closed as it is, and what is left is cleared by the next attempt. */
async function clear(dependencies: NewsroomDependencies, key: number): Promise<void> {
  const { store } = dependencies;
  await clearMedia(dependencies, key);
  const families = FAMILIES.filter((family) => !KEPT.includes(family)).map((family) => baseOf(family, key));
  const commits = new Commits(store);
  for (const base of [...families, newsroomKeys.allMediaUses(key), newsroomKeys.outbox(key)]) {
    for await (const rows of keyPortions(store, base)) await commits.add(rows.map((row) => ({ key: row })));
  }
  await commits.flush();
}

interface Line {
  readonly family: Family | typeof END;
  readonly id: string;
  readonly value: Stored;
}

function parseLine(line: string): Line | null {
  try {
    const parsed: unknown = JSON.parse(line);
    if (!isObject(parsed) || !isObject(parsed.value) || typeof parsed.id !== 'string') return null;
    const family = NAMES.find((name) => name === parsed.record);
    return family === undefined ? null : { family, id: parsed.id, value: parsed.value };
  } catch {
    return null;
  }
}
