import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { digestOfLines, NO_LINES, signed, signerOf } from '../../src/backup/signature.ts';
import { isObject } from '../../src/base/json.ts';
import { madeSecret } from '../../src/platform/node/secret.ts';

const OWN = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
const LINES = ['{"record":"newsroom"}', '{"record":"token"}'];
const END = { records: 2, lastNumber: 7 };

const directories: string[] = [];
afterAll(async () => {
  for (const directory of directories) await rm(directory, { recursive: true });
});

async function signedEnd(secret: string | null) {
  const digest = await digestOfLines(NO_LINES, LINES);
  return { digest, end: await signed({ own: secret, trusted: [] }, digest, END) };
}

test('the digest of lines is the same however they are cut into parts, and another for other lines', async () => {
  const whole = await digestOfLines(NO_LINES, LINES);
  const first = await digestOfLines(NO_LINES, LINES.slice(0, 1));
  expect(await digestOfLines(first, LINES.slice(1))).toBe(whole);
  expect(await digestOfLines(NO_LINES, LINES.toReversed())).not.toBe(whole);
  expect(await digestOfLines(NO_LINES, [LINES.join('\n')])).not.toBe(whole);
});

test('a signature follows the other members, and a service without a secret writes none', async () => {
  const { end } = await signedEnd(OWN);
  expect(Object.keys(end)).toEqual(['records', 'lastNumber', 'signature']);
  expect((await signedEnd(null)).end).toEqual(END);
});

test('a signature is believed when it is of this service or of a trusted one', async () => {
  const { digest, end } = await signedEnd(OWN);
  expect(await signerOf({ own: OWN, trusted: [] }, digest, end)).toBe('own');
  expect(await signerOf({ own: OTHER, trusted: [OWN] }, digest, end)).toBe('trusted');
  expect(await signerOf({ own: null, trusted: [OWN] }, digest, end)).toBe('trusted');
  expect(await signerOf({ own: OTHER, trusted: [] }, digest, end)).toBeNull();
  expect(await signerOf({ own: null, trusted: [] }, digest, end)).toBeNull();
});

test('a signature fits neither other lines nor another last line', async () => {
  const { digest, end } = await signedEnd(OWN);
  const secrets = { own: OWN, trusted: [] };
  expect(await signerOf(secrets, await digestOfLines(digest, ['{}']), end)).toBeNull();
  expect(await signerOf(secrets, digest, { ...end, lastNumber: 8 })).toBeNull();
  for (const signature of [undefined, null, 7, '', 'a'.repeat(64)])
    expect(await signerOf(secrets, digest, { ...end, signature })).toBeNull();
});

test('a secret is made once, in a file that nobody else may read', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kaiku-secret-'));
  directories.push(directory);
  const secret = madeSecret(directory);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(madeSecret(directory)).toBe(secret);
  expect((await stat(join(directory, 'secret'))).mode & 0o777).toBe(0o600);
  expect((await readFile(join(directory, 'secret'), 'utf8')).trim()).toBe(secret);
  await writeFile(join(directory, 'secret'), '');
  expect(() => madeSecret(directory)).toThrow(/damaged/);
});

test('an export ends with the last number and a signature of its lines', async () => {
  const { exportLines, openInstance } = await import('./backup-harness.ts');
  const instance = await openInstance({ secret: OWN });
  await instance.newsroom.releases.create({ variants: { fi: { title: 'Silta' } } }, null);
  const lines = await exportLines(instance);
  const end: unknown = JSON.parse(lines.at(-1) ?? '');
  const value = isObject(end) && isObject(end.value) ? end.value : {};
  expect(value).toMatchObject({ records: lines.length - 1, lastNumber: 1 });
  expect(Object.keys(value)).toEqual(['records', 'lastNumber', 'signature']);
  const digest = await digestOfLines(NO_LINES, lines.slice(0, -1));
  expect(await signerOf({ own: OWN, trusted: [] }, digest, value)).toBe('own');
});
