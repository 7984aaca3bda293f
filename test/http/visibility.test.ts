import { describe, expect, test } from 'vitest';
import { at, NEWSROOM, openNewsroom, RELEASES, VARIANTS } from './harness.ts';

const FORMATS = ['rss', 'atom', 'json'] as const;
const SECRET = { fi: { title: 'Salainen fuusio', keywords: ['fuusio'] }, sv: { title: 'Hemlig fusion' } };
const IF = (revision: number) => ({ 'If-Match': `"${revision}"` });

/** All public documents. */
const EVERYWHERE = [
  ...['fi', 'sv'].flatMap((language) =>
    FORMATS.flatMap((format) => [
      `/${language}/satamakaupunki/feed.${format}`,
      `/${language}/feed.${format}`,
    ]),
  ),
  ...['/fi/satamakaupunki/keywords/fuusio/feed.json', '/fi/satamakaupunki/types/release/feed.json'],
  ...[
    '/satamakaupunki/2',
    '/fi/satamakaupunki/2',
    '/fi/satamakaupunki',
    '/fi/',
    RELEASES,
    `${RELEASES}/2`,
    NEWSROOM,
  ],
];

test('an embargoed release is not public before its instant, which is then its date', async () => {
  const { call, get, token, moveTo } = await openNewsroom();
  const before = await Promise.all(EVERYWHERE.map((path) => get(path)));
  const json = { state: 'scheduled', publishAt: '2026-03-12T09:00', variants: SECRET };
  const created = await call('POST', RELEASES, { token, json });
  expect(created.json.publishAt).toBe('2026-03-12T09:00:00+02:00');
  await moveTo('2026-03-12T08:59:59+02:00');
  for (const [index, path] of EVERYWHERE.entries()) {
    const now = await get(path);
    expect([path, now.status, now.text]).toEqual([path, before[index]?.status, before[index]?.text]);
    expect(now.headers.get('etag')).toBe(before[index]?.headers.get('etag') ?? null);
  }
  await moveTo('2026-03-12T09:00:03+02:00');
  for (const format of FORMATS) {
    expect((await get(`/fi/satamakaupunki/feed.${format}`)).text).toContain('Salainen fuusio');
    expect((await get(`/sv/feed.${format}`)).text).toContain('Hemlig fusion');
  }
  const lifted = await call('GET', `${RELEASES}/2`, { token });
  expect(lifted.json).toMatchObject({ state: 'published', revision: 2 });
  expect(at(lifted.json, 'variants', 'sv', 'publishedAt')).toBe('2026-03-12T09:00:00+02:00');
});

test('an embargo can be moved, removed and ended early', async () => {
  const { call, get, token, moveTo } = await openNewsroom();
  const json = { state: 'scheduled', publishAt: '2026-03-12T09:00', variants: SECRET };
  await call('POST', RELEASES, { token, json });
  const steps = [
    ['schedule', { publishAt: '2026-03-14T09:00' }, 'scheduled'],
    ['unschedule', {}, 'draft'],
    ['publish', {}, 'published'],
  ] as const;
  await moveTo('2026-03-11T09:00:00+02:00');
  for (const [index, [what, body, state]] of steps.entries()) {
    const path = `${RELEASES}/2/${what}`;
    const changed = await call('POST', path, { token, json: body, headers: IF(index + 1) });
    expect([changed.status, changed.json.state, changed.json.revision]).toEqual([200, state, index + 2]);
  }
  await moveTo('2026-03-15T09:00:00+02:00');
  const shown = await get(`${RELEASES}/2`);
  expect([shown.json.revision, shown.json.publishAt]).toEqual([4, '2026-03-11T09:00:00+02:00']);
});

test.each(['draft', 'scheduled'])('a %s is 404 to everyone and cannot be withdrawn', async (state) => {
  const { call, get, token } = await openNewsroom();
  const when = state === 'scheduled' ? { publishAt: '2026-05-01T09:00' } : {};
  await call('POST', RELEASES, { token, json: { state, ...when, variants: SECRET } });
  const unknown = await get(`${RELEASES}/77`);
  const hidden = await get(`${RELEASES}/2`);
  expect([hidden.status, hidden.text]).toEqual([404, unknown.text]);
  for (const path of ['/satamakaupunki/2', '/fi/satamakaupunki/2/salainen-fuusio']) {
    expect((await get(path)).status).toBe(404);
  }
  const json = { reason: 'Virhe' };
  expect((await call('POST', `${RELEASES}/2/withdraw`, { token, json, headers: IF(1) })).status).toBe(409);
});

describe('a correction', () => {
  test('is in every language and format, with the same ids and a later updated date', async () => {
    const { call, get, token, published, moveTo } = await openNewsroom();
    await moveTo('2026-03-10T14:00:00+02:00');
    const json = { note: { fi: 'Päivä korjattu.' }, variants: { fi: { title: 'Lautta avataan 3.6.' } } };
    const corrected = await call('POST', `${RELEASES}/1/correct`, { token, json, headers: IF(1) });
    expect(corrected.json).toMatchObject({
      state: 'published',
      corrections: [{ note: { fi: 'Päivä korjattu.' } }],
    });
    for (const language of ['fi', 'sv']) {
      const before = at(published.json, 'variants', language);
      const after = at(corrected.json, 'variants', language);
      expect(at(after, 'id')).toBe(at(before, 'id'));
      expect(at(after, 'publishedAt')).toBe('2026-03-10T12:00:00+02:00');
      expect(at(after, 'updatedAt')).toBe('2026-03-10T14:00:00+02:00');
    }
    for (const format of FORMATS) {
      const feed = await get(`/fi/satamakaupunki/feed.${format}`);
      expect(feed.text).toContain('Lautta avataan 3.6.');
      expect(feed.text).toMatch(/2026-03-10T14:00:00\+02:00/);
    }
  });
});

describe('a withdrawal', () => {
  const json = { reason: { fi: 'Julkaistu vahingossa.', sv: 'Publicerat av misstag.' } };

  test('removes the release from every feed and has its reason in the requested language', async () => {
    const { call, get, token } = await openNewsroom();
    const gone = await call('POST', `${RELEASES}/1/withdraw`, { token, json, headers: IF(1) });
    expect([gone.status, gone.json.state]).toEqual([200, 'withdrawn']);
    for (const format of FORMATS) {
      for (const path of ['/fi/satamakaupunki', '/fi', '/fi/satamakaupunki/keywords/liikenne']) {
        expect((await get(`${path}/feed.${format}`)).text).not.toContain('lauttalinja');
      }
    }
    expect((await get('/fi/satamakaupunki/feed.atom')).text).toContain('deleted-entry');
    expect(at((await get('/sv/satamakaupunki/feed.json')).json, '_kaiku', 'withdrawn', 0, 'id')).toBe(
      'tag:tiedotteet.example,2026-03-10:release/1000001/sv',
    );
    const page = await get('/sv/satamakaupunki/1/ny-farjelinje-oppnas-i-maj', { 'Accept-Language': 'fi' });
    expect([page.status, page.json.detail]).toEqual([410, 'Publicerat av misstag.']);
    const inApi = await get(`${RELEASES}/1`, { 'Accept-Language': 'fi' });
    expect([inApi.status, inApi.json.detail]).toEqual([410, 'Julkaistu vahingossa.']);
    expect((await get('/satamakaupunki/1')).status).toBe(410);
    expect((await get(RELEASES)).json.releases).toEqual([]);
  });

  test('of one language leaves the other, and cannot be patched back', async () => {
    const { call, get, token } = await openNewsroom();
    const only = { ...json, languages: ['sv'] };
    const gone = await call('POST', `${RELEASES}/1/withdraw`, { token, json: only, headers: IF(1) });
    expect([gone.status, gone.json.state]).toEqual([200, 'published']);
    expect((await get('/fi/satamakaupunki/feed.rss')).text).toContain('lauttalinja');
    expect((await get('/sv/satamakaupunki/feed.rss')).text).not.toContain('färjelinje');
    expect((await get('/sv/satamakaupunki/1/ny-farjelinje-oppnas-i-maj')).status).toBe(410);
    const back = { variants: { sv: VARIANTS.sv } };
    expect((await call('PATCH', `${RELEASES}/1`, { token, json: back, headers: IF(2) })).status).toBe(409);
    const shown = await get(`${RELEASES}/1`);
    expect(Object.keys(Object(at(shown.json, 'variants', 'sv')))).toEqual(['withdrawn']);
    const rest = { reason: { fi: 'Hanke peruttiin.', sv: 'Projektet ställdes in.' } };
    await call('POST', `${RELEASES}/1/withdraw`, { token, json: rest, headers: IF(2) });
    const [fi, sv] = [await get('/fi/satamakaupunki/1/x'), await get('/sv/satamakaupunki/1/x')];
    expect([fi.json.detail, sv.json.detail]).toEqual(['Hanke peruttiin.', 'Publicerat av misstag.']);
  });
});

test('a language with public variants cannot be removed', async () => {
  const { call, get, token } = await openNewsroom();
  const refused = await call('PATCH', NEWSROOM, { token, json: { languages: ['fi'] } });
  expect(refused.status).toBe(409);
  expect((await get('/sv/satamakaupunki/feed.rss')).status).toBe(200);
});

test('of two simultaneous edits one is refused as stale', async () => {
  const { call, token } = await openNewsroom();
  const edits = ['Yksi', 'Kaksi', 'Kolme'].map((lead) =>
    call('PATCH', `${RELEASES}/1`, { token, json: { variants: { fi: { lead } } }, headers: IF(1) }),
  );
  const statuses = (await Promise.all(edits)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 412, 412]);
});

test('a variant added to a published release is public at once, with its own publication date', async () => {
  const { call, get, token, moveTo } = await openNewsroom();
  const json = { state: 'published', variants: { fi: { title: 'Satama jäätyi' } } };
  await call('POST', RELEASES, { token, json });
  await moveTo('2026-03-10T15:00:00+02:00');
  const added = { variants: { sv: { title: 'Hamnen frös' } } };
  const patched = await call('PATCH', `${RELEASES}/2`, { token, json: added, headers: IF(1) });
  expect(at(patched.json, 'variants', 'sv', 'publishedAt')).toBe('2026-03-10T15:00:00+02:00');
  expect(at(patched.json, 'variants', 'fi', 'publishedAt')).toBe('2026-03-10T12:00:00+02:00');
  for (const format of FORMATS) {
    expect((await get(`/sv/satamakaupunki/feed.${format}`)).text).toContain('Hamnen frös');
  }
});
