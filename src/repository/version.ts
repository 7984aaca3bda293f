import { type Instant, toSecond } from '../base/time/instant.ts';
import type { NewsroomRecord } from './records.ts';

interface VersionDate {
  readonly changedAt: Instant;
  readonly crowded: boolean;
}

export function nextVersion(record: NewsroomRecord, now: Instant, wasRead: boolean): NewsroomRecord {
  return { ...record, version: record.version + 1, ...nextVersionDate(record, now, wasRead) };
}

/** For a change that the public must not notice by `changedAt`. */
export function nextVersionOfSameDate(record: NewsroomRecord): NewsroomRecord {
  return { ...record, version: record.version + 1, crowded: true };
}

/** `changedAt` never decreases, even when the clock steps back. `wasRead` says whether `before` may have been served. */
export function nextVersionDate(before: VersionDate, now: Instant, wasRead: boolean): VersionDate {
  const changedAt = Math.max(toSecond(now), before.changedAt);
  return { changedAt, crowded: changedAt === before.changedAt && (before.crowded || wasRead) };
}

export function mayHaveBeenRead(version: number, latest: number | undefined): boolean {
  return latest === undefined || latest >= version;
}
