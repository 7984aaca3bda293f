import type { Language } from '../base/locale/language.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, type Release } from '../domain/release.ts';
import { subscriptionUrl } from '../domain/urls.ts';
import type { ConcurrencyLimits, DeliveryConcurrency } from '../jobs/concurrency-limiter.ts';
import { countDelivery } from '../jobs/delivery-counts.ts';
import type { Job } from '../jobs/jobs.ts';
import type { Channel, Outcome } from '../jobs/queue.ts';
import { linkSecret } from '../repository/link-secret.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import { endSubscription } from './end-subscription.ts';
import { confirmationToken, subscriptionToken } from './link.ts';
import { confirmationMail } from './mail/confirmation-mail.ts';
import type { Mail, Mailbox } from './mail/mail.ts';
import type { Mailer, MailTransport, SendResult } from './mail/mailer.ts';
import { type ReleaseMailKind, releaseMail } from './mail/release-mail.ts';
import { type MailContent, type ReleaseMailContent, readMailContent } from './mail-jobs.ts';
import { isChosen, languageFor } from './match.ts';
import {
  isMailed,
  isPending,
  type Mailed,
  readSubscriber,
  type Subscriber,
  subscriberKeys,
} from './records.ts';

interface PreparedMail {
  readonly mail: Mail;
  /** The record to write after the mail was sent; null when there is none. */
  readonly sentRecord: (messageId: string) => { readonly key: string; readonly value: Stored } | null;
}

const DROPPED: Outcome = { kind: 'done', as: 'dropped' };

export interface MailDependencies {
  /** Null when mail is not configured. */
  readonly mailTransport: MailTransport | null;
  readonly concurrency: Pick<DeliveryConcurrency, 'mails'>;
}

/** Composes each mail when it is sent, so that it has the latest state of the release. */
export class MailChannel implements Channel, PendingSends {
  readonly name = 'mail';
  readonly #repository: NewsroomRepository;
  readonly #dependencies: MailDependencies;
  readonly #pendingSends = new Map<string, Set<Promise<unknown>>>();

  constructor(repository: NewsroomRepository, dependencies: MailDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  get limits(): ConcurrencyLimits {
    return this.#dependencies.concurrency.mails;
  }

  /** All mail goes to one relay, so there is no host to limit by. */
  receivingHost(): null {
    return null;
  }

  async perform(job: Job): Promise<Outcome> {
    const content = readMailContent(job.content);
    if (content === null) return DROPPED;
    const { mailTransport } = this.#dependencies;
    if (mailTransport === null) return { kind: 'retry', reason: 'no-relay' };
    // Under the lock, a cancellation either prevents the mail or finds it in `#pendingSends` and waits for it.
    const started = await this.#repository.withLock(async () => {
      const prepared = await this.#prepare(content, mailTransport.sender);
      return 'mail' in prepared
        ? { prepared, sent: this.#send(mailTransport.mailer, content.id, prepared.mail) }
        : prepared;
    });
    if (!('sent' in started)) return started;
    return this.#outcomeOf(content, job.id, started.prepared, await started.sent);
  }

  async waitForSends(id: string): Promise<void> {
    await Promise.allSettled(this.#pendingSends.get(id) ?? []);
  }

  #send(mailer: Mailer, id: string, mail: Mail): Promise<SendResult> {
    const sent = mailer.send(mail);
    const pending = this.#pendingSends.get(id) ?? new Set();
    this.#pendingSends.set(id, pending.add(sent));
    return sent.finally(() => {
      pending.delete(sent);
      if (pending.size === 0) this.#pendingSends.delete(id);
    });
  }

  #outcomeOf(content: MailContent, job: string, prepared: PreparedMail, sent: SendResult): Outcome {
    const { key, dependencies } = this.#repository;
    if (sent.ok) {
      const record = prepared.sentRecord(sent.messageId);
      const addWrites = async (transaction: Transaction) => {
        const isSubscribed = (await readSubscriber(dependencies.store, key, content.id)) !== null;
        if (isSubscribed && record !== null) transaction.set(record.key, record.value);
        // The reader cancelled meanwhile. Only the delivery is counted, because no data of the reader may be kept.
        if (!isSubscribed && content.kind === 'release') {
          const change = { at: dependencies.now(), total: 1, delivered: 1 };
          await countDelivery(transaction, key, content.number, 'mail', change);
        }
      };
      return { kind: 'done', as: 'delivered', addWrites };
    }
    const reason = `smtp-${sent.code}`;
    if (sent.kind === 'temporary') return { kind: 'retry', reason };
    if (sent.kind === 'recipient-refused') {
      const addWrites = (transaction: Transaction) =>
        endSubscription(transaction, key, content.id, dependencies.now(), job);
      return { kind: 'done', as: 'failed', addWrites };
    }
    // A mistyped address in a form makes no dead letter, because the newsroom cannot correct it.
    return content.kind === 'confirmation' ? DROPPED : { kind: 'dead', reason };
  }

  async #prepare(content: MailContent, sender: Mailbox): Promise<PreparedMail | Outcome> {
    const record = await this.#repository.record();
    if (record === null || record.restoring) return { kind: 'retry', reason: 'restoring' };
    return content.kind === 'confirmation'
      ? this.#confirmation(record.newsroom, sender, content)
      : this.#release(record.newsroom, sender, content);
  }

  async #confirmation(
    newsroom: Newsroom,
    sender: Mailbox,
    { id, digest }: Extract<MailContent, { kind: 'confirmation' }>,
  ): Promise<PreparedMail | Outcome> {
    const { store, baseUrl } = this.#repository.dependencies;
    const pending = await store.get(subscriberKeys.pending(this.#repository.key, id, digest));
    if (!isPending(pending)) return DROPPED;
    const { email: to, language, askedAt: issuedAt } = pending;
    const secret = await linkSecret(store, this.#repository.key);
    const token = await confirmationToken(secret, { number: newsroom.number, id, issuedAt, digest });
    const mail = confirmationMail({
      sender,
      newsroom,
      baseUrl,
      to,
      language,
      key: [id, digest, issuedAt.toString(36)],
      link: subscriptionUrl(baseUrl, 'confirm', token),
    });
    return { mail, sentRecord: () => null };
  }

  async #release(
    newsroom: Newsroom,
    sender: Mailbox,
    content: ReleaseMailContent,
  ): Promise<PreparedMail | Outcome> {
    const { key, dependencies } = this.#repository;
    const { id, number } = content;
    const reader = await readSubscriber(dependencies.store, key, id);
    const release = reader === null ? null : await this.#repository.release(number);
    if (reader === null || release === null) return DROPPED;
    const mailedKey = subscriberKeys.mailed(key, id, number);
    const stored = await dependencies.store.get(mailedKey);
    const mailed = isMailed(stored) ? stored : null;
    const next = mailed === null ? firstMail(newsroom, release, reader) : followUpMail(release, mailed);
    // If the job was enqueued again during sending, the mail that was sent is the one that is counted.
    const nothingToSend: Outcome = mailed === null ? DROPPED : { kind: 'done', as: 'delivered' };
    if (next === null) return nothingToSend;
    const { baseUrl } = dependencies;
    const link = await subscriptionToken(await linkSecret(dependencies.store, key), newsroom.number, id);
    const mail = releaseMail({
      sender,
      newsroom,
      baseUrl,
      release,
      reader,
      ...next,
      revision: content.revisions[next.kind] ?? release.revision,
      original: mailed?.messageId ?? null,
      corrections: mailed?.corrections ?? 0,
      links: {
        manage: subscriptionUrl(baseUrl, 'manage', link),
        cancel: subscriptionUrl(baseUrl, 'cancel', link),
      },
    });
    if (mail === null) return nothingToSend;
    const mailedWith = (messageId: string): Mailed => ({
      schema: 1,
      language: next.language,
      messageId: mailed?.messageId ?? messageId,
      corrections: release.corrections.length,
      withdrawn: next.kind === 'withdrawn',
    });
    return { mail, sentRecord: (messageId) => ({ key: mailedKey, value: { ...mailedWith(messageId) } }) };
  }
}

interface MailToSend {
  readonly kind: ReleaseMailKind;
  readonly language: Language;
}

/** The mail for a reader who has received none about the release. Null when the reader did not choose such releases. */
function firstMail(newsroom: Newsroom, release: Release, reader: Subscriber): MailToSend | null {
  const language = languageFor(newsroom, release, reader);
  const isWanted = language !== null && isChosen(release, language, reader);
  return isWanted ? { kind: 'published', language } : null;
}

/** The next mail for a reader who has received the release. Null when there is nothing new in that variant. */
function followUpMail(release: Release, { language, corrections, withdrawn }: Mailed): MailToSend | null {
  if (!isPublic(release, language)) return withdrawn ? null : { kind: 'withdrawn', language };
  return release.corrections.length > corrections ? { kind: 'corrected', language } : null;
}

export interface PendingSends {
  waitForSends(id: string): Promise<void>;
}
