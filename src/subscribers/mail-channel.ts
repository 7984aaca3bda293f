import type { Language } from '../base/locale/language.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, type Release } from '../domain/release.ts';
import { subscriptionUrl } from '../domain/urls.ts';
import type { Pace, Slots } from '../jobs/concurrency-limiter.ts';
import { countDelivery } from '../jobs/delivery-counts.ts';
import type { Job } from '../jobs/jobs.ts';
import type { Channel, Outcome } from '../jobs/queue.ts';
import { linkSecret } from '../repository/link-secret.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import { endSubscription } from './end-subscription.ts';
import { confirmationLink, subscriptionLink } from './link.ts';
import { confirmationMail } from './mail/confirmation-mail.ts';
import type { Mail, Mailbox } from './mail/mail.ts';
import type { Mailer, MailTransport, Sent } from './mail/mailer.ts';
import { releaseMail, type Tidings } from './mail/release-mail.ts';
import { type MailContent, type ReleaseMailContent, readMailContent } from './mail-jobs.ts';
import { languageFor, matches } from './match.ts';
import {
  isMailed,
  isPending,
  type Mailed,
  readSubscriber,
  type Subscriber,
  subscriberKeys,
} from './records.ts';

/** A mail that is ready to leave, and what is written once it has. */
interface PreparedMail {
  readonly mail: Mail;
  readonly told: (messageId: string) => { readonly key: string; readonly value: Stored } | null;
}

const DROPPED: Outcome = { kind: 'done', as: 'dropped' };

export interface MailDependencies {
  /** Null where no mail can leave. */
  readonly mailTransport: MailTransport | null;
  readonly pace: Pick<Pace, 'mails'>;
}

/** The queue's channel `mail`: every mail is composed as things are when it leaves, or does not leave. */
export class MailChannel implements Channel, UnderWay {
  readonly name = 'mail';
  readonly #repository: NewsroomRepository;
  readonly #dependencies: MailDependencies;
  readonly #underWay = new Map<string, Set<Promise<unknown>>>();

  constructor(repository: NewsroomRepository, dependencies: MailDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  get slots(): Slots {
    return this.#dependencies.pace.mails;
  }

  /** All mail goes to the relay; whose it is is nobody's business but the reader's. */
  host(): null {
    return null;
  }

  async perform(job: Job): Promise<Outcome> {
    const content = readMailContent(job.content);
    if (content === null) return DROPPED;
    const { mailTransport } = this.#dependencies;
    if (mailTransport === null) return { kind: 'retry', reason: 'no-relay' };
    // A cancellation either comes before this and nothing leaves, or finds it under way and waits for it.
    const begun = await this.#repository.withLock(async () => {
      const ready = await this.#prepare(content, mailTransport.sender);
      return 'mail' in ready
        ? { ready, sent: this.#send(mailTransport.mailer, content.id, ready.mail) }
        : ready;
    });
    if (!('sent' in begun)) return begun;
    return this.#outcome(content, job.id, begun.ready, await begun.sent);
  }

  async settled(id: string): Promise<void> {
    await Promise.allSettled(this.#underWay.get(id) ?? []);
  }

  #send(mailer: Mailer, id: string, mail: Mail): Promise<Sent> {
    const sent = mailer.send(mail);
    const flights = this.#underWay.get(id) ?? new Set();
    this.#underWay.set(id, flights.add(sent));
    return sent.finally(() => {
      flights.delete(sent);
      if (flights.size === 0) this.#underWay.delete(id);
    });
  }

  #outcome(content: MailContent, job: string, ready: PreparedMail, sent: Sent): Outcome {
    const { key, dependencies } = this.#repository;
    if (sent.ok) {
      const told = ready.told(sent.messageId);
      const also = async (transaction: Transaction) => {
        const isThere = (await readSubscriber(dependencies.store, key, content.id)) !== null;
        if (isThere && told !== null) transaction.set(told.key, told.value);
        // Cancelled meanwhile: nothing is kept of the reader, but that a mail left is still counted.
        if (!isThere && content.kind === 'release') {
          const change = { at: dependencies.now(), total: 1, delivered: 1 };
          await countDelivery(transaction, key, content.number, 'mail', change);
        }
      };
      return { kind: 'done', as: 'delivered', also };
    }
    const reason = `smtp-${sent.code}`;
    if (sent.kind === 'temporary') return { kind: 'retry', reason };
    if (sent.kind === 'recipient-refused') {
      const also = (transaction: Transaction) =>
        endSubscription(transaction, key, content.id, dependencies.now(), job);
      return { kind: 'done', as: 'failed', also };
    }
    // That somebody mistyped an address is no letter for the newsroom.
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
    const token = await confirmationLink(secret, { number: newsroom.number, id, issuedAt, digest });
    const mail = confirmationMail({
      sender,
      newsroom,
      baseUrl,
      to,
      language,
      key: [id, digest, issuedAt.toString(36)],
      link: subscriptionUrl(baseUrl, 'confirm', token),
    });
    return { mail, told: () => null };
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
    const place = subscriberKeys.mailed(key, id, number);
    const stored = await dependencies.store.get(place);
    const known = isMailed(stored) ? stored : null;
    const telling = known === null ? firstTelling(newsroom, release, reader) : nextTelling(release, known);
    // A job that was put again while its mail was under way finds it told: that mail was the one it is counted for.
    const nothing: Outcome = known === null ? DROPPED : { kind: 'done', as: 'delivered' };
    if (telling === null) return nothing;
    const { baseUrl } = dependencies;
    const link = await subscriptionLink(await linkSecret(dependencies.store, key), newsroom.number, id);
    const mail = releaseMail({
      sender,
      newsroom,
      baseUrl,
      release,
      reader,
      ...telling,
      revision: content.revisions[telling.tidings] ?? release.revision,
      original: known?.messageId ?? null,
      corrections: known?.corrections ?? 0,
      links: {
        manage: subscriptionUrl(baseUrl, 'manage', link),
        cancel: subscriptionUrl(baseUrl, 'cancel', link),
      },
    });
    if (mail === null) return nothing;
    const told = (messageId: string): Mailed => ({
      schema: 1,
      language: telling.language,
      messageId: known?.messageId ?? messageId,
      corrections: release.corrections.length,
      withdrawn: telling.tidings === 'withdrawn',
    });
    return { mail, told: (messageId) => ({ key: place, value: { ...told(messageId) } }) };
  }
}

interface Telling {
  readonly tidings: Tidings;
  readonly language: Language;
}

/** The release itself, as it is now, for who has not got it. Null when it is not, or no longer, for them. */
function firstTelling(newsroom: Newsroom, release: Release, reader: Subscriber): Telling | null {
  const language = languageFor(newsroom, release, reader);
  const isWanted = language !== null && matches(release, language, reader);
  return isWanted ? { tidings: 'published', language } : null;
}

/** What a reader who got the release does not know of that variant yet. */
function nextTelling(release: Release, { language, corrections, withdrawn }: Mailed): Telling | null {
  if (!isPublic(release, language)) return withdrawn ? null : { tidings: 'withdrawn', language };
  return release.corrections.length > corrections ? { tidings: 'corrected', language } : null;
}

/** What tells when the mails that are under way to a reader have left. */
export interface UnderWay {
  settled(id: string): Promise<void>;
}
