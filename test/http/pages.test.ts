import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/base/locale/language.ts';
import { STYLE } from '../../src/pages/layout/style.ts';
import { faultsOf, parsePage } from '../pages/parsed-page.ts';
import {
  ADMIN,
  BASE,
  NEWSROOM,
  NOON,
  openHarness,
  openNewsroom,
  PROFILE,
  RELEASES,
  VARIANTS,
} from './harness.ts';

const HTML = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const RELEASE = '/fi/satamakaupunki/1/uusi-lauttalinja-avataan-toukokuussa';
const IF = (revision: number) => ({ 'If-Match': `"${revision}"` });

/** Every kind of page that a newsroom with one release has. */
const PAGES = [
  ...['/fi/', '/fi/accessibility.html', '/fi/satamakaupunki', RELEASE, '/fi/satamakaupunki/2026-03'],
  ...['/fi/satamakaupunki/keywords/liikenne', '/fi/satamakaupunki/types/release'],
  ...['/fi/satamakaupunki/search?q=lautta', '/fi/satamakaupunki/subscribe'],
];

describe('a page', () => {
  test.each(PAGES)('%s is valid, loads nothing of other origins and cannot be framed', async (path) => {
    const { get } = await openNewsroom();
    const page = await get(path, HTML);
    expect([page.status, faultsOf(page.text)]).toEqual([200, []]);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-language')).toBe('fi');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const loaded = parsePage(page.text)
      .elements('link', 'img', 'script', 'video')
      .filter(({ attributes }) => attributes.rel === undefined || attributes.rel === 'stylesheet')
      .map(({ attributes }) => attributes.href ?? attributes.src ?? BASE);
    expect(loaded.filter((url) => !url.startsWith(BASE))).toEqual([]);
  });

  test.each(PAGES)('%s is 304 for a client that has it, in each encoding', async (path) => {
    const { get } = await openNewsroom();
    for (const coding of ['identity', 'gzip', 'br']) {
      const first = await get(path, { ...HTML, 'Accept-Encoding': coding });
      const etag = first.headers.get('etag') ?? '';
      const again = await get(path, { ...HTML, 'Accept-Encoding': coding, 'If-None-Match': etag });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('content-security-policy')).not.toBeNull();
    }
  });

  test('with its style is under 30 kB', async () => {
    const { call, get, token } = await openNewsroom();
    for (let n = 0; n < 6; n += 1) {
      await call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
    }
    const page = await get(RELEASE, HTML);
    expect(page.text).toContain('Lue lisää julkaisijalta Satamakaupunki');
    expect(page.text.length + STYLE.length).toBeLessThan(30_000);
  });

  test('has one style sheet, which is immutable', async () => {
    const { get } = await openNewsroom();
    const page = parsePage((await get(RELEASE, HTML)).text);
    const sheets = page.elements('link').filter(({ attributes }) => attributes.rel === 'stylesheet');
    const address = sheets[0]?.attributes.href?.slice(BASE.length) ?? '';
    const sheet = await get(address);
    expect([sheets.length, sheet.status, sheet.text]).toEqual([1, 200, STYLE]);
    expect(sheet.headers.get('cache-control')).toContain('immutable');
    const earlier = await get('/assets/kaiku-0000000.css');
    expect([earlier.status, earlier.text]).toEqual([200, STYLE]);
    expect(earlier.headers.get('cache-control')).not.toContain('immutable');
  });

  test('has an icon', async () => {
    const { get } = await openNewsroom();
    const links = parsePage((await get(RELEASE, HTML)).text).elements('link');
    const address = links.find(({ attributes }) => attributes.rel === 'icon')?.attributes.href ?? '';
    const icon = await get(address.slice(BASE.length));
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(icon.headers.get('content-security-policy')).toBe("default-src 'none'");
  });

  test('links its feeds, its own language first, and its translations', async () => {
    const { get } = await openNewsroom();
    const links = parsePage((await get(RELEASE, HTML)).text)
      .elements('link')
      .map(({ attributes }) => attributes);
    const feeds = links.filter(({ type }) => type !== undefined);
    expect(feeds.map(({ href }) => href?.slice(BASE.length))).toEqual(
      ['fi', 'sv'].flatMap((language) =>
        ['rss', 'atom', 'json'].map((format) => `/${language}/satamakaupunki/feed.${format}`),
      ),
    );
    const own = links.filter(({ rel, type }) => rel === 'alternate' && type === undefined);
    expect(own.map(({ hreflang, href }) => [hreflang, href?.slice(BASE.length)])).toEqual([
      ['fi', RELEASE],
      ['sv', '/sv/satamakaupunki/1/ny-farjelinje-oppnas-i-maj'],
      ['x-default', '/satamakaupunki/1'],
    ]);
    expect(links.find(({ rel }) => rel === 'canonical')?.href).toBe(`${BASE}${RELEASE}`);
  });
});

describe('a release', () => {
  test('shows type, Helsinki time with offset, title, lead, body and keywords', async () => {
    const { get } = await openNewsroom();
    const page = parsePage((await get(RELEASE, HTML)).text);
    expect(page.elements('time')[0]).toMatchObject({
      attributes: { datetime: '2026-03-10T12:00:00+02:00' },
      text: '10.3.2026 12:00:00 EET',
    });
    expect(page.elements('h1')[0]?.text).toBe(VARIANTS.fi.title);
    const text = page.elements('main')[0]?.text ?? '';
    for (const expected of ['EET | Tiedote', VARIANTS.fi.lead, 'Linja yhdistää', 'Avainsanat', 'liikenne']) {
      expect(text).toContain(expected);
    }
  });

  test('without the requested language is shown in the best one, marked, with the canonical URL of that one', async () => {
    const { call, get, token } = await openNewsroom();
    const json = { state: 'published', variants: { fi: { title: 'Vain suomeksi', keywords: ['talvi'] } } };
    await call('POST', RELEASES, { token, json });
    const page = await get('/sv/satamakaupunki/2/vain-suomeksi', HTML);
    const read = parsePage(page.text);
    expect([page.status, faultsOf(page.text), page.headers.get('content-language')]).toEqual([200, [], 'sv']);
    expect(read.elements('html')[0]?.attributes.lang).toBe('sv');
    expect(read.elements('h1')[0]).toMatchObject({ attributes: { lang: 'fi' }, text: 'Vain suomeksi' });
    expect(page.text).toContain('Det visas på finska.');
    expect(page.text).toContain('<meta name="robots" content="noindex"');
    const canonical = read.elements('link').find(({ attributes }) => attributes.rel === 'canonical');
    expect(canonical?.attributes.href).toBe(`${BASE}/fi/satamakaupunki/2/vain-suomeksi`);
    expect(page.text).toContain('/fi/satamakaupunki/keywords/talvi');
    const wrong = await get('/sv/satamakaupunki/2/fel', HTML);
    expect([wrong.status, wrong.headers.get('location')]).toEqual([
      301,
      `${BASE}/sv/satamakaupunki/2/vain-suomeksi`,
    ]);
  });

  test('withdrawn in one language is gone there, with the reason on a page, and not replaced by another', async () => {
    const { call, get, token } = await openNewsroom();
    const json = { reason: { sv: 'Publicerat av misstag.' }, languages: ['sv'] };
    await call('POST', `${RELEASES}/1/withdraw`, { token, json, headers: IF(1) });
    const gone = await get('/sv/satamakaupunki/1/ny-farjelinje-oppnas-i-maj', HTML);
    expect([gone.status, faultsOf(gone.text)]).toEqual([410, []]);
    expect(gone.text).toContain('Publicerat av misstag.');
    expect((await get(RELEASE, HTML)).text).not.toContain('/sv/satamakaupunki/1/');
  });

  test('withdrawn in all languages is also gone under a language that it never had', async () => {
    const { call, get, token } = await openNewsroom();
    const variants = { fi: { title: 'Vain suomeksi' } };
    await call('POST', RELEASES, { token, json: { state: 'published', variants } });
    const address = '/sv/satamakaupunki/2/vain-suomeksi';
    expect((await get(address, HTML)).status).toBe(200);
    const json = { reason: { sv: 'Publicerat av misstag.' } };
    await call('POST', `${RELEASES}/2/withdraw`, { token, json, headers: IF(1) });
    const gone = await get(address, HTML);
    expect([gone.status, gone.text.includes('Publicerat av misstag.')]).toEqual([410, true]);
    await call('POST', RELEASES, { token, json: { variants } });
    expect((await get('/sv/satamakaupunki/3/vain-suomeksi', HTML)).status).toBe(404);
  });

  test('shows when and what was corrected', async () => {
    const { call, get, token, moveTo } = await openNewsroom();
    await moveTo('2026-07-01T09:00:00+03:00');
    const json = { note: { fi: 'Päivä korjattu.' } };
    await call('POST', `${RELEASES}/1/correct`, { token, json, headers: IF(1) });
    const text = parsePage((await get(RELEASE, HTML)).text).elements('main')[0]?.text;
    expect(text).toContain('Oikaisu1.7.2026 09:00:00 EEST: Päivä korjattu.');
  });

  test('with a former slug, an extra slash or another title redirects permanently', async () => {
    const { call, get } = await openNewsroom();
    await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'satama' } });
    for (const [path, target] of [
      [RELEASE, '/fi/satama/1/uusi-lauttalinja-avataan-toukokuussa'],
      ['/fi/satama/1', '/fi/satama/1/uusi-lauttalinja-avataan-toukokuussa'],
      ['/fi/satama/', '/fi/satama'],
      ['/fi', '/fi/'],
      ['/fi/satamakaupunki/2026-03', '/fi/satama/2026-03'],
      ['/fi/satamakaupunki/types/release', '/fi/satama/types/release'],
      ['/fi/satama/keywords/Liikenne', '/fi/satama/keywords/liikenne'],
    ] as const) {
      const moved = await get(path, HTML);
      expect([path, moved.status, moved.headers.get('location')]).toEqual([path, 301, `${BASE}${target}`]);
    }
  });
});

describe('a missing page', () => {
  test.each(['/fi/satamakaupunki/9/x', '/fi/tuntematon', '/en/satamakaupunki', '/fi/satamakaupunki/2026-13'])(
    '%s is a page to people and a problem to programs',
    async (path) => {
      const { get } = await openNewsroom();
      const page = await get(path, HTML);
      expect([page.status, faultsOf(page.text)]).toEqual([404, []]);
      expect(page.headers.get('vary')).toContain('Accept');
      for (const accept of ['*/*', 'application/json', 'text/html;q=0.1, application/json']) {
        const problem = await get(path, { Accept: accept });
        expect(problem.headers.get('content-type')).toBe('application/problem+json');
      }
    },
  );

  test.each(LANGUAGES)('has an error in %s', async (language) => {
    const { get } = openHarness();
    const page = await get(`/${language}/tuntematon`, HTML);
    expect(parsePage(page.text).elements('html')[0]?.attributes.lang).toBe(language);
    expect(page.headers.get('content-language')).toBe(language);
  });
});

test('an embargoed release appears on no page and changes no page before its instant', async () => {
  const { call, get, token, moveTo } = await openNewsroom();
  const paths = [
    ...PAGES,
    '/fi/satamakaupunki/keywords/fuusio',
    '/fi/satamakaupunki/2026-04',
    '/fi/satamakaupunki/2',
  ];
  const before = await Promise.all(paths.map((path) => get(path, HTML)));
  const variants = { fi: { title: 'Salainen fuusio lautta', keywords: ['fuusio'] } };
  await call('POST', RELEASES, {
    token,
    json: { state: 'scheduled', publishAt: '2026-04-01T09:00', variants },
  });
  await call('POST', RELEASES, { token, json: { state: 'draft', variants } });
  await moveTo('2026-04-01T08:59:59+03:00');
  for (const [index, path] of paths.entries()) {
    const now = await get(path, HTML);
    expect([path, now.status, now.text]).toEqual([path, before[index]?.status, before[index]?.text]);
    expect(now.headers.get('last-modified')).toBe(before[index]?.headers.get('last-modified') ?? null);
  }
  await moveTo('2026-04-01T09:00:01+03:00');
  for (const path of [
    '/fi/satamakaupunki',
    '/fi/satamakaupunki/2026-04',
    '/fi/satamakaupunki/keywords/fuusio',
  ]) {
    expect((await get(path, HTML)).text).toContain('Salainen fuusio');
  }
});

describe('a list of releases', () => {
  async function openArchive() {
    const harness = openHarness();
    const token = await harness.createNewsroom();
    const day = 24 * 60 * 60 * 1000;
    for (let n = 1; n <= 45; n += 1) {
      // Older releases are created after newer ones, as in an import of an archive.
      const publishAt = new Date(NOON - n * 3 * day).toISOString();
      const variants = { fi: { title: `Tiedote ${n}`, keywords: ['arkisto'] } };
      await harness.call('POST', RELEASES, { token, json: { state: 'published', publishAt, variants } });
    }
    return { ...harness, token };
  }

  const titles = (html: string) =>
    parsePage(html)
      .elements('h2', 'h3')
      .map(({ text }) => text)
      .filter((text) => /^Tiedote \d+$/.test(text));

  test.each(['', '/keywords/arkisto', '/types/release'])(
    'at %s is read to its end without a gap or a repeat, whatever is published meanwhile',
    async (rest) => {
      const { call, get, token } = await openArchive();
      const seen: string[] = [];
      let path: string | undefined = `/fi/satamakaupunki${rest}`;
      while (path !== undefined) {
        const page = await get(path, HTML);
        expect([path, page.status, faultsOf(page.text)]).toEqual([path, 200, []]);
        seen.push(...titles(page.text));
        const next = parsePage(page.text)
          .elements('link')
          .find(({ attributes }) => attributes.rel === 'next');
        path = next?.attributes.href?.slice(BASE.length);
        const variants = { fi: { title: 'Uusi', keywords: ['arkisto'] } };
        await call('POST', RELEASES, { token, json: { state: 'published', variants } });
      }
      expect(seen).toEqual(Array.from({ length: 45 }, (_, n) => `Tiedote ${n + 1}`));
    },
    30_000,
  );

  test('counts the public releases of each month, and the month page lists exactly those', async () => {
    const { call, get, token } = await openArchive();
    await call('POST', `${RELEASES}/1/withdraw`, { token, json: { reason: 'Virhe' }, headers: IF(1) });
    const page = parsePage((await get('/fi/satamakaupunki', HTML)).text);
    const months = page.elements('li').filter(({ text }) => /\(\d+\)/.test(text));
    expect(months.map(({ text }) => text.replace(/\).*/, ')'))).toEqual([
      ...['maaliskuu 2026 (2)', 'helmikuu 2026 (9)', 'tammikuu 2026 (10)', 'joulukuu 2025 (11)'],
      ...['marraskuu 2025 (10)', 'lokakuu 2025 (2)'],
    ]);
    const month = await get('/fi/satamakaupunki/2025-10', HTML);
    expect(titles(month.text)).toEqual(['Tiedote 44', 'Tiedote 45']);
    expect((await get('/fi/satamakaupunki/2025-09', HTML)).status).toBe(404);
    expect((await call('POST', `${NEWSROOM}/rebuild`, { token, json: {} })).json.repaired).toBe(0);
  }, 30_000);

  test.each(['x', '-', '0-0-0', 'zzzzzzzzz-1', '01-1', '%00', '🦭'])(
    'from the place %s is not there',
    async (place) => {
      const { get } = await openNewsroom();
      const path = `/fi/satamakaupunki?before=${encodeURIComponent(place)}`;
      expect((await get(path, HTML)).status).toBe(404);
    },
  );
});

test('all newsrooms are listed by their slugs in the languages they have', async () => {
  const { get, createNewsroom, call } = openHarness();
  await createNewsroom();
  await createNewsroom({ ...PROFILE, slug: 'aurajoki', name: 'Aurajoki', languages: ['fi', 'en'] });
  await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'zatama' } });
  const names = async (language: string) =>
    parsePage((await get(`/${language}/`, HTML)).text)
      .elements('li')
      .map(({ text }) => text)
      .filter((text) => ['Aurajoki', 'Satamakaupunki', 'Hamnstaden', 'Harbour City'].includes(text));
  expect(await names('fi')).toEqual(['Aurajoki', 'Satamakaupunki']);
  expect(await names('sv')).toEqual(['Hamnstaden']);
  expect(await names('en')).toEqual(['Aurajoki']);
});
