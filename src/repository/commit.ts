import type { Instant } from '../base/time/instant.ts';
import type { Release } from '../domain/release.ts';
import { hasPublicVariant } from '../domain/visibility.ts';
import type { Transaction } from '../storage/store.ts';
import type { RepositoryDependencies } from './dependencies.ts';
import { enqueueLibraryUpdate } from './directory-updates.ts';
import { newsroomKeys } from './keys.ts';
import { applyProjection, type Projection } from './projection.ts';
import { encode, encodeRelease, type NewsroomRecord } from './records.ts';
import { nextVersion, quietVersion } from './version.ts';

/** One release as it was, null when it is new, and as it becomes. */
export interface ReleaseStep {
  readonly before: Release | null;
  readonly after: Release;
}

/** A step that the public sees, before or after. */
export interface PublicStep extends ReleaseStep {
  readonly at: Instant;
  /** Nobody is mailed or called. */
  readonly isQuiet: boolean;
}

/** What must be written with a step that the public sees. */
export type StepListener = (transaction: Transaction, key: number, step: PublicStep) => Promise<void>;

/** What subjects have a commit write beside the releases. */
export interface CommitParts {
  readonly projections: readonly Projection[];
  /** In this order. */
  readonly listeners: readonly StepListener[];
}

export interface CommitOptions {
  /** The version before this change may have been served. */
  readonly wasRead: boolean;
  /** An archive that is brought in, or put in order: nobody is mailed or called for it. */
  readonly isQuiet?: boolean;
  /** What else belongs to the change. */
  readonly extra?: (transaction: Transaction) => void;
}

/** Writes the newsroom's record; the commit fails when another writer has written it since. */
export function writeNewsroom(transaction: Transaction, record: NewsroomRecord): NewsroomRecord {
  const written = { ...record, writes: record.writes + 1 };
  transaction.set(newsroomKeys.newsroom(record.key), encode(written), {
    expect: record.writes,
    revision: written.writes,
  });
  return written;
}

/**
 * One change, usually of one release, as one commit: each release and its revision, the rows that show it, what becomes
 * due, and what must leave. Runs under the newsroom's lock. Returns the newsroom's record as it is then.
 * @throws Conflict when another process has written; nothing is changed then.
 */
export async function commitReleases(
  { store, now, rearm }: Pick<RepositoryDependencies, 'store' | 'now' | 'rearm'>,
  parts: CommitParts,
  record: NewsroomRecord,
  steps: readonly ReleaseStep[],
  { wasRead, isQuiet = false, extra }: CommitOptions,
): Promise<NewsroomRecord> {
  const transaction = store.transaction();
  for (const step of steps) writeRelease(transaction, record.key, step);
  const tags = await project(transaction, parts.projections, record, steps);
  extra?.(transaction);
  const visible = steps.filter(({ before, after }) => hasPublicVariant(before) || hasPublicVariant(after));
  for (const step of visible) {
    const at = now();
    for (const listener of parts.listeners) await listener(transaction, record.key, { ...step, at, isQuiet });
  }
  if (tags.length > 0) enqueueLibraryUpdate(transaction, record, 'library', tags);
  const next = recordAfter(record, steps, {
    isVisible: visible.length > 0,
    isQuietlySeen: tags.length > 0,
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

/** Writes the rows that show the releases. Returns the tags of documents that change although no release in them does. */
async function project(
  transaction: Transaction,
  projections: readonly Projection[],
  { key, newsroom }: NewsroomRecord,
  steps: readonly ReleaseStep[],
): Promise<readonly string[]> {
  const projected = { key, number: newsroom.number };
  const tags = new Set<string>();
  for (const { before, after } of steps) {
    for (const projection of projections) {
      const isChanged = await applyProjection(transaction, projection, projected, before, after);
      if (isChanged) for (const tag of projection.tags?.(projected) ?? []) tags.add(tag);
    }
  }
  return [...tags];
}

interface Seen {
  readonly isVisible: boolean;
  readonly isQuietlySeen: boolean;
  readonly now: Instant;
  readonly wasRead: boolean;
}

/** Null when the record stays as it is. */
function recordAfter(
  record: NewsroomRecord,
  steps: readonly ReleaseStep[],
  { isVisible, isQuietlySeen, now, wasRead }: Seen,
): NewsroomRecord | null {
  const isNew = steps.some(({ before }) => before === null);
  if (!isVisible && !isQuietlySeen && !isNew) return null;
  const lastNumber = Math.max(record.lastNumber, ...steps.map(({ after }) => after.number));
  if (isVisible) return { ...nextVersion(record, now, wasRead), lastNumber };
  return { ...(isQuietlySeen ? quietVersion(record) : record), lastNumber };
}
