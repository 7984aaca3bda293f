import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { RecordReader, Stored, Transaction } from '../storage/store.ts';
import type { Family } from './lines.ts';
import type { Signer } from './signature.ts';

/** A restore of one newsroom, from its first line until the newsroom is as the export says. */
export interface Attempt {
  readonly schema: 1;
  /** Tells the lines of two concurrent restores apart. */
  readonly id: string;
  /** True when the operator's token came with the export. */
  readonly isOperator: boolean;
  /** When the last lines came. */
  readonly at: Instant;
  /** The restored newsroom, under the slug and number that it will have. */
  readonly newsroom: Newsroom;
  /** The number in the export. */
  readonly exportedNumber: number;
  readonly lastNumber: number;
  /** Lines so far, without the last one, and their digest. */
  readonly records: number;
  readonly digest: string;
  /** By whom the export is signed; undefined until its last line. */
  readonly signer?: Signer;
  /** `switching` from the commit that decides: then the restore is completed whatever happens. */
  readonly phase: 'receiving' | 'switching';
}

/** Staged records are beside the newsroom, where nothing reads them. */
export const attemptKeys = {
  attempts: () => 'restore',
  attempt: (key: number) => `restore:${paddedNumber(key)}`,
  staged: (key: number) => `staged:${paddedNumber(key)}`,
  family: (key: number, family: Family) => `staged:${paddedNumber(key)}:${family}`,
  record: (key: number, family: Family, id: string) => `staged:${paddedNumber(key)}:${family}:${id}`,
  /** The task that clears what a broken restore has left, or completes a restore that was decided. */
  task: (key: number, at: Instant) => dueKeys.row(at, key, 'restore'),
};

export async function readAttempt(reader: Pick<RecordReader, 'get'>, key: number): Promise<Attempt | null> {
  const value = await reader.get(attemptKeys.attempt(key));
  return isAttempt(value) ? value : null;
}

export function writeAttempt(transaction: Transaction, key: number, attempt: Attempt): void {
  transaction.set(attemptKeys.attempt(key), { ...attempt });
}

export function writeTask(transaction: Transaction, key: number, at: Instant): void {
  transaction.set(attemptKeys.task(key, at), { key, task: 'restore' });
}

function isAttempt(value: Stored | null): value is Stored & Attempt {
  return value?.schema === 1 && typeof value.id === 'string' && typeof value.phase === 'string';
}
