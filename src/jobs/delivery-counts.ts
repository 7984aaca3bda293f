import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { padded } from '../storage/keys.ts';
import type { Reader, Stored, Transaction } from '../storage/store.ts';

/** How a release leaves: to the hub's subscribers, or by e-mail. */
export type DeliveryKind = 'push' | 'mail';

/** What left of one release one way, over all that happened to it. */
export interface DeliveryCount {
  /** When the first receiver was looked for; null before that. */
  readonly began: Instant | null;
  /** When the latest delivery ended, one way or the other; null before the first. */
  readonly ended: Instant | null;
  readonly total: number;
  readonly delivered: number;
  readonly failed: number;
  /** Searches for receivers that have not come to their end. */
  readonly open: number;
}

/** The record of one release: when it became readable, and what left. */
export interface Deliveries {
  /** The instant at which each language was first in the feeds: the commit's, whatever date the release bears. */
  readonly readableAt: { readonly [L in Language]?: Instant };
  readonly push: DeliveryCount;
  readonly mail: DeliveryCount;
}

/** Added to the tally; `at` is when. */
export interface DeliveryCountChange {
  readonly at: Instant;
  readonly total?: number;
  readonly delivered?: number;
  readonly failed?: number;
  readonly open?: number;
}

const NOTHING: DeliveryCount = { began: null, ended: null, total: 0, delivered: 0, failed: 0, open: 0 };

function recordKey(key: number, number: number): string {
  return `deliveries:${padded(key)}:${padded(number)}`;
}

export async function readDeliveries(
  store: Pick<Reader, 'get'>,
  key: number,
  number: number,
): Promise<Deliveries> {
  return decode(await store.get(recordKey(key, number)));
}

/** Counts in the transaction, under the owner's lock. The directory's releases belong to their newsrooms and are not counted. */
export async function countDelivery(
  transaction: Transaction,
  key: number,
  number: number,
  kind: DeliveryKind,
  change: DeliveryCountChange,
): Promise<void> {
  const deliveries = await readDeliveries(transaction, key, number);
  transaction.set(recordKey(key, number), { ...deliveries, [kind]: counted(deliveries[kind], change) });
}

function counted(
  before: DeliveryCount,
  { at, total = 0, delivered = 0, failed = 0, open = 0 }: DeliveryCountChange,
): DeliveryCount {
  const hasEnded = delivered + failed > 0 || open < 0;
  return {
    began: before.began ?? at,
    ended: hasEnded ? at : before.ended,
    total: Math.max(before.total + total, 0),
    delivered: before.delivered + delivered,
    failed: Math.max(before.failed + failed, 0),
    open: Math.max(before.open + open, 0),
  };
}

/** Notes in the transaction that `languages` are in the feeds from `at` on. */
export async function recordReadable(
  transaction: Transaction,
  key: number,
  number: number,
  languages: readonly Language[],
  at: Instant,
): Promise<void> {
  const deliveries = await readDeliveries(transaction, key, number);
  const fresh = languages.filter((language) => deliveries.readableAt[language] === undefined);
  if (fresh.length === 0) return;
  const readableAt = {
    ...deliveries.readableAt,
    ...Object.fromEntries(fresh.map((language) => [language, at])),
  };
  transaction.set(recordKey(key, number), { ...deliveries, readableAt });
}

function decode(value: Stored | null | undefined): Deliveries {
  return isDeliveries(value) ? value : { readableAt: {}, push: NOTHING, mail: NOTHING };
}

function isDeliveries(value: Stored | null | undefined): value is Stored & Deliveries {
  return typeof value?.readableAt === 'object' && typeof value.push === 'object';
}

/** What is still under way, and whether all of it has ended. */
export function pendingOf({ total, delivered, failed, open }: DeliveryCount): {
  count: number;
  isOver: boolean;
} {
  const count = Math.max(total - delivered - failed, 0);
  return { count, isOver: count === 0 && open === 0 };
}
