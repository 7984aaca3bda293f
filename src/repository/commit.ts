import { languagesOf } from '../base/locale/language.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import { changedTags, fewestTags, tag } from '../documents/cache-tags.ts';
import type { Release } from '../domain/release.ts';
import { newsroomCuts, ownerOf } from '../domain/timeline.ts';
import { hasPublicVariant } from '../domain/visibility.ts';
import { applyPlacements, placementsOf } from '../feeds/placement.ts';
import { refer } from '../media/media-use.ts';
import type { NewsroomDependencies } from '../newsroom/dependencies.ts';
import { enqueueDeliveries } from '../newsroom/enqueue-deliveries.ts';
import { show } from '../pages/date-index.ts';
import { findable } from '../search/search-rows.ts';
import { Batch } from '../storage/batch.ts';
import type { Store, Stored } from '../storage/store.ts';
import { newsroomKeys, position } from './keys.ts';
import { encode, encodeRelease, type NewsroomRecord } from './records.ts';

/** The record one version on, changed at `now`: see `NewsroomRecord.changedAt`. */
export function nextVersion(record: NewsroomRecord, now: Instant, wasRead: boolean): NewsroomRecord {
  return {
    ...record,
    version: record.version + 1,
    ...nextChange(record, now, wasRead),
  };
}

/** A version that shows less, or no more, and must not tell by its date that anything happened. */
function quietVersion(record: NewsroomRecord): NewsroomRecord {
  return { ...record, version: record.version + 1, crowded: true };
}

interface Change {
  readonly changedAt: Instant;
  readonly crowded: boolean;
}

/**
 * When the next version changed, never before the one before, however the clock steps. It is crowded when somebody may
 * have read an earlier version under the same date: `wasRead` says so of the one before.
 */
export function nextChange(before: Change, now: Instant, wasRead: boolean): Change {
  const changedAt = Math.max(toSecond(now), before.changedAt);
  return { changedAt, crowded: changedAt === before.changedAt && (before.crowded || wasRead) };
}

/** Whether a document of `version` may have been served: `latest` is the latest that was, undefined when not known. */
export function mayBeRead(version: number, latest: number | undefined): boolean {
  return latest === undefined || latest >= version;
}

/** Writes the newsroom's record into the batch; the commit fails when another writer has written it since. */
export function writeNewsroom(batch: Batch, record: NewsroomRecord): NewsroomRecord {
  const written = { ...record, writes: record.writes + 1 };
  batch.set(newsroomKeys.newsroom(record.key), encode(written), {
    expect: record.writes,
    revision: written.writes,
  });
  return written;
}

export interface CommitOptions {
  /** The version before this change may have been served. */
  readonly wasRead: boolean;
  /** An archive that is brought in, or put in order: nobody is mailed or called for it. */
  readonly isQuiet?: boolean;
  /** What else belongs to the change. */
  readonly extra?: (batch: Batch) => void;
}

/** One release as it was, null when it is new, and as it becomes. */
export interface ReleaseStep {
  readonly before: Release | null;
  readonly after: Release;
}

/**
 * One change, usually of one release, as one commit: each release and its revision, its place in the lists and
 * timelines, what becomes due, and what must leave. Runs under the newsroom's lock. Returns the newsroom's record as it
 * is then.
 * @throws Conflict when another process has written; nothing is changed then.
 */
export async function commitReleases(
  dependencies: NewsroomDependencies,
  record: NewsroomRecord,
  steps: readonly ReleaseStep[],
  { wasRead, isQuiet = false, extra }: CommitOptions,
): Promise<NewsroomRecord> {
  const { store, now } = dependencies;
  const { key } = record;
  const batch = new Batch();
  let isLibraryChanged = false;
  for (const { before, after } of steps) {
    batch.set(newsroomKeys.release(key, after.number), encodeRelease(after), {
      expect: before?.revision ?? 0,
      revision: after.revision,
    });
    batch.set(newsroomKeys.revision(key, after.number, after.revision), encodeRelease(after));
    index(batch, key, before, after);
    embargo(batch, key, before, after);
    findable(batch, key, before, after);
    if (refer(batch, key, record.newsroom.number, before, after)) isLibraryChanged = true;
  }
  extra?.(batch);

  let written = record;
  const shown = steps.filter(({ before, after }) => hasPublicVariant(before) || hasPublicVariant(after));
  if (shown.length > 0) {
    const all = shown.flatMap(({ before, after }) =>
      placementsOf(ownerOf(key), after.number, before, after, newsroomCuts),
    );
    await applyPlacements(store, batch, all);
    await show(store, batch, ownerOf(key), shown);
    for (const { before, after } of shown) {
      await enqueueReleaseUpdate(store, batch, record, { before, after }, isQuiet);
      await enqueueDeliveries(batch, store, key, { before, after, at: now(), isQuiet });
    }
  }
  if (isLibraryChanged) enqueueLibraryUpdate(batch, record, 'library', [tag.library(ownerOf(key))]);
  const isNew = steps.some(({ before }) => before === null);
  if (shown.length > 0 || isLibraryChanged || isNew) {
    const versioned =
      shown.length > 0
        ? nextVersion(record, now(), wasRead)
        : isLibraryChanged
          ? quietVersion(record)
          : record;
    const lastNumber = Math.max(record.lastNumber, ...steps.map(({ after }) => after.number));
    written = writeNewsroom(batch, { ...versioned, lastNumber });
  }
  await batch.commit(store);
  dependencies.rearm();
  return written;
}

/** What the newsroom is, and what pages show of it, has changed. */
export function enqueueDirectoryUpdate(batch: Batch, key: number): void {
  enqueueUpdate(batch, key, 'profile', { profile: true });
}

/** What pages show of the library has changed since `record`, and nothing else: the documents with `tags`. */
export function enqueueLibraryUpdate(
  batch: Batch,
  { key, version }: NewsroomRecord,
  topic: string,
  tags: readonly string[],
): void {
  // By its version a row is known from one that takes its place while it is told of.
  enqueueUpdate(batch, key, topic, { tags, version });
}

/** A release that the public sees, or saw, with the documents that its changes since it was last told of are seen in. */
async function enqueueReleaseUpdate(
  store: Store,
  batch: Batch,
  { key }: NewsroomRecord,
  { before, after }: ReleaseStep,
  isQuiet: boolean,
): Promise<void> {
  const owner = ownerOf(key);
  const topic = isQuiet ? `quiet-${after.number}` : `release-${after.number}`;
  const waiting = await store.get(newsroomKeys.outboxRow(key, topic));
  const untold = waiting === null ? [] : (tagsIn(waiting) ?? [owner]);
  const tags = fewestTags([...untold, ...changedTags(owner, before, after)]);
  enqueueUpdate(batch, key, topic, { number: after.number, isQuiet, tags });
}

/** The tags that a row of the outbox names; null for one that names none, which is of everything. */
export function tagsIn({ tags }: Stored): readonly string[] | null {
  return Array.isArray(tags) ? tags.filter((name) => typeof name === 'string') : null;
}

function enqueueUpdate(batch: Batch, key: number, topic: string, told: Stored): void {
  batch.set(newsroomKeys.outboxRow(key, topic), told);
  batch.set(newsroomKeys.dueRow(0, key, 'outbox'), { key, task: 'outbox' });
}

/** Rows of the API's lists: by state, in all languages and in each. */
export function index(batch: Batch, key: number, before: Release | null, after: Release | null): void {
  for (const [release, isKept] of [
    [before, false],
    [after, true],
  ] as const) {
    if (release === null) continue;
    for (const language of ['any', ...languagesOf(release.variants)] as const) {
      const row = newsroomKeys.indexRow(key, release, language);
      if (isKept) batch.set(row, { n: release.number, at: position(release) });
      else batch.remove(row);
    }
  }
}

/** The alarm of a scheduled release. */
export function embargo(batch: Batch, key: number, before: Release | null, after: Release): void {
  const row = (release: Release) =>
    release.state === 'scheduled' && release.publishAt !== null
      ? newsroomKeys.dueRow(release.publishAt, key, newsroomKeys.lift(release.number))
      : null;
  const was = before === null ? null : row(before);
  const is = row(after);
  if (was !== null) batch.remove(was);
  if (is !== null) batch.set(is, { key, task: 'lift', number: after.number });
}
