import { isSameJson } from '../base/json.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { LAST_NUMBER, type Release } from '../domain/release.ts';
import { isEntryIdOf } from '../domain/tag-uri.ts';
import { ARCHIVE_SIZE, ARCHIVE_THRESHOLD, newsroomCuts, ownerOf } from '../domain/timeline.ts';
import { membershipsOf } from '../feeds/membership.ts';
import { readPlacement, readTimelineState, timelineKeys } from '../feeds/timeline-keys.ts';
import { MEDIA_LIMITS } from '../media/limits.ts';
import { isStagedMedia, isStillStaged } from '../media/media-transfer.ts';
import { releaseBatches } from '../rebuild/releases.ts';
import { decodeRelease } from '../repository/records.ts';
import { countKeys, getMany, keyBatches } from '../storage/batches.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import { type Attempt, attemptKeys } from './attempt.ts';
import type { Family } from './lines.ts';
import type { RestoreDependencies } from './staging.ts';

export interface StagedCounts {
  readonly releases: number;
  readonly media: number;
  readonly subscribers: number;
  /** Public variants with an entry id of another newsroom, which the feeds across newsrooms leave out. */
  readonly foreignEntries: number;
}

/** Damage to a store can lose earlier revisions, and an export goes on without them. */
const MAX_LOST_REVISIONS = 100;

type RecordFault = 'export-revisions' | 'export-entry-id' | 'export-timeline';

function faulty<T = never>(family: Family, code: RecordFault, id: string | number): Result<T> {
  return fail('malformed', { errors: [{ pointer: `/${family}/${id}`, code }] });
}

/** Checks what no record shows alone: releases against revisions, timelines and one another. Works in batches. */
export async function checkStaged(
  { store, media }: Pick<RestoreDependencies, 'store' | 'media'>,
  key: number,
  attempt: Attempt,
): Promise<Result<StagedCounts>> {
  const timelines = new StagedTimelines(store, key);
  const entryIds = new Set<string>();
  const counts = { releases: 0, foreignEntries: 0 };
  for await (const releases of stagedReleases(store, key)) {
    for (const release of releases) {
      counts.releases += 1;
      const { number } = release;
      if (!(await hasItsRevisions(store, key, release))) return faulty('release', 'export-revisions', number);
      for (const { publication } of Object.values(release.variants)) {
        if (publication === null) continue;
        if (entryIds.has(publication.id)) return faulty('release', 'export-entry-id', number);
        entryIds.add(publication.id);
        if (!isEntryIdOf(attempt.newsroom, publication.id)) counts.foreignEntries += 1;
      }
    }
    await timelines.add(releases);
  }
  const timeline = await timelines.fault();
  if (timeline !== null) return faulty('shelf', 'export-timeline', timeline);
  const files = await stillStagedFiles({ store, media }, key);
  if (files === null) return fail('unavailable');
  if (files > MEDIA_LIMITS.files) {
    const error = { pointer: '/media', code: 'too-many', params: { max: MEDIA_LIMITS.files } };
    return fail('malformed', { errors: [error] });
  }
  const subscribers = await countKeys(store, attemptKeys.family(key, 'subscriber'));
  return ok({ ...counts, media: files, subscribers });
}

export function stagedReleases(store: Store, key: number): AsyncGenerator<Release[]> {
  return releaseBatches({
    store,
    releasesBase: attemptKeys.family(key, 'release'),
    releaseKey: (number) => attemptKeys.record(key, 'release', paddedNumber(number)),
    numbers: { from: 1, to: LAST_NUMBER },
  });
}

/** Every change of a release is kept as a revision, and the last one is the release itself. */
async function hasItsRevisions(store: Store, key: number, release: Release): Promise<boolean> {
  const { number, revision } = release;
  const base = attemptKeys.record(key, 'revision', paddedNumber(number));
  const [later] = await store.keys(base, { after: `${base}:${paddedNumber(revision)}`, limit: 1 });
  const last = decodeRelease(await store.get(`${base}:${paddedNumber(revision)}`));
  if (later !== undefined || (last !== null && !isSameJson(last, release))) return false;
  return revision - (await countKeys(store, base)) <= MAX_LOST_REVISIONS;
}

async function stillStagedFiles(
  { store, media }: Pick<RestoreDependencies, 'store' | 'media'>,
  key: number,
): Promise<number | null> {
  let files = 0;
  for await (const rows of keyBatches(store, attemptKeys.family(key, 'media'))) {
    for (const staged of await store.getMany(rows)) {
      if (!isStagedMedia(staged) || !(await isStillStaged({ store, media }, key, staged))) return null;
      files += 1;
    }
  }
  return files;
}

/** A staged placement of an entry: that it is in an archive document, which cannot be computed from the release. */
export interface StagedPlacement {
  /** The key that the placement has in the newsroom. */
  readonly row: string;
  /** Its id in the export. */
  readonly id: string;
  /** The id of the timeline's record in the export. */
  readonly timeline: string;
  /** Null for an entry in the open part. */
  readonly archive: number | null;
}

/** Placements of entries that the releases do not have are left out. */
export async function stagedPlacements(
  store: Store,
  key: number,
  releases: readonly Release[],
): Promise<StagedPlacement[]> {
  const owner = ownerOf(key);
  const places = releases.flatMap((release) =>
    membershipsOf(owner, release, newsroomCuts).map(({ timeline }) => ({
      row: timelineKeys.placed(timeline, release.number),
      id: timelineKeys.placed(timeline, release.number).slice(`placed:${owner}:`.length),
      timeline: timelineKeys.state(timeline).slice(`shelf:${owner}:`.length),
    })),
  );
  const stored = await getMany(
    store,
    places.map(({ id }) => attemptKeys.record(key, 'placed', id)),
  );
  return places.map((place, at) => ({ ...place, archive: readPlacement(stored[at]) }));
}

class StagedTimelines {
  readonly #store: Store;
  readonly #key: number;
  /** Entries by timeline and archive document; null is the open part. */
  readonly #entries = new Map<string, Map<number | null, number>>();
  #revisions = 0;

  constructor(store: Store, key: number) {
    this.#store = store;
    this.#key = key;
  }

  async add(releases: readonly Release[]): Promise<void> {
    for (const { revision } of releases) this.#revisions += revision;
    for (const { timeline, archive } of await stagedPlacements(this.#store, this.#key, releases)) {
      const entries = this.#entries.get(timeline) ?? new Map<number | null, number>();
      this.#entries.set(timeline, entries.set(archive, (entries.get(archive) ?? 0) + 1));
    }
  }

  /** The first timeline whose documents the service cannot have written; null when there is none. */
  async fault(): Promise<string | null> {
    const base = attemptKeys.family(this.#key, 'shelf');
    for await (const rows of keyBatches(this.#store, base)) {
      const states = await this.#store.getMany(rows);
      for (const [at, row] of rows.entries()) {
        const timeline = row.slice(base.length + 1);
        if (!this.#isPossible(timeline, readTimelineState(states[at]).archives)) return timeline;
        this.#entries.delete(timeline);
      }
    }
    for (const timeline of this.#entries.keys()) if (!this.#isPossible(timeline, 0)) return timeline;
    return null;
  }

  /** A document is closed when fifty entries have come, and a release brings at most one with each of its revisions. */
  #isPossible(timeline: string, archives: number): boolean {
    if (archives * ARCHIVE_SIZE > this.#revisions) return false;
    return [...(this.#entries.get(timeline) ?? [])].every(([archive, count]) =>
      archive === null ? count < ARCHIVE_THRESHOLD : archive <= archives && count <= ARCHIVE_SIZE,
    );
  }
}
