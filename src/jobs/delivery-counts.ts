import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { RecordReader, Stored, Transaction } from '../storage/store.ts';

/** `push` goes to subscribers of the WebSub hub, `mail` to subscribers by e-mail. */
export type DeliveryKind = 'push' | 'mail';

/** Deliveries of one release by one kind, summed over its publication, corrections and withdrawal. */
export interface DeliveryCount {
  readonly began: Instant | null;
  readonly ended: Instant | null;
  readonly total: number;
  readonly delivered: number;
  readonly failed: number;
  /** Fan-outs that have not finished. */
  readonly open: number;
}

export interface Deliveries {
  /** When the commit put each language into the feeds first, which can differ from the release's date. */
  readonly readableAt: { readonly [L in Language]?: Instant };
  readonly push: DeliveryCount;
  readonly mail: DeliveryCount;
}

export interface DeliveryCountChange {
  readonly at: Instant;
  readonly total?: number;
  readonly delivered?: number;
  readonly failed?: number;
  readonly open?: number;
}

const NO_DELIVERIES: DeliveryCount = { began: null, ended: null, total: 0, delivered: 0, failed: 0, open: 0 };

function recordKey(key: number, number: number): string {
  return `deliveries:${paddedNumber(key)}:${paddedNumber(number)}`;
}

export async function readDeliveries(
  store: Pick<RecordReader, 'get'>,
  key: number,
  number: number,
): Promise<Deliveries> {
  return decodeDeliveries(await store.get(recordKey(key, number)));
}

/** Must run under the owner's lock. The directory counts nothing, because its releases belong to newsrooms. */
export async function countDelivery(
  transaction: Transaction,
  key: number,
  number: number,
  kind: DeliveryKind,
  change: DeliveryCountChange,
): Promise<void> {
  const deliveries = await readDeliveries(transaction, key, number);
  transaction.set(recordKey(key, number), { ...deliveries, [kind]: withChange(deliveries[kind], change) });
}

function withChange(
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

export async function recordReadable(
  transaction: Transaction,
  key: number,
  number: number,
  languages: readonly Language[],
  at: Instant,
): Promise<void> {
  const deliveries = await readDeliveries(transaction, key, number);
  const added = languages.filter((language) => deliveries.readableAt[language] === undefined);
  if (added.length === 0) return;
  const readableAt = {
    ...deliveries.readableAt,
    ...Object.fromEntries(added.map((language) => [language, at])),
  };
  transaction.set(recordKey(key, number), { ...deliveries, readableAt });
}

function decodeDeliveries(value: Stored | null | undefined): Deliveries {
  return isDeliveries(value) ? value : { readableAt: {}, push: NO_DELIVERIES, mail: NO_DELIVERIES };
}

function isDeliveries(value: Stored | null | undefined): value is Stored & Deliveries {
  return typeof value?.readableAt === 'object' && typeof value.push === 'object';
}

export function pendingOf({ total, delivered, failed, open }: DeliveryCount): {
  count: number;
  isOver: boolean;
} {
  const count = Math.max(total - delivered - failed, 0);
  return { count, isOver: count === 0 && open === 0 };
}
