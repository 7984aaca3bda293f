import { isLanguage, type Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { type JobRequest, jobKeys } from '../jobs/jobs.ts';
import type { RecordReader, Stored } from '../storage/store.ts';
import type { PendingSubscription } from './records.ts';

export type MailContent =
  | { readonly kind: 'confirmation'; readonly id: string; readonly digest: string }
  | ReleaseMailContent;

export interface ReleaseMailContent {
  readonly kind: 'release';
  readonly id: string;
  readonly number: number;
  readonly revisions: Revisions;
}

/** The revision is part of the Message-ID, which must stay the same when the mail is sent again. */
export interface Revisions {
  readonly published?: number;
  readonly corrected?: number;
  readonly withdrawn?: number;
}

export interface MailFanoutContent {
  readonly number: number;
  readonly revision: number;
  readonly tidings: 'published' | 'corrected' | 'withdrawn';
  readonly appeared: readonly Language[];
  /** Readers who accept another language get it at the first publication only. */
  readonly isFirst: boolean;
  /** Readers who subscribed later do not get this change. */
  readonly at: Instant;
  /** The row of the last reader that was read; null at the start. */
  readonly cursor: string | null;
}

/** The prefix lets `mailJobIds` find all jobs of one reader. */
export function mailJobId(id: string, suffix: number | string): string {
  return `${id}-${suffix}`;
}

export function confirmationJob({ id }: PendingSubscription, digest: string, now: Instant): JobRequest {
  return { channel: 'mail', id: mailJobId(id, digest), content: { kind: 'confirmation', id, digest }, now };
}

export function releaseJob(content: ReleaseMailContent, now: Instant): JobRequest {
  return {
    channel: 'mail',
    id: mailJobId(content.id, content.number),
    content: { ...content },
    now,
    counted: { kind: 'mail', releases: [content.number] },
  };
}

export async function mailJobIds(
  store: Pick<RecordReader, 'keys'>,
  key: number,
  id: string,
): Promise<string[]> {
  const base = jobKeys.jobs(key, 'mail');
  // In ASCII, `.` is the character after `-`.
  const rows = await store.keys(base, { after: `${base}:${id}-`, before: `${base}:${id}.` });
  return rows.map((row) => row.slice(base.length + 1));
}

export function readMailContent(content: Stored): MailContent | null {
  const { kind, id, digest, number, revisions } = content;
  if (typeof id !== 'string') return null;
  if (kind === 'confirmation' && typeof digest === 'string') return { kind, id, digest };
  if (kind !== 'release' || typeof number !== 'number') return null;
  return { kind, id, number, revisions: isRevisions(revisions) ? revisions : {} };
}

function isRevisions(value: unknown): value is Revisions {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((revision) => typeof revision === 'number')
  );
}

export function readMailFanoutContent(content: Stored): MailFanoutContent | null {
  const { number, revision, tidings, appeared, isFirst, at, cursor } = content;
  if (typeof number !== 'number' || typeof revision !== 'number' || typeof at !== 'number') return null;
  if (tidings !== 'published' && tidings !== 'corrected' && tidings !== 'withdrawn') return null;
  return {
    number,
    revision,
    tidings,
    at,
    isFirst: isFirst === true,
    appeared: Array.isArray(appeared) ? appeared.filter(isLanguage) : [],
    cursor: typeof cursor === 'string' ? cursor : null,
  };
}
