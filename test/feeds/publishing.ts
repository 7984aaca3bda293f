import { expect } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { at, NEWSROOM, NOON, openHarness, RELEASES } from '../http/harness.ts';

const MINUTE = 60_000;
const NEWSROOM_NUMBER = 1;

/** A feed document as the numbers of its releases. */
export interface FeedNumbers {
  readonly open: readonly number[];
  readonly withdrawn: readonly number[];
  /** The number of the next older archive document. */
  readonly previous: number | null;
}

/** The clock moves by a minute with each change, so that every change has its own instant. */
export async function openPublishing() {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  let now = NOON;

  async function tick(): Promise<void> {
    now += MINUTE;
    await harness.moveTo(now);
  }

  async function act(number: number, action: string, json: object): Promise<void> {
    await tick();
    const [method, path] = action === 'patch' ? ['PATCH', ''] : ['POST', `/${action}`];
    const headers = { 'If-Match': '*' };
    const response = await harness.call(method, `${RELEASES}/${number}${path}`, { token, json, headers });
    expect([action, number, response.status]).toEqual([action, number, 200]);
  }

  /** Publishes one release in Finnish and returns its number. */
  async function publish(more: object = {}, variant: object = {}): Promise<number> {
    await tick();
    const variants = { fi: { title: 'Tiedote', ...variant } };
    const json = { state: 'published', variants, ...more };
    const created = await harness.call('POST', RELEASES, { token, json });
    expect(created.status).toBe(201);
    return Number(created.json.number);
  }

  async function readFeed(
    archive: number | null = null,
    feed = '/fi/satamakaupunki',
  ): Promise<FeedNumbers | null> {
    const query = archive === null ? '' : `?archive=${archive}`;
    const { status, json } = await harness.get(`${feed}/feed.json${query}`);
    if (status === 404) return null;
    const { items, next_url: next } = json;
    const previous = typeof next === 'string' ? new URL(next).searchParams.get('archive') : null;
    return {
      open: numbersOf(items),
      withdrawn: numbersOf(at(json, '_kaiku', 'withdrawn')),
      previous: previous === null ? null : Number(previous),
    };
  }

  return {
    ...harness,
    token,
    act,
    readFeed,
    publish,
    async publishMany(count: number, more: object = {}, variant: object = {}): Promise<void> {
      for (let n = 0; n < count; n += 1) await publish(more, variant);
    },
    correct: (number: number) => act(number, 'correct', { note: 'Oikaisu' }),
    withdraw: (number: number) => act(number, 'withdraw', { reason: 'Virhe' }),
    /** The number of rows that a rebuild repairs, which is always 0. */
    async repairedRows(): Promise<unknown> {
      return (await harness.call('POST', `${NEWSROOM}/rebuild`, { token })).json.repaired;
    },
  };
}

export function descending(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, at) => from - at);
}

function numbersOf(items: unknown): number[] {
  return (Array.isArray(items) ? items : []).flatMap((item: unknown) => {
    const [, id] = /:release\/([0-9]+)\//.exec(isObject(item) ? String(item.id) : '') ?? [];
    return id === undefined ? [] : [Number(id) - NEWSROOM_NUMBER * 1_000_000];
  });
}
