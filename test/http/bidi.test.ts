import { expect, test } from 'vitest';
import { at, BASE, NEWSROOM, openHarness, openNewsroom, PROFILE, RELEASES } from './harness.ts';

const CONTROLS = /[\u202A-\u202E\u2066-\u2069]/;

test('names and titles lose controls of direction at every door, and running text is balanced', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom({
    ...PROFILE,
    name: { fi: 'Sa\u202Etama' },
    description: 'Meren\u2067 äärellä',
    contacts: [{ name: 'Mai\u202Eja', title: '\u2066Joh\u2069taja', phone: '\u202A09 310 1641\u202C' }],
    socialLinks: [{ url: 'https://example.fi/', title: 'Li\u202Esää' }],
  });
  const profile = (await call('GET', NEWSROOM)).json;
  expect(at(profile, 'description', 'fi')).toBe('Meren\u2067 äärellä\u2069');
  expect(at(profile, 'contacts', 0)).toEqual({
    name: 'Maija',
    title: { fi: 'Johtaja', sv: 'Johtaja', en: 'Johtaja' },
    phone: '09 310 1641',
  });
  expect(JSON.stringify([profile.name, profile.socialLinks])).not.toMatch(CONTROLS);
  const json = {
    state: 'published',
    variants: {
      fi: {
        title: '\u202E\u2067Lautta\u202C',
        lead: 'a\u202Eb\nc\u202C',
        body: '<p>a&#x202E;b</p><p>c</p><img src="https://example.fi/k.jpg" alt="k&#x2067;">',
        keywords: ['il\u202Emasto', 'ilmasto', '\u2069\u2066x'],
      },
    },
    media: [
      { url: 'https://example.fi/k.jpg', alt: 'k\u202E', caption: '\u2067k', credit: 'A\u202E. Virta' },
    ],
    links: [{ url: 'https://example.fi/\u202E', title: 'Lin\u202Ckki' }],
  };
  const made = await call('POST', RELEASES, { token, json });
  expect(made.status).toBe(201);
  expect(at(made.json, 'variants', 'fi')).toMatchObject({
    title: 'Lautta',
    lead: 'a\u202Eb\u202C\nc',
    body: '<p>a\u202Eb\u202C</p><p>c</p><img src="https://example.fi/k.jpg" alt="k\u2067\u2069" />',
    keywords: ['ilmasto', 'x'],
  });
  expect(at(made.json, 'media', 0)).toMatchObject({
    alt: { fi: 'k\u202E\u202C' },
    caption: { fi: '\u2067k\u2069' },
    credit: 'A. Virta',
  });
  expect(JSON.stringify(made.json.links)).not.toMatch(CONTROLS);
  const headers = { 'If-Match': '*' };
  const withdrawn = await call('POST', `${RELEASES}/1/withdraw`, {
    token,
    headers,
    json: { reason: 'Väärä\u202E' },
  });
  expect(at(withdrawn.json, 'withdrawn', 'reason', 'fi')).toBe('Väärä\u202E\u202C');
  const label = await call('POST', `${NEWSROOM}/tokens`, { token, json: { label: 'ro\u202Ebot' } });
  expect(label.json.label).toBe('robot');
});

test('a title of nothing but controls is empty', async () => {
  const { call, token } = await openNewsroom();
  const json = { variants: { fi: { title: '\u202E\u2069' } } };
  expect((await call('POST', RELEASES, { token, json })).status).toBe(422);
});

test('an imported item loses them as well, and one that has nothing else in its title gets another', async () => {
  const { call, token } = await openNewsroom();
  const item = (title: string, id: string) =>
    `<item><title>${title}</title><guid>${id}</guid><category>\u202E</category><category>a\u202Eb</category>` +
    '<description>Lautta lähtee</description><pubDate>Tue, 10 Mar 2026 08:00:00 +0200</pubDate></item>';
  const rss = `<rss version="2.0"><channel><title>x</title><link>https://example.fi/</link><language>fi</language>${item('Uu\u202Esi', 'a')}${item('\u2067', 'b')}</channel></rss>`;
  const report = await call('POST', `${NEWSROOM}/imports`, {
    token,
    json: rss,
    headers: { 'Content-Type': 'application/rss+xml' },
  });
  expect([report.status, report.json.created, report.json.refused]).toEqual([200, 2, []]);
  const { releases } = (await call('GET', `${RELEASES}?language=fi`)).json;
  expect(releases).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        variants: { fi: expect.objectContaining({ title: 'Uusi', keywords: ['ab'] }) },
      }),
      expect.objectContaining({ variants: { fi: expect.objectContaining({ title: 'Lautta lähtee' }) } }),
    ]),
  );
});

test('an export of before is cleaned by its restore, and what it has stored is found until then', async () => {
  const source = await openNewsroom();
  const exported = (await source.call('GET', `${NEWSROOM}/export`, { token: source.token })).text;
  const edited = exported
    .replaceAll('"Uusi lauttalinja avataan toukokuussa"', '"Uusi\u202E"')
    .replaceAll('"Ny färjelinje öppnas i maj"', '"\u202E"')
    .replaceAll('tunnin välein', 'tunnin\u2067 välein')
    .replaceAll('<p>Linja', '<p>\u202ELinja');
  expect(edited).not.toBe(exported);
  const target = openHarness();
  const token = await target.createNewsroom();
  const sent = { token, json: edited, headers: { 'Content-Type': 'application/x-ndjson' } };
  expect((await target.call('POST', `${NEWSROOM}/restore`, sent)).status).toBe(200);
  const release = (await target.call('GET', `${RELEASES}/1`)).json;
  expect(at(release, 'variants', 'fi', 'title')).toBe('Uusi');
  expect(at(release, 'variants', 'fi', 'lead')).toBe('Lautta kulkee tunnin\u2067 välein.\u2069');
  expect(at(release, 'variants', 'fi', 'body')).toBe('<p>\u202ELinja yhdistää saaret keskustaan.\u202C</p>');
  expect(at(release, 'variants', 'sv', 'title')).toBe('\u202E');
});

test('the address of a keyword that was stored with a control stays as it is', async () => {
  const { get } = await openNewsroom();
  const address = '/fi/satamakaupunki/keywords/il%E2%80%AEmasto/feed.json';
  const { status, json } = await get(address);
  expect([status, json.feed_url]).toEqual([200, `${BASE}${address}`]);
});
