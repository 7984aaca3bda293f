import { describe, expect, test } from 'vitest';
import { JSON_LIMITS } from '../../src/http/body.ts';
import { at, openNewsroom, RELEASES } from './harness.ts';

const many = (count: number, piece: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => piece(n)).join();

describe('JSON with very many values is refused before it is parsed', async () => {
  const { call, token } = await openNewsroom();

  test.each([
    ['unknown members', `{${many(80_000, (n) => `"k${n}":0`)}}`],
    ['members of a variant', `{"variants":{"fi":{"title":"x",${many(80_000, (n) => `"k${n}":0`)}}}}`],
    ['members of the media', `{"media":[${many(100, () => `{${many(1_000, (n) => `"k${n}":0`)}}`)}]}`],
    ['objects of a list', `{"contacts":[${many(300_000, () => '{}')}]}`],
    ['lists', `[${many(100_000, () => '[[[]]]')}]`],
  ])('%s', async (_, json) => {
    const answer = await call('POST', RELEASES, { token, json, headers: { 'Accept-Language': 'en' } });
    expect(answer.status).toBe(413);
    expect(at(answer.json, 'errors', 0)).toEqual({
      pointer: '',
      detail: 'The request may have at most 20,000 values.',
    });
  });

  test('the limit counts members and elements', async () => {
    const json = (count: number) => `{"k":[${many(count, () => '0')}]}`;
    const answers = [JSON_LIMITS.values - 1, JSON_LIMITS.values].map((count) =>
      call('POST', RELEASES, { token, json: json(count) }),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([422, 413]);
  });
});

test('JSON that nests too deep is malformed', async () => {
  const { call, token } = await openNewsroom();
  for (const json of ['['.repeat(1_000_000), '{"a":'.repeat(100_000), `${'['.repeat(40)}${']'.repeat(40)}`])
    expect((await call('POST', RELEASES, { token, json })).status).toBe(400);
});

test('a release that reaches every other limit is accepted, and so is the whole of it as a patch', async () => {
  const { call, token } = await openNewsroom();
  const localized = { fi: 'a', sv: 'b', en: 'c' };
  const list = <T>(length: number, entry: (n: number) => T) => Array.from({ length }, (_, n) => entry(n));
  const variant = { title: 'x', lead: 'y', body: '<p>z</p>', keywords: list(50, (n) => `sana ${n}`) };
  const created = await call('POST', RELEASES, {
    token,
    json: {
      variants: { fi: variant, sv: variant },
      contacts: list(50, (n) => ({
        name: `${n}`,
        title: localized,
        email: 'a@satama.example',
        phone: '123',
      })),
      media: list(100, (n) => ({
        url: `https://kuvat.example/${n}`,
        type: 'image/png',
        bytes: 1,
        alt: localized,
        caption: localized,
        credit: 'a',
      })),
      links: list(100, (n) => ({ url: `https://satama.example/${n}`, title: localized })),
    },
  });
  expect(created.status).toBe(201);
  const headers = { 'If-Match': '"1"', 'Content-Type': 'application/merge-patch+json' };
  const patched = await call('PATCH', `${RELEASES}/2`, { token, json: created.text, headers });
  expect(patched.status).toBe(200);
});
