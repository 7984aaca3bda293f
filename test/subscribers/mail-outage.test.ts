import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { at, RELEASES } from '../http/harness.ts';
import { type MailHarness, openMailing } from '../http/mailing.ts';
import {
  type ConnectionHandler,
  forwardTo,
  openRelayProxy,
  type RelayProxy,
  replyAt,
} from './mail/relay-proxy.ts';

const READER = 'liisa@lehti.example';
const MINUTE = 60_000;
const TEXT = { fi: { title: 'Uusi lauttalinja' } };

let relayProxy: RelayProxy;
let mailing: MailHarness;

beforeEach(async () => {
  relayProxy = await openRelayProxy();
  mailing = await openMailing({}, relayProxy);
  await mailing.subscribe(READER, 'fi');
});

afterEach(() => mailing.close());

async function passTime(ms: number) {
  await mailing.moveTo(mailing.service.now() + ms);
  await mailing.waitUntilIdle();
}

const counts = async (number = 1) =>
  at((await mailing.call('GET', `${RELEASES}/${number}/deliveries`, { token: mailing.token })).json, 'mail');

/** Publishes during the outage and expects that the mail is sent once when the relay works again. */
async function expectOneMailAfterOutage(): Promise<void> {
  await mailing.publish(TEXT);
  expect(mailing.releases(READER)).toEqual([]);
  expect(await counts()).toMatchObject({ total: 1, delivered: 0, failed: 0, pending: 1 });
  expect((await mailing.get('/healthz')).status).toBe(200);
  await relayProxy.handleWith(forwardTo(mailing.inbox.url));
  await passTime(2_000);
  expect(mailing.releases(READER).map(({ subject }) => subject)).toEqual(['Uusi lauttalinja']);
  for (let hour = 0; hour < 3; hour += 1) await passTime(60 * MINUTE);
  expect(mailing.releases(READER)).toHaveLength(1);
  expect(await counts()).toMatchObject({ total: 1, delivered: 1, failed: 0, pending: 0 });
}

describe('a mail is sent once after an outage of a relay', () => {
  test('that refuses connections', async () => {
    await relayProxy.stop();
    await expectOneMailAfterOutage();
  });

  const handlers: readonly (readonly [string, ConnectionHandler])[] = [
    ['closes the connection', (socket) => socket.destroy()],
    ['is an HTTP server', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')],
    ['sends random bytes', (socket) => socket.end(Buffer.from('\xa5\x00\xff\r\n\x16\x03\r\n', 'latin1'))],
    ['greets and closes the connection', (socket) => socket.end('220 relay.example\r\n')],
    ['sends an invalid reply', replyAt('MAIL', 'ei nyt')],
  ];
  test.each(handlers)('that %s', async (_name, handler) => {
    await relayProxy.handleWith(handler);
    await expectOneMailAfterOutage();
  });

  test.each([
    ['421 to the connection', 'greeting', '421 4.3.2 closing'],
    ['554 to the connection', 'greeting', '554 5.3.2 no service'],
    ['421 to EHLO', 'EHLO', '421 4.7.0 later'],
    ['502 to EHLO', 'EHLO', '502 5.5.1 what'],
    ['451 to the sender', 'MAIL', '451 4.3.0 later'],
    ['451 to the reader', 'RCPT', '451 4.7.1 greylisted'],
    ['451 to DATA', 'DATA', '451 4.3.0 later'],
    ['451 to the content', 'content', '451 4.3.0 later'],
  ] as const)('that replies %s', async (_name, stage, reply) => {
    await relayProxy.handleWith(replyAt(stage, reply));
    await expectOneMailAfterOutage();
  });

  test('that is unreachable for two days, for each release that was published meanwhile', async () => {
    await relayProxy.stop();
    for (const title of ['Ensimmäinen', 'Toinen', 'Kolmas']) {
      await mailing.publish({ fi: { title } });
      await passTime(12 * 60 * MINUTE);
    }
    await passTime(12 * 60 * MINUTE);
    await relayProxy.handleWith(forwardTo(mailing.inbox.url));
    await passTime(60 * MINUTE);
    const subjects = mailing.releases(READER).map(({ subject }) => subject);
    expect(subjects.sort()).toEqual(['Ensimmäinen', 'Kolmas', 'Toinen']);
    await passTime(60 * MINUTE);
    expect(mailing.releases(READER)).toHaveLength(3);
  });
});

test('a reader who subscribes during an outage gets the confirmation mail after it', async () => {
  await relayProxy.stop();
  expect((await mailing.ask('matti@lehti.example', 'fi')).status).toBe(202);
  await relayProxy.handleWith(forwardTo(mailing.inbox.url));
  await passTime(2_000);
  expect(mailing.inbox.to('matti@lehti.example')).toHaveLength(1);
});

test.each([
  ['the sender', 'MAIL', '550 5.7.1 not you'],
  ['DATA', 'DATA', '554 5.6.0 no'],
] as const)(
  'a permanent refusal of %s is a dead letter and does not end the subscription',
  async (_name, stage, reply) => {
    await relayProxy.handleWith(replyAt(stage, reply));
    await mailing.publish(TEXT);
    expect(await counts()).toMatchObject({ total: 1, delivered: 0, failed: 1, pending: 0 });
    await relayProxy.handleWith(forwardTo(mailing.inbox.url));
    await mailing.publish({ fi: { title: 'Toinen' } });
    expect(mailing.releases(READER).map(({ subject }) => subject)).toEqual(['Toinen']);
  },
);
