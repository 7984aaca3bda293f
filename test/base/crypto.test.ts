import { expect, test } from 'vitest';
import { isSameDigest, keyedDigest, randomHex, sha256 } from '../../src/base/crypto.ts';

test('a digest is equal only to itself', () => {
  expect(isSameDigest('0a1b2c', '0a1b2c')).toBe(true);
  for (const other of ['0a1b2d', '1a1b2c', '0a1b2', '0a1b2c0', '', '0A1B2C']) {
    expect([other, isSameDigest('0a1b2c', other), isSameDigest(other, '0a1b2c')]).toEqual([
      other,
      false,
      false,
    ]);
  }
});

test('SHA-256 uses the UTF-8 bytes', async () => {
  // FIPS 180-2, appendix B.1.
  expect(await sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(await sha256('ä')).not.toBe(await sha256('a\u0308'));
});

test('a keyed digest depends on secret and message, and has 128 bits', async () => {
  const digests = await Promise.all([
    ...[keyedDigest('avain', 'viesti'), keyedDigest('avain2', 'viesti')],
    keyedDigest('avain', 'viesti2'),
  ]);
  expect(new Set(digests).size).toBe(3);
  for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{32}$/);
  expect(await keyedDigest('avain', 'viesti')).toBe(digests[0]);
});

test('random text has two digits for each byte and differs every time', () => {
  expect(randomHex(16)).toMatch(/^[0-9a-f]{32}$/);
  expect(randomHex(16)).not.toBe(randomHex(16));
});
