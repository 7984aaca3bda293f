import { expect, test } from 'vitest';
import {
  choicesDigest,
  confirmationToken,
  newsroomNumber,
  readConfirmation,
  subscriptionId,
  subscriptionToken,
} from '../../src/subscribers/link.ts';

const SECRET = 'a'.repeat(64);
const CONFIRMATION = {
  number: 7,
  id: '0123456789abcdef0123456789abcdef',
  issuedAt: Date.parse('2026-03-10T12:00:00+02:00'),
  digest: '0123456789abcdef',
};

test('a confirmation token can be read only with the secret that signed it', async () => {
  const token = await confirmationToken(SECRET, CONFIRMATION);
  expect(await readConfirmation(SECRET, token)).toEqual(CONFIRMATION);
  expect(await readConfirmation('b'.repeat(64), token)).toBeNull();
  expect(newsroomNumber(token)).toBe(7);
});

test('a confirmation token with any changed character is invalid', async () => {
  const token = await confirmationToken(SECRET, CONFIRMATION);
  const changed = [...token].map(
    (character, at) => token.slice(0, at) + (character === '1' ? '2' : '1') + token.slice(at + 1),
  );
  const read = await Promise.all(changed.map((each) => readConfirmation(SECRET, each)));
  expect(read.filter((each) => each !== null)).toEqual([]);
});

test('the token of a subscription is always the same and is no confirmation token', async () => {
  const token = await subscriptionToken(SECRET, CONFIRMATION.number, CONFIRMATION.id);
  expect(await subscriptionToken(SECRET, CONFIRMATION.number, CONFIRMATION.id)).toBe(token);
  expect(subscriptionId(token)).toBe(CONFIRMATION.id);
  expect(await readConfirmation(SECRET, token)).toBeNull();
  expect(subscriptionId(await confirmationToken(SECRET, CONFIRMATION))).toBeNull();
});

test('tokens have only characters at which no mail client ends a token', async () => {
  const tokens = [
    await confirmationToken(SECRET, CONFIRMATION),
    await subscriptionToken(SECRET, CONFIRMATION.number, CONFIRMATION.id),
  ];
  for (const token of tokens) expect(token).toMatch(/^[0-9a-z.]+[0-9a-z]$/);
});

test('different choices have different digests', async () => {
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
