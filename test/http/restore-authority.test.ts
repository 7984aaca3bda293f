import { expect, test } from 'vitest';
import { digestOfLines, NO_LINES, signed } from '../../src/backup/signature.ts';
import { subscriberId } from '../../src/subscribers/records.ts';
import { png } from '../media/samples.ts';
import {
  ADMIN,
  type Answer,
  API,
  at,
  type Harness,
  NOON,
  openHarness,
  openNewsroom,
  PROFILE,
  RELEASES,
  VARIANTS,
} from './harness.ts';

const NDJSON = { 'Content-Type': 'application/x-ndjson' };
const OWN = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);

async function exportedLines(): Promise<string[]> {
  const { call, token } = await openNewsroom();
  return (await call('GET', `${API}/${PROFILE.slug}/export`, { token })).text.trim().split('\n');
}

async function withReader(lines: readonly string[], secret: string | null = null): Promise<string[]> {
  const email = 'lukija@lehti.example';
  const id = await subscriberId({ authority: 'tiedotteet.example', number: 1 }, 'fi', email);
  const value = {
    schema: 1,
    id,
    email,
    language: 'fi',
    keywords: [],
    types: [],
    fallback: false,
    consent: '2026-11',
    askedAt: NOON,
    confirmedAt: NOON,
    links: [],
  };
  const records = [...lines.slice(0, -1), JSON.stringify({ record: 'subscriber', id: `fi:${id}`, value })];
  const end = { records: records.length, lastNumber: 1 };
  const last = await signed({ own: secret, trusted: [] }, await digestOfLines(NO_LINES, records), end);
  return [...records, JSON.stringify({ record: 'end', id: '', value: last })];
}

function restore(harness: Harness, slug: string, token: string, lines: readonly string[]): Promise<Answer> {
  return harness.call('POST', `${API}/${slug}/restore`, { token, json: lines.join('\n'), headers: NDJSON });
}

test('with its own token a newsroom keeps its slug and number, and takes none from others', async () => {
  const lines = await exportedLines();
  const harness = openHarness();
  await harness.createNewsroom({ ...PROFILE, slug: 'eka' });
  const token = await harness.createNewsroom({ ...PROFILE, slug: 'toka' });
  const answer = await restore(harness, 'toka', token, lines);
  expect([answer.status, at(answer.json, 'newsroom', 'slug'), at(answer.json, 'newsroom', 'number')]).toEqual(
    [200, 'toka', 2],
  );
  expect(answer.json).toMatchObject({ releases: 1, media: 0, signedBy: null });
  expect((await harness.get(`/fi/${PROFILE.slug}/feed.json`)).status).toBe(404);
  // The slug of the export is free.
  expect((await harness.call('POST', API, { token: ADMIN, json: PROFILE })).status).toBe(201);
  expect((await harness.get(`${API}/toka/releases/1`)).json.id).toBe(2_000_001);
});

test('with the operator’s token a newsroom takes the slug and the number of the export', async () => {
  const lines = await exportedLines();
  const harness = openHarness();
  await harness.createNewsroom({ ...PROFILE, slug: 'eka' });
  await harness.createNewsroom({ ...PROFILE, slug: 'toka' });
  expect((await restore(harness, 'toka', ADMIN, lines)).status).toBe(409);
  const numbered = [
    String(lines[0]).replace(/"newsroom":\{(.*?)"number":1,/, '"newsroom":{$1"number":7,'),
    ...lines.slice(1),
  ];
  const answer = await restore(harness, 'toka', ADMIN, numbered);
  expect([answer.status, at(answer.json, 'newsroom', 'slug'), at(answer.json, 'newsroom', 'number')]).toEqual(
    [200, PROFILE.slug, 7],
  );
  expect((await harness.get(`/fi/toka/feed.json`)).status).toBe(301);
});

test('another newsroom’s token, a wrong one and none restore nothing', async () => {
  const lines = await exportedLines();
  const harness = openHarness();
  const other = await harness.createNewsroom({ ...PROFILE, slug: 'eka' });
  await harness.createNewsroom({ ...PROFILE, slug: 'toka' });
  expect((await restore(harness, 'toka', other, lines)).status).toBe(403);
  expect((await restore(harness, 'toka', 'kaiku_x', lines)).status).toBe(401);
  expect((await restore(harness, 'puuttuu', ADMIN, lines)).status).toBe(404);
});

test.each<[string, string | null, readonly string[], boolean, number, string | null]>([
  ['an unsigned export leaves them out', null, [], false, 0, null],
  ['the operator’s token brings them in', null, [], true, 1, null],
  ['the signature of this installation brings them in', OWN, [], false, 1, 'this-installation'],
  [
    'the signature of a trusted installation brings them in',
    OTHER,
    [OTHER],
    false,
    1,
    'trusted-installation',
  ],
  ['the signature of any other installation leaves them out', OTHER, [], false, 0, null],
])('of subscribers: %s', async (_, secret, trustedSecrets, isOperator, subscribers, signedBy) => {
  const lines = await withReader(await exportedLines(), secret);
  const harness = openHarness({ secret: OWN, trustedSecrets });
  const token = await harness.createNewsroom();
  const answer = await restore(harness, PROFILE.slug, isOperator ? ADMIN : token, lines);
  expect(answer.json).toMatchObject({ subscribers, subscribersLeftOut: 1 - subscribers, signedBy });
  const { text } = await harness.call('GET', `${API}/${PROFILE.slug}/export`, { token });
  expect(text.includes('lukija@lehti.example')).toBe(subscribers === 1);
});

test('a signed export that was edited is not signed any more, and is judged by its content', async () => {
  const lines = await withReader(await exportedLines(), OWN);
  const harness = openHarness({ secret: OWN });
  const token = await harness.createNewsroom();
  const edited = lines.map((line) => line.replaceAll('Uusi lauttalinja', 'Toinen linja'));
  const answer = await restore(harness, PROFILE.slug, token, edited);
  expect([answer.status, answer.json.signedBy, answer.json.subscribers]).toEqual([200, null, 0]);
  expect((await harness.get(`/fi/${PROFILE.slug}/feed.json`)).text).toContain('Toinen linja');
});

test('entry ids stay, except those that another newsroom of the service has', async () => {
  const lines = await exportedLines();
  const id = 'tag:tiedotteet.example,2026-03-10:release/1000001/fi';
  const idIn = async (harness: Harness, slug: string) =>
    at((await harness.get(`${API}/${slug}/releases/1`)).json, 'variants', 'fi', 'id');

  const same = openHarness();
  expect((await restore(same, PROFILE.slug, await same.createNewsroom(), lines)).status).toBe(200);
  expect(await idIn(same, PROFILE.slug)).toBe(id);

  const taken = openHarness();
  await taken.createNewsroom({ ...PROFILE, slug: 'eka' });
  const answer = await restore(
    taken,
    'toka',
    await taken.createNewsroom({ ...PROFILE, slug: 'toka' }),
    lines,
  );
  expect(answer.json).toMatchObject({ foreignEntries: 0 });
  expect(await idIn(taken, 'toka')).toBe(id.replace('1000001', '2000001'));
  expect((await taken.get('/fi/feed.json')).text).toContain('lauttalinja');

  const later = openHarness();
  await later.moveTo(NOON + 86_400_000);
  await later.createNewsroom({ ...PROFILE, slug: 'eka' });
  const kept = await restore(later, 'toka', await later.createNewsroom({ ...PROFILE, slug: 'toka' }), lines);
  expect(kept.json).toMatchObject({ foreignEntries: 2 });
  expect(await idIn(later, 'toka')).toBe(id);
});

test('files are found under the number that the newsroom has', async () => {
  const from = openHarness();
  const token = await from.createNewsroom();
  const uploaded = await from.app.request(`${API}/${PROFILE.slug}/media?name=kuva.png`, {
    method: 'PUT',
    body: png(3, 2),
    headers: { Authorization: `Bearer ${token}` },
  });
  const url = String(at(await uploaded.json(), 'url'));
  const json = { state: 'published', variants: VARIANTS, media: [{ url }] };
  expect((await from.call('POST', RELEASES, { token, json })).status).toBe(201);
  const { text } = await from.call('GET', `${API}/${PROFILE.slug}/export`, { token });
  const to = openHarness();
  await to.createNewsroom({ ...PROFILE, slug: 'eka' });
  const own = await to.createNewsroom({ ...PROFILE, slug: 'toka' });
  expect((await restore(to, 'toka', own, text.trim().split('\n'))).status).toBe(200);
  const path = String(at((await to.get(`${API}/toka/releases/1`)).json, 'media', 0, 'url')).replace(
    /^https:\/\/[^/]*/,
    '',
  );
  expect(path).toMatch(/^\/media\/2\//);
  expect((await to.get(path)).status).toBe(200);
});

test('a refusal names the line or the record, and repeats nothing of it', async () => {
  const lines = await exportedLines();
  const harness = openHarness();
  const token = await harness.createNewsroom();
  const refusal = async (edit: (line: string) => string) => {
    const answer = await restore(harness, PROFILE.slug, token, lines.map(edit));
    expect(answer.status).toBe(400);
    return answer.json.errors;
  };
  const released = lines.findIndex((line) => line.startsWith('{"record":"release"')) + 1;
  const future = await refusal((line) =>
    line.replaceAll(`"publishedAt":${NOON}`, `"publishedAt":${NOON + 86_400_000}`),
  );
  expect(future).toMatchObject([{ pointer: `/${released}` }]);
  expect(await refusal((line) => line.replace('"archives":0', '"archives":999999999'))).toMatchObject([
    { pointer: expect.stringMatching(/^\/shelf\//) },
  ]);
  expect(
    await refusal((line) =>
      line.startsWith('{"record":"release"') ? line.replace('"revision":1,', '"revision":999999999,') : line,
    ),
  ).toMatchObject([{ pointer: '/release/1' }]);
  expect(
    await refusal((line) => line.replaceAll('"state":"published"', '"state":"scheduled"')),
  ).toMatchObject([{ pointer: `/${released}` }]);
  expect(
    await refusal((line) => line.replace('"languages":["fi","sv"]', '"languages":["fi"]')),
  ).toMatchObject([{ pointer: `/${released}` }]);
  expect((await restore(harness, PROFILE.slug, token, lines)).status).toBe(200);
});
