import { isLanguage, type Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { type JobRequest, jobKeys } from '../jobs/jobs.ts';
import type { Reader, Stored } from '../storage/store.ts';
import type { PendingSubscription } from './records.ts';

/** What a job of the channel `mail` is to bring to one reader, in whatever state it is found then. */
export type MailContent =
  | { readonly kind: 'confirmation'; readonly id: string; readonly digest: string }
  | ReleaseMailContent;

export interface ReleaseMailContent {
  readonly kind: 'release';
  /** The reader. */
  readonly id: string;
  readonly number: number;
  readonly revisions: Revisions;
}

/**
 * Of which revision a mail is, by what it tells: part of its Message-ID. The first mail keeps the revision that was
 * announced first, or a repeat after a lost answer would be another mail.
 */
export interface Revisions {
  readonly published?: number;
  readonly corrected?: number;
  readonly withdrawn?: number;
}

/** What a job of the channel `mail-fanout` looks for: the readers of one change. */
export interface MailFanoutContent {
  readonly number: number;
  readonly revision: number;
  readonly tidings: 'published' | 'corrected' | 'withdrawn';
  /** Languages that became public, recently enough to be news. */
  readonly appeared: readonly Language[];
  /** It is the release's first publication: now is when readers take it in another language. */
  readonly isFirst: boolean;
  /** Who subscribed later is told of later releases. */
  readonly at: Instant;
  /** The last reader looked at; null at the start. */
  readonly cursor: string | null;
}

/** A reader's jobs lie together, so that they go together. */
export function mailJobId(id: string, what: number | string): string {
  return `${id}-${what}`;
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

/** Ids of every mail that waits for one reader. */
export async function mailJobIds(store: Pick<Reader, 'keys'>, key: number, id: string): Promise<string[]> {
  const base = jobKeys.jobs(key, 'mail');
  // `.` is the character after `-`.
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
    Object.values(value).every((one) => typeof one === 'number')
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
