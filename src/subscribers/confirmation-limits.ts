import type { HourlyCounts } from '../jobs/hourly-counts.ts';
import type { Transaction } from '../storage/store.ts';
import { mailboxOf } from './address.ts';

/** Confirmation mails an hour of the clock, which an operator may set. Further requests are answered alike and send none. */
export interface ConfirmationBounds {
  /** An address without its `+tag`. */
  readonly perMailbox: number;
  readonly perDomain: number;
  readonly perNewsroom: number;
}

export const CONFIRMATION_BOUNDS: ConfirmationBounds = {
  perMailbox: 10,
  perDomain: 500,
  perNewsroom: 2_000,
};

/**
 * Limits confirmation mails, never mails about releases. Mailboxes and domains are counted over all owners that share
 * `counts`: on Node all newsrooms, on Workers each newsroom for itself.
 */
export class ConfirmationLimits {
  readonly #bounds: ConfirmationBounds;
  readonly #counts: HourlyCounts;

  constructor(bounds: ConfirmationBounds, counts: HourlyCounts) {
    this.#bounds = bounds;
    this.#counts = counts;
  }

  /** False when no mail may be sent. */
  async tryCount(transaction: Transaction, key: number, email: string): Promise<boolean> {
    const mailbox = mailboxOf(email);
    const { perMailbox, perDomain, perNewsroom } = this.#bounds;
    const limits = [
      { name: `confirmations mailbox ${mailbox}`, limit: perMailbox },
      { name: `confirmations domain ${mailbox.slice(mailbox.lastIndexOf('@') + 1)}`, limit: perDomain },
      { name: `confirmations newsroom ${key}`, limit: perNewsroom },
    ];
    const isCounted = await this.#counts.tryAdd(limits);
    if (isCounted)
      await this.#counts.write(
        transaction,
        key,
        limits.map(({ name }) => name),
      );
    return isCounted;
  }
}
