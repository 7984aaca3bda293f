import { describe, expect, test } from 'vitest';
import {
  ADMIN,
  API,
  at,
  BASE,
  type Harness,
  NEWSROOM,
  openHarness,
  openNewsroom,
  PROFILE,
  pointers,
  RELEASES,
} from './harness.ts';

const SECRET = {
  fi: { title: 'Salainen fuusio', lead: 'Vielä vaiettu.', body: '<p>Runko.</p>', keywords: ['fuusio'] },
  sv: { title: 'Hemlig fusion' },
};
const HTML = { Accept: 'text/html' };
const DAY = 24 * 60 * 60 * 1000;

/** A newsroom whose release 2 is `json`, and a link to its preview. */
async function withLink(json: object, asked: object = {}) {
  const harness = await openNewsroom();
  const { call, token } = harness;
  await call('POST', RELEASES, { token, json: { variants: SECRET, ...json } });
  const granted = await call('POST', `${RELEASES}/2/previews`, { token, json: asked });
  const see = (language: 'fi' | 'sv') =>
    harness.get(String(at(granted.json, 'urls', language)).slice(BASE.length), HTML);
  return { ...harness, granted, see };
}

const tokenOf = (granted: { readonly json: object }) =>
  String(at(granted.json, 'url')).split('/').at(-1) ?? '';

describe('a link to a draft', () => {
  test('is valid for seven days and has one URL per language, the release’s own first', async () => {
    const { granted } = await withLink({ sourceLanguage: 'sv' });
    expect(granted.status).toBe(201);
    expect(granted.json.expiresAt).toBe('2026-03-17T12:00:00+02:00');
    expect(granted.json.url).toBe(at(granted.json, 'urls', 'sv'));
    expect(at(granted.json, 'urls', 'fi')).toMatch(
      /^https:\/\/tiedotteet\.example\/fi\/satamakaupunki\/preview\/2\.[0-9a-z]+\.[0-9a-f]{32}$/,
    );
    expect(granted.headers.get('cache-control')).toBe('private, no-store, no-transform');
  });

  test('shows the draft in each language, says that it is a preview, and links the other languages', async () => {
    const { see, granted } = await withLink({});
    const [finnish, swedish] = [await see('fi'), await see('sv')];
    expect([finnish.status, swedish.status]).toEqual([200, 200]);
    expect(finnish.text).toContain('<h1>Salainen fuusio</h1>');
    expect(finnish.text).toContain('Esikatselu: luonnos, jota ei ole julkaistu.');
    expect(finnish.text).toContain('Linkki toimii 17.3.2026 12:00:00 EET asti.');
    expect(finnish.text).toContain(`href="${String(at(granted.json, 'urls', 'sv'))}"`);
    expect(swedish.text).toContain('<html lang="sv">');
    expect(swedish.text).toContain('Förhandsgranskning: ett utkast som inte har publicerats.');
  });

  test('is not cached, not indexed, and sends no Referer', async () => {
    const { headers, text } = await (await withLink({})).see('fi');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('cloudflare-cdn-cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    for (const name of ['etag', 'last-modified', 'cache-tag', 'link']) expect(headers.get(name)).toBeNull();
    expect(text).toContain('<meta name="robots" content="noindex"');
    expect(text).not.toMatch(/rel="(?:canonical|alternate)"|ld\+json|og:title/);
  });

  test('shows the current state of the release', async () => {
    const { call, see, token } = await withLink({});
    const json = { variants: { fi: { title: 'Korjattu otsikko' } } };
    await call('PATCH', `${RELEASES}/2`, { token, json, headers: { 'If-Match': '"1"' } });
    expect((await see('fi')).text).toContain('<h1>Korjattu otsikko</h1>');
  });

  test('shows the best language when the variant was removed', async () => {
    const { call, see, token } = await withLink({});
    const json = { variants: { sv: null } };
    await call('PATCH', `${RELEASES}/2`, { token, json, headers: { 'If-Match': '"1"' } });
    const { status, text } = await see('sv');
    expect(status).toBe(200);
    expect(text).toContain('<h1 lang="fi">Salainen fuusio</h1>');
  });

  test('appears in no public document', async () => {
    const { see, get } = await withLink({});
    await see('fi');
    const everywhere = ['/fi/satamakaupunki', '/sitemap-1-1.xml', '/news-sitemap.xml', '/fi/feed.json'];
    for (const path of [...everywhere, '/fi/satamakaupunki/2/salainen-fuusio', RELEASES]) {
      expect((await get(path)).text).not.toMatch(/salainen|preview/i);
    }
  });
});

test('a preview shows the embargo’s instant', async () => {
  const { see } = await withLink({ state: 'scheduled', publishAt: '2026-04-01T09:00' });
  const { text } = await see('fi');
  expect(text).toContain('julkaisuvapaa 1.4.2026 09:00:00 EEST');
  expect(text).toContain('datetime="2026-04-01T09:00:00+03:00"');
});

test('a preview of a published release says so, and does not show a withdrawn variant', async () => {
  const { call, see, token } = await withLink({ state: 'published' });
  expect((await see('fi')).text).toContain('Esikatselu: tiedote on julkaistu.');
  const json = { reason: 'Virhe.', languages: ['sv'] };
  await call('POST', `${RELEASES}/2/withdraw`, { token, json, headers: { 'If-Match': '"1"' } });
  const { text } = await see('sv');
  expect(text).toContain('<h1 lang="fi">Salainen fuusio</h1>');
  expect(text).not.toContain('Hemlig fusion');
});

test('a link is valid until it expires or the release is withdrawn', async () => {
  const { call, see, token, moveTo, granted } = await withLink({ state: 'published' }, { expiresIn: 60 });
  expect(granted.json.expiresAt).toBe('2026-03-10T12:01:00+02:00');
  await moveTo('2026-03-10T12:00:59+02:00');
  expect((await see('fi')).status).toBe(200);
  await moveTo('2026-03-10T12:01:00+02:00');
  const ended = await see('fi');
  expect(ended.status).toBe(404);
  expect(ended.text).not.toContain('Salainen');
  expect(ended.headers.get('cache-control')).toBe('private, no-store');
  expect(ended.headers.get('referrer-policy')).toBe('no-referrer');

  const longer = await call('POST', `${RELEASES}/2/previews`, { token });
  const path = String(longer.json.url).slice(BASE.length);
  const json = { reason: 'Virhe.' };
  await call('POST', `${RELEASES}/2/withdraw`, { token, json, headers: { 'If-Match': '"1"' } });
  expect((await call('GET', path, { headers: HTML })).status).toBe(404);
  const refused = await call('POST', `${RELEASES}/2/previews`, { token });
  expect([refused.status, refused.json.type]).toEqual([409, 'urn:kaiku:problem:wrong-state']);
});

describe('a forged link', () => {
  async function statusOf(
    { get }: Pick<Harness, 'get'>,
    token: string,
    language = 'fi',
    slug = 'satamakaupunki',
  ) {
    return (await get(`/${language}/${slug}/preview/${token}`, HTML)).status;
  }

  test('shows nothing for another release, a later expiry, or one changed letter', async () => {
    const harness = await withLink({});
    const good = tokenOf(harness.granted);
    const [number = '', expires = '', mac = ''] = good.split('.');
    expect(await statusOf(harness, good)).toBe(200);
    const forged = [
      `1.${expires}.${mac}`,
      `02.${expires}.${mac}`,
      `${number}.${(Number.parseInt(expires, 36) + DAY / 1000).toString(36)}.${mac}`,
      `${number}.zzzzzzzzz.${mac}`,
      `${number}.${expires}.${'0'.repeat(32)}`,
      `${number}.${expires}.${mac.toUpperCase()}`,
      `${number}.${expires}.`,
      `${number}.${expires}.${mac}0`,
      `${number}.${expires}.${mac}%00`,
      ...[...mac].map((digit, index) => {
        const other = digit === '0' ? '1' : '0';
        return `${number}.${expires}.${mac.slice(0, index)}${other}${mac.slice(index + 1)}`;
      }),
    ].filter((token) => token !== good);
    for (const token of forged) expect([token, await statusOf(harness, token)]).toEqual([token, 404]);
  });

  test('is not valid in another newsroom or in a language that the newsroom does not use', async () => {
    const harness = await withLink({});
    const { token } = (
      await harness.call('POST', API, { token: ADMIN, json: { ...PROFILE, slug: 'toinen' } })
    ).json;
    for (const title of ['Yksi', 'Kaksi']) {
      await harness.call('POST', `${API}/toinen/releases`, {
        token: String(token),
        json: { variants: { fi: { title } } },
      });
    }
    const good = tokenOf(harness.granted);
    expect(await statusOf(harness, good, 'fi', 'toinen')).toBe(404);
    expect(await statusOf(harness, good, 'en')).toBe(404);
    expect(await statusOf(harness, good, 'de')).toBe(404);
    expect(await statusOf(harness, good, 'fi', 'nobody')).toBe(404);
  });
});

test('a link stays valid when the newsroom’s slug changes', async () => {
  const { call, see } = await withLink({});
  await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'satama' } });
  expect((await see('fi')).status).toBe(200);
});

test.each([
  [{ expiresIn: 59 }, '/expiresIn'],
  [{ expiresIn: 2_592_001 }, '/expiresIn'],
  [{ expiresIn: 60.5 }, '/expiresIn'],
  [{ expiresIn: '60' }, '/expiresIn'],
  [{ until: 60 }, '/until'],
  [[], ''],
])('%j is refused', async (asked, pointer) => {
  const { granted } = await withLink({}, asked);
  expect([granted.status, pointers(granted)]).toEqual([422, [pointer]]);
});

test('only the newsroom creates links, and only to existing releases', async () => {
  const { call, token } = await openNewsroom();
  const other = openHarness();
  const statuses = await Promise.all([
    call('POST', `${RELEASES}/1/previews`),
    call('POST', `${RELEASES}/1/previews`, { token: ADMIN }),
    call('POST', `${RELEASES}/99/previews`, { token }),
    other.call('POST', `${RELEASES}/1/previews`, { token: ADMIN }),
    call('POST', `${RELEASES}/1/previews`, { token, json: '{' }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([401, 403, 404, 403, 400]);
});

test('a title with markup is escaped in a preview', async () => {
  const { see } = await withLink({
    variants: { fi: { title: '</title><script>alert(1)</script>' }, sv: { title: 'x' } },
  });
  const { text } = await see('fi');
  expect(text).not.toContain('<script');
});
