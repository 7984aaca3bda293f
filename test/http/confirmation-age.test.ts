import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONFIRMATION_LIFETIME } from '../../src/subscribers/link.ts';
import { NOON } from './harness.ts';
import { firstAddress, type MailHarness, openMailing } from './mailing.ts';

const READER = 'aino@lehti.example';

let mailing: MailHarness;
beforeEach(async () => {
  mailing = await openMailing();
});
afterEach(() => mailing.close());

test('a confirmation link is valid for exactly one week, also after a confirmation', async () => {
  await mailing.subscribe(READER, 'fi');
  const link = firstAddress(mailing.inbox.to(READER)[0]);
  await mailing.moveTo(NOON + CONFIRMATION_LIFETIME - 1);
  expect((await mailing.get(link)).status).toBe(200);
  expect((await mailing.form(link, '')).status).toBe(200);
  await mailing.moveTo(NOON + CONFIRMATION_LIFETIME);
  expect((await mailing.get(link)).status).toBe(404);
  expect((await mailing.form(link, '')).status).toBe(404);
});

test('an unused link confirms nothing after one week', async () => {
  await mailing.ask(READER, 'fi');
  const link = firstAddress(mailing.inbox.to(READER)[0]);
  await mailing.moveTo(NOON + CONFIRMATION_LIFETIME);
  expect((await mailing.form(link, '')).status).toBe(404);
  await mailing.publish({ fi: { title: 'Satama jäätyi' } });
  expect(mailing.releases(READER)).toEqual([]);
});
