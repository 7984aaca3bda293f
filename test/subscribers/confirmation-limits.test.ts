import { afterEach, expect, test } from 'vitest';
import { API, PROFILE } from '../http/harness.ts';
import { type MailHarness, openMailing } from '../http/mailing.ts';

const HOUR = 60 * 60 * 1000;
const TEXT = { fi: { title: 'Uusi lauttalinja' } };
const BOUNDS = { perMailbox: 3, perDomain: 6, perNewsroom: 9 };

let mailing: MailHarness;
afterEach(() => mailing.close());

const received = () => mailing.inbox.received.length;

/** Asks for each address and expects the same answer for all. */
async function askForAll(addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const answer = await mailing.ask(address, 'fi');
    expect([answer.status, answer.text]).toEqual([202, '{}']);
  }
}

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));

test('one mailbox gets few confirmation mails an hour, whatever its tags and its case', async () => {
  mailing = await openMailing();
  await askForAll(times(40, (index) => `${index % 2 === 0 ? 'liisa' : 'Liisa'}+${index}@lehti.example`));
  expect(received()).toBe(10);
  await askForAll(['matti@lehti.example']);
  expect(received()).toBe(11);
  await mailing.moveTo(mailing.service.now() + HOUR);
  await askForAll(times(2, (index) => `liisa+uusi${index}@lehti.example`));
  expect(received()).toBe(13);
});

test('a plus sign at the beginning of an address is no tag', async () => {
  mailing = await openMailing({}, null, BOUNDS);
  await askForAll(times(5, (index) => `+${index}@lehti.example`));
  expect(received()).toBe(5);
});

test('the addresses of one domain get a limited number of confirmation mails an hour', async () => {
  mailing = await openMailing({}, null, BOUNDS);
  await askForAll(times(20, (index) => `lukija${index}@${index % 2 === 0 ? 'Lehti' : 'lehti'}.example`));
  expect(received()).toBe(6);
  await askForAll(['lukija@muualla.example']);
  expect(received()).toBe(7);
});

test('mailboxes and domains are counted over all newsrooms of a process, and a newsroom by itself', async () => {
  mailing = await openMailing({}, null, BOUNDS);
  await mailing.createNewsroom({ ...PROFILE, slug: 'toinen' });
  const askOther = async (email: string) => {
    const path = `${API}/toinen/subscriptions`;
    expect((await mailing.call('POST', path, { json: { email, language: 'fi' } })).status).toBe(202);
    await mailing.waitUntilIdle();
  };
  await askForAll(times(4, () => 'liisa@lehti.example'));
  await askOther('liisa@lehti.example');
  expect(received()).toBe(3);
  await askForAll(times(20, (index) => `lukija@lehti${index}.example`));
  expect(received()).toBe(9);
  await askOther('lukija@muualla.example');
  expect(received()).toBe(10);
});

test('mails about releases are never limited', async () => {
  mailing = await openMailing({}, null, { perMailbox: 1, perDomain: 1, perNewsroom: 1 });
  await mailing.subscribe('liisa@lehti.example', 'fi');
  await askForAll(['matti@lehti.example']);
  expect(received()).toBe(1);
  for (let number = 0; number < 5; number += 1) await mailing.publish(TEXT);
  expect(mailing.releases('liisa@lehti.example')).toHaveLength(5);
});
