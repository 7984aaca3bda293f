import { afterEach, describe, expect, test } from 'vitest';
import type { NewsroomPort } from '../../src/newsroom/port.ts';
import { ADMIN, API, at, NEWSROOM, openHarness, PROFILE, RELEASES } from '../http/harness.ts';
import { cancelLink, type MailHarness, openMailing } from '../http/mailing.ts';
import { header, type InboxOptions, type Refusal } from './mail/inbox.ts';

const READER = 'liisa@lehti.example';
const SECOND = 1000;
const TEXT = { fi: { title: 'Uusi lauttalinja', body: '<p>Linja avataan 2026.</p>' } };
const NOTE = { note: 'Vuosi oli väärin.', variants: { fi: { body: '<p>Linja avataan 2027.</p>' } } };

let mailing: MailHarness;
afterEach(() => mailing.close());

/** A newsroom with one reader. The relay replies `answer.refusal` to every mail. */
async function withReader(options: InboxOptions = {}) {
  const answer: { refusal: Refusal } = { refusal: null };
  mailing = await openMailing({ atRecipient: () => answer.refusal, ...options });
  await mailing.subscribe(READER, 'fi');
  return answer;
}

async function passTime(ms: number) {
  await mailing.moveTo(mailing.service.now() + ms);
  await mailing.waitUntilIdle();
}

const counts = async (number = 1) =>
  at((await mailing.call('GET', `${RELEASES}/${number}/deliveries`, { token: mailing.token })).json, 'mail');

test('a mail is sent as soon as it is enqueued, without waiting for the scheduler', async () => {
  await withReader();
  await passTime(60 * SECOND);
  const json = { state: 'published', variants: TEXT };
  await mailing.call('POST', RELEASES, { token: mailing.token, json });
  // The clock does not advance, so no task becomes due.
  await expect.poll(() => mailing.releases(READER).length).toBe(1);
  await expect.poll(() => counts()).toMatchObject({ total: 1, delivered: 1, pending: 0 });
});

describe('a mail that the relay refused temporarily', () => {
  const LATER = { code: 451, text: '4.7.1 Greylisted' };

  test('is sent again about a second later', async () => {
    const answer = await withReader();
    answer.refusal = LATER;
    await mailing.publish(TEXT);
    expect(mailing.releases(READER)).toEqual([]);
    expect(await counts()).toMatchObject({ total: 1, delivered: 0, pending: 1, ended: null });
    answer.refusal = null;
    await passTime(2 * SECOND);
    expect(mailing.releases(READER)).toHaveLength(1);
    expect(await counts()).toMatchObject({ total: 1, delivered: 1, failed: 0, pending: 0 });
  });

  test('is sent once and at once with the corrected text when the release is corrected meanwhile', async () => {
    const answer = await withReader();
    answer.refusal = LATER;
    await mailing.publish(TEXT);
    answer.refusal = null;
    await mailing.change('correct', 1, NOTE);
    const sent = mailing.releases(READER);
    expect(sent.map(({ subject }) => subject)).toEqual(['Uusi lauttalinja']);
    expect(sent[0]?.text).toContain('2027');
    expect(header(sent[0], 'Message-ID')).toMatch(/^<1000001\.1\./);
    await passTime(60 * SECOND);
    expect(mailing.releases(READER)).toHaveLength(1);
  });

  test('is not sent when the release is withdrawn meanwhile, and neither is a notice of the withdrawal', async () => {
    const answer = await withReader();
    answer.refusal = LATER;
    await mailing.publish(TEXT);
    answer.refusal = null;
    await mailing.change('withdraw', 1, { reason: 'Perusteeton.' });
    await passTime(60 * SECOND);
    expect(mailing.releases(READER)).toEqual([]);
  });

  test('is not sent when the reader cancels meanwhile', async () => {
    const answer = await withReader();
    await mailing.publish(TEXT);
    const cancel = cancelLink(mailing.releases(READER)[0]);
    answer.refusal = LATER;
    await mailing.publish(TEXT);
    answer.refusal = null;
    await mailing.form(`/${cancel}`, '');
    await passTime(60 * SECOND);
    expect(mailing.releases(READER)).toHaveLength(1);
    expect(await counts(2)).toMatchObject({ total: 0, pending: 0 });
  });

  test('has the notes of both corrections when a second one is made while the first notice waits', async () => {
    const answer = await withReader();
    await mailing.publish(TEXT);
    answer.refusal = LATER;
    await mailing.change('correct', 1, { note: 'Ensimmäinen.' });
    answer.refusal = null;
    await mailing.change('correct', 2, { note: 'Toinen.' });
    await passTime(60 * SECOND);
    const [, notice, ...rest] = mailing.releases(READER);
    expect(notice?.text?.startsWith('Oikaisu: Ensimmäinen.\n\nToinen.')).toBe(true);
    expect(rest).toEqual([]);
  });
});

describe('a permanent refusal', () => {
  test('of the reader ends the subscription', async () => {
    const answer = await withReader();
    answer.refusal = { code: 550, text: '5.1.1 No such user' };
    await mailing.publish(TEXT);
    answer.refusal = null;
    expect(await counts()).toMatchObject({ total: 1, delivered: 0, failed: 1, pending: 0 });
    await mailing.publish(TEXT);
    expect(mailing.releases(READER)).toEqual([]);
    expect(await counts(2)).toMatchObject({ total: 0 });
  });

  test('of the mail is a dead letter, which does not reveal the reader and can be requeued', async () => {
    let refusal: Refusal = { code: 554, text: 'Spam' };
    mailing = await openMailing({ atData: () => refusal });
    refusal = null;
    await mailing.subscribe(READER, 'fi');
    refusal = { code: 554, text: '5.7.1 Spam' };
    await mailing.publish(TEXT);
    const { json, text } = await mailing.call('GET', `${NEWSROOM}/dead-letters`, { token: mailing.token });
    expect(at(json, 'deadLetters', 0)).toMatchObject({ channel: 'mail', reason: 'smtp-554-5.7.1' });
    expect(text).not.toContain('lehti.example');
    refusal = null;
    const id = String(at(json, 'deadLetters', 0, 'id'));
    await mailing.call('POST', `${NEWSROOM}/dead-letters/${id}/requeue`, { token: mailing.token });
    await mailing.waitUntilIdle();
    expect(mailing.releases(READER)).toHaveLength(1);
    expect(await counts()).toMatchObject({ total: 1, delivered: 1, failed: 0 });
  });
});

describe('cancelling', () => {
  test('is answered when the mail that is being sent has been accepted', async () => {
    let isDelaying = false;
    await withReader({ isDelayed: () => isDelaying });
    await mailing.publish(TEXT);
    isDelaying = true;
    const cancel = `/${cancelLink(mailing.releases(READER)[0])}`;
    const second = mailing.publish(TEXT);
    await mailing.inbox.waitForDelayed();
    let isAnswered = false;
    const cancelled = mailing.form(cancel, '').then(({ status }) => {
      isAnswered = true;
      return status;
    });
    // The subscription is removed at once and only the response waits.
    await expect.poll(async () => (await mailing.get(cancel)).status).toBe(404);
    expect(isAnswered).toBe(false);
    isDelaying = false;
    mailing.inbox.acceptDelayed();
    expect(await cancelled).toBe(200);
    await second;
    expect(await counts(2)).toMatchObject({ total: 1, delivered: 1, failed: 0, pending: 0 });
    await mailing.publish(TEXT);
    expect(mailing.releases(READER)).toHaveLength(2);
  });
});

describe('an export', () => {
  test('contains subscribers, whose old links work in another service and who get its corrections', async () => {
    await withReader();
    await mailing.subscribe('matti@lehti.example', 'fi');
    await mailing.publish(TEXT);
    await mailing.ask('odottaa@lehti.example', 'fi');
    const exported = await mailing.call('GET', `${NEWSROOM}/export`, { token: mailing.token });
    expect(exported.text).not.toContain('odottaa');
    expect(exported.text).not.toContain('secret');

    const mail = { smtpUrl: mailing.inbox.url, from: 'uusi@kaiku.example', dkim: null };
    const target = openHarness({ mail });
    await target.createNewsroom({ ...PROFILE, slug: 'tilapainen' });
    const { token } = mailing;
    const restored = await target.call('POST', `${API}/tilapainen/restore`, {
      token: ADMIN,
      json: exported.text,
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
    expect(restored.status).toBe(200);
    const old = cancelLink(mailing.releases(READER)[0]);
    expect((await target.get(`/${old}`)).status).toBe(200);

    const headers = { 'If-Match': '"1"' };
    await target.call('POST', `${RELEASES}/1/correct`, { token, headers, json: NOTE });
    await target.service.waitUntilIdle();
    const notice = mailing.releases(READER).at(-1);
    expect(notice?.subject).toBe('Oikaisu: Uusi lauttalinja');
    expect(header(notice, 'References')).toBe(header(mailing.releases(READER)[0], 'Message-ID'));
    const fresh = cancelLink(notice);
    expect(fresh).not.toBe(old);
    for (const link of [old, fresh]) expect((await target.get(`/${link}`)).status).toBe(200);
    expect((await target.app.request(`/${old}`, { method: 'POST' })).status).toBe(200);
    expect((await target.get(`/${fresh}`)).status).toBe(404);
    await target.service.close();
  });

  test('is refused when it was edited to contain an invalid subscriber', async () => {
    await withReader();
    const exported = await mailing.call('GET', `${NEWSROOM}/export`, { token: mailing.token });
    const target = openHarness();
    const token = await target.createNewsroom({ ...PROFILE, slug: 'tilapainen' });
    const edited = exported.text.replace(READER, `${READER}\\nbcc: x@y.example`);
    const restored = await target.call('POST', `${API}/tilapainen/restore`, {
      token,
      json: edited,
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
    expect(restored.status).toBe(400);
    await target.service.close();
  });
});

test('an export contains no data of a reader who has cancelled', async () => {
  await withReader();
  await mailing.publish(TEXT);
  await mailing.ask(READER, 'fi', { keywords: ['meri'] });
  await mailing.form(`/${cancelLink(mailing.releases(READER)[0])}`, '');
  const { text } = await mailing.call('GET', `${NEWSROOM}/export`, { token: mailing.token });
  expect(text).not.toMatch(/"record":"(?:subscriber|mailed)"/);
});

test('more than one batch of readers all get the mail exactly once', async () => {
  mailing = await openMailing();
  const readers = Array.from({ length: 205 }, (_, index) => `lukija${index}@lehti.example`);
  const port: NewsroomPort = mailing.service.newsroom(1);
  for (const email of readers) await port.subscribers.subscribe({ email, language: 'fi' });
  await mailing.waitUntilIdle();
  await Promise.all(readers.map((email) => mailing.confirm(email)));
  await mailing.publish(TEXT);
  const reached = mailing.inbox.received
    .filter(({ mail }) => header(mail, 'List-Id') !== '')
    .map(({ to }) => to);
  expect(reached.sort()).toEqual(readers.sort());
  expect(await counts()).toMatchObject({ total: 205, delivered: 205, failed: 0, pending: 0 });
}, 60_000);
