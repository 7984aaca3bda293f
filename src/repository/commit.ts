import type { Instant } from '../base/time/instant.ts';
import type { Release } from '../domain/release.ts';
import { hasPublicVariant } from '../domain/visibility.ts';
import type { Transaction } from '../storage/store.ts';
import type { RepositoryDependencies } from './dependencies.ts';
import { enqueueLibraryUpdate } from './directory-updates.ts';
import { newsroomKeys } from './keys.ts';
import { applyProjection, type ProjectedNewsroom, type Projection } from './projection.ts';
import { encode, encodeRelease, type NewsroomRecord } from './records.ts';
import { nextVersion, nextVersionOfSameDate } from './version.ts';

export interface ReleaseStep {
  readonly before: Release | null;
  readonly after: Release;
}

/** A step of a release that has a public variant before or after it. */
export interface PublicStep extends ReleaseStep {
  readonly at: Instant;
  /** No mail is sent and no WebSub subscriber is called. */
  readonly isQuiet: boolean;
}

export type StepListener = (transaction: Transaction, key: number, step: PublicStep) => Promise<void>;

/**
 * Hears also the steps that nobody may see, before the rows of the step are written. Returns the cache tags of documents that
 * change although no public release does.
 */
export type AnyStepListener = (
  transaction: Transaction,
  newsroom: ProjectedNewsroom,
  step: ReleaseStep,
) => Promise<readonly string[]>;

export interface CommitParts {
  readonly anyStepListeners: readonly AnyStepListener[];
  readonly projections: readonly Projection[];
  readonly listeners: readonly StepListener[];
}

export interface CommitOptions {
  /** True when a document of the version before this change may have been served. */
  readonly wasRead: boolean;
  readonly isQuiet?: boolean;
  readonly addWrites?: (transaction: Transaction) => void;
}

/** The commit fails with a `Conflict` when another writer has changed the record since it was read. */
export function writeNewsroom(transaction: Transaction, record: NewsroomRecord): NewsroomRecord {
  const written = { ...record, writes: record.writes + 1 };
  transaction.set(newsroomKeys.newsroom(record.key), encode(written), {
    expect: record.writes,
    revision: written.writes,
  });
  return written;
}

/**
 * The caller holds the newsroom's lock.
 * @throws Conflict when another process has written; then nothing is changed.
 */
export async function commitReleases(
  { store, now, rearm }: Pick<RepositoryDependencies, 'store' | 'now' | 'rearm'>,
  parts: CommitParts,
  record: NewsroomRecord,
  steps: readonly ReleaseStep[],
  { wasRead, isQuiet = false, addWrites }: CommitOptions,
): Promise<NewsroomRecord> {
  const transaction = store.transaction();
  for (const step of steps) writeRelease(transaction, record.key, step);
  const tags = await applyParts(transaction, parts, record, steps, () => store.pause());
  addWrites?.(transaction);
  const publicSteps = steps.filter(
    ({ before, after }) => hasPublicVariant(before) || hasPublicVariant(after),
  );
  for (const step of publicSteps) {
    const at = now();
    for (const listener of parts.listeners) await listener(transaction, record.key, { ...step, at, isQuiet });
  }
  if (tags.length > 0) await enqueueLibraryUpdate(transaction, record, 'library', tags);
  const next = recordAfter(record, steps, {
    isPublic: publicSteps.length > 0,
    hasChangedTags: tags.length > 0,
    now: now(),
    wasRead,
  });
  const written = next === null ? record : writeNewsroom(transaction, next);
  await transaction.commit();
  rearm();
  return written;
}

function writeRelease(transaction: Transaction, key: number, { before, after }: ReleaseStep): void {
  transaction.set(newsroomKeys.release(key, after.number), encodeRelease(after), {
    expect: before?.revision ?? 0,
    revision: after.revision,
  });
  transaction.set(newsroomKeys.revision(key, after.number, after.revision), encodeRelease(after));
}

/** Returns the cache tags of documents that change although no public release does. */
async function applyParts(
  transaction: Transaction,
  { anyStepListeners, projections }: CommitParts,
  { key, newsroom }: NewsroomRecord,
  steps: readonly ReleaseStep[],
  pause: () => Promise<void>,
): Promise<readonly string[]> {
  const projectedNewsroom = { key, number: newsroom.number };
  const tags = new Set<string>();
  for (const step of steps) {
    for (const listener of anyStepListeners)
      for (const tag of await listener(transaction, projectedNewsroom, step)) tags.add(tag);
    for (const projection of projections)
      await applyProjection(transaction, projection, projectedNewsroom, step.before, step.after, pause);
  }
  return [...tags];
}

interface Effect {
  readonly isPublic: boolean;
  readonly hasChangedTags: boolean;
  readonly now: Instant;
  readonly wasRead: boolean;
}

function recordAfter(
  record: NewsroomRecord,
  steps: readonly ReleaseStep[],
  { isPublic, hasChangedTags, now, wasRead }: Effect,
): NewsroomRecord | null {
  const isNew = steps.some(({ before }) => before === null);
  if (!isPublic && !hasChangedTags && !isNew) return null;
  const lastNumber = Math.max(record.lastNumber, ...steps.map(({ after }) => after.number));
  if (isPublic) return { ...nextVersion(record, now, wasRead), lastNumber };
  return { ...(hasChangedTags ? nextVersionOfSameDate(record) : record), lastNumber };
}
