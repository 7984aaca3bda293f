import { type Instant, toSecond } from '../base/time/instant.ts';
import type { NewsroomRecord } from './records.ts';

interface Change {
  readonly changedAt: Instant;
  readonly crowded: boolean;
}

/** The record one version on, changed at `now`: see `NewsroomRecord.changedAt`. */
export function nextVersion(record: NewsroomRecord, now: Instant, wasRead: boolean): NewsroomRecord {
  return { ...record, version: record.version + 1, ...nextChange(record, now, wasRead) };
}

/** A version that shows less, or no more, and must not tell by its date that anything happened. */
export function quietVersion(record: NewsroomRecord): NewsroomRecord {
  return { ...record, version: record.version + 1, crowded: true };
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
