import type { HubRequest } from '../websub/hub-request.ts';
import { ok, type Result } from '../base/problem.ts';
import { ownerOf } from '../repository/commit.ts';
import type { HubDesk } from '../websub/topic-owner.ts';
import { askHub, hubChannels } from '../websub/hub.ts';
import type { FeedQuery, Served } from './port.ts';
import type { Room } from '../repository/repository.ts';
import { Mailing } from '../subscribers/mail-fanout.ts';
import { Mailroom } from '../subscribers/mail-channel.ts';
import { listDeadLetters, requeueDeadLetter } from '../jobs/dead-letters.ts';
import { type Deliveries, readDeliveries } from '../jobs/delivery-counts.ts';
import type { DeliveriesPort, HubAnswer, LetterPage } from './delivery-port.ts';
import { Outbox } from '../jobs/outbox.ts';

/** What leaves a newsroom: the hub's deliveries, mail, and the account of them. */
export class Leaving implements DeliveriesPort {
  readonly #room: Room;
  readonly #desk: HubDesk;
  readonly outbox: Outbox;
  readonly mailroom: Mailroom;

  constructor(room: Room, feed: (query: FeedQuery) => Promise<Result<Served>>) {
    this.#room = room;
    this.#desk = newsroomDesk(room, feed);
    this.mailroom = new Mailroom(room);
    const mail = [new Mailing(room), this.mailroom];
    this.outbox = new Outbox(this.#desk, [...hubChannels(this.#desk), ...mail]);
  }

  async askHub(request: HubRequest): Promise<HubAnswer> {
    const answer = await this.#room.alone(() => askHub(this.#desk, request));
    if (answer.ok) await this.outbox.kick();
    return answer;
  }

  async deliveries(number: number): Promise<Deliveries | null> {
    const { key, premises } = this.#room;
    const release = await this.#room.release(number);
    return release === null ? null : readDeliveries(premises.store, key, number);
  }

  async deadLetters(cursor: string | null, limit: number): Promise<Result<LetterPage>> {
    const { key, premises } = this.#room;
    const page = await listDeadLetters(premises.store, key, cursor, limit);
    if (!page.ok) return page;
    const letters = page.value.letters.map(({ id, letter }) => {
      const { job, channel, receiver, reason, firstAt, lastAt, attempts } = letter;
      const releases = job.counted?.releases ?? [];
      return { id, channel, receiver, reason, firstAt, lastAt, attempts, releases };
    });
    return ok({ letters, next: page.value.next });
  }

  requeue(id: string): Promise<Result<null>> {
    const { key, premises } = this.#room;
    return this.#room.write(() => requeueDeadLetter(premises.store, key, id, premises.now()));
  }
}

function newsroomDesk(room: Room, feed: HubDesk['feed']): HubDesk {
  const { store, now, random, rearm, log, outgoing, baseUrl, externalHub, pace } = room.premises;
  return {
    ...{ store, now, random, rearm, log, outgoing, baseUrl, externalHub, pace, feed },
    ...{ key: room.key, owner: ownerOf(room.key) },
    alone: (work) => room.alone(work),
    async present() {
      const record = await room.record();
      if (record === null || record.restoring) return null;
      const { slug, languages } = record.newsroom;
      return { slug, languages };
    },
  };
}
