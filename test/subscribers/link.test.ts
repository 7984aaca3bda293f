import { expect, test } from 'vitest';
import {
  choicesDigest,
  confirmationLink,
  newsroomNumber,
  readConfirmation,
  subscriptionId,
  subscriptionLink,
} from '../../src/subscribers/link.ts';

const SECRET = 'a'.repeat(64);
const SAID = {
  number: 7,
  id: '0123456789abcdef0123456789abcdef',
  issuedAt: Date.parse('2026-03-10T12:00:00+02:00'),
  digest: '0123456789abcdef',
};

test('a confirmation link says what it was made of, to the secret that signed it and to no other', async () => {
  const link = await confirmationLink(SECRET, SAID);
  expect(await readConfirmation(SECRET, link)).toEqual(SAID);
  expect(await readConfirmation('b'.repeat(64), link)).toBeNull();
  expect(newsroomNumber(link)).toBe(7);
});

test('no character of a confirmation link can be another', async () => {
  const link = await confirmationLink(SECRET, SAID);
  const changed = [...link].map(
    (character, at) => link.slice(0, at) + (character === '1' ? '2' : '1') + link.slice(at + 1),
  );
  const read = await Promise.all(changed.map((each) => readConfirmation(SECRET, each)));
  expect(read.filter((each) => each !== null)).toEqual([]);
});

test('a subscription’s link is the same each time and cannot be used to confirm', async () => {
  const link = await subscriptionLink(SECRET, SAID.number, SAID.id);
  expect(await subscriptionLink(SECRET, SAID.number, SAID.id)).toBe(link);
  expect(subscriptionId(link)).toBe(SAID.id);
  expect(await readConfirmation(SECRET, link)).toBeNull();
  expect(subscriptionId(await confirmationLink(SECRET, SAID))).toBeNull();
});

test('links are made of what no mail program cuts off', async () => {
  const links = [await confirmationLink(SECRET, SAID), await subscriptionLink(SECRET, SAID.number, SAID.id)];
  for (const link of links) expect(link).toMatch(/^[0-9a-z.]+[0-9a-z]$/);
});

test('other choices have another digest', async () => {
  const choices = { keywords: ['meri'], types: [], fallback: false };
  const digests = await Promise.all([
    choicesDigest(choices),
    choicesDigest({ ...choices, fallback: true }),
    choicesDigest({ ...choices, keywords: ['meri', 'tuuli'] }),
    choicesDigest({ ...choices, types: ['release'] }),
  ]);
  expect(new Set(digests).size).toBe(4);
  expect(await choicesDigest({ ...choices })).toBe(digests[0]);
});
