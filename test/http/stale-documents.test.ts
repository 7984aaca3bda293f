import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CacheAction } from '../../src/documents/cache-tags.ts';
import { CLOSED, FULL } from '../../src/domain/timeline.ts';
import { png } from '../media/samples.ts';
import { API, at, BASE, type Harness, NEWSROOM, NOON, openHarness, PROFILE, RELEASES } from './harness.ts';

/**
 * What a cache in front would keep, and what it is told: a document that changes bears a tag that is told, and what is
 * told reaches little else.
 */

const LANGUAGES = ['fi', 'sv', 'en'] as const;
const FORMATS = ['rss', 'atom', 'json'] as const;
const KEYWORDS = ['talvi', 'kevät', 'vinter'];
const TYPES = ['release', 'bulletin'];
const TYPE_ARCHIVE = '/fi/satamakaupunki/types/release/feed.json?archive=1';
const PATCH = { 'Content-Type': 'application/merge-patch+json' };

/** One document as a cache has it. */
interface Kept {
  readonly print: string;
  readonly tags: readonly string[];
}

let harness: Harness;
let token: string;
let told: { tags: readonly string[]; cure: CacheAction }[];
let clock: number;
/** Of files of the library, with the public address of each. */
let files: { id: string; path: string }[];

beforeEach(async () => {
  told = [];
  files = [];
  clock = NOON;
  harness = openHarness({ onInvalidate: (tags, cure) => told.push({ tags, cure }) });
  token = await harness.found({ ...PROFILE, languages: LANGUAGES });
  const other = await harness.found({ ...PROFILE, slug: 'kyla', name: 'Kylä' });
  await harness.call('POST', `${API}/kyla/releases`, {
    token: other,
    json: { state: 'published', variants: { fi: { title: 'Kylällä', keywords: ['talvi'] } } },
  });
  await publish({ fi: { title: 'Vanha', keywords: ['Talvi'] } }, { publishAt: '2025-11-05T10:00:00+02:00' });
  await publish({ fi: { title: 'Kaksi', keywords: ['Kevät'] }, sv: { title: 'Två', keywords: ['Vinter'] } });
  await publish({ fi: { title: 'Kolme', keywords: ['Talvi', 'Kevät'] } }, { type: 'bulletin' });
  await publish({ en: { title: 'Four' } });
});

async function publish(variants: object, more: object = {}): Promise<void> {
  const json = { state: 'published', variants, ...more };
  const created = await harness.call('POST', RELEASES, { token, json });
  expect(created.status).toBe(201);
}

/** Does `action` to a release: `patch`, or what the API calls it. */
async function act(number: number, action: string, json: object): Promise<void> {
  const { revision } = (await harness.call('GET', `${RELEASES}/${number}`, { token })).json;
  const [method, path] = action === 'patch' ? ['PATCH', ''] : ['POST', `/${action}`];
  const done = await harness.call(method, `${RELEASES}/${number}${path}`, {
    token,
    json,
    headers: { 'If-Match': `"${revision}"`, ...(action === 'patch' && PATCH) },
  });
  expect([200, 201]).toContain(done.status);
}

async function upload(width: number): Promise<{ id: string; path: string; url: string }> {
  const sent = await harness.app.request(`${NEWSROOM}/media?name=kuva.png`, {
    method: 'PUT',
    body: png(width, 10),
    headers: { Authorization: `Bearer ${token}` },
  });
  const said: unknown = await sent.json();
  const [id, url] = [String(at(said, 'id')), String(at(said, 'url'))];
  const file = { id, url, path: url.slice(BASE.length) };
  files.push(file);
  return file;
}

/** Addresses of everything public there may be, but for releases, whose addresses hold their titles. */
function addresses(): string[] {
  const rooms = LANGUAGES.flatMap((language) => {
    const room = `/${language}/satamakaupunki`;
    const cuts = [
      ...KEYWORDS.map((keyword) => `/keywords/${encodeURIComponent(keyword)}`),
      ...TYPES.map((type) => `/types/${type}`),
    ];
    return [
      ...['', ...cuts].flatMap((cut) => FORMATS.map((format) => `${room}${cut}/feed.${format}`)),
      ...[1, 2].flatMap((archive) => [
        `${room}/feed.rss?archive=${archive}`,
        `${room}/types/release/feed.json?archive=${archive}`,
        `/${language}/feed.atom?archive=${archive}`,
      ]),
      ...['', '/2026-03', '/2025-11', '/subscribe', '/search?q=kolme', ...cuts].map((page) => room + page),
      ...FORMATS.map((format) => `${room}/search/feed.${format}?q=kaksi`),
      ...files.map(({ id }) => `${room}/media/${id}`),
      ...FORMATS.map((format) => `/${language}/feed.${format}`),
      ...[`/${language}/`, `/${language}/?before=a`, `/${language}/opml`, `/${language}/accessibility.html`],
    ];
  });
  return [
    ...rooms,
    ...[
      '/sitemap-1-1.xml',
      '/sitemap-1-2.xml',
      '/sitemap-2-1.xml',
      '/sitemap.xml',
      '/news-sitemap.xml',
      '/opml',
    ],
    ...[
      '/robots.txt',
      '/embed/kaiku.js',
      '/fi/kyla',
      '/fi/kyla/feed.rss',
      '/fi/kyla/keywords/talvi/feed.rss',
    ],
    ...files.map(({ path }) => path),
  ];
}

/** Where each of the first releases is read, in every language. */
async function releaseAddresses(): Promise<string[]> {
  const asked = [1, 2, 3, 4, 5, 6].flatMap((number) =>
    LANGUAGES.map(async (language) => {
      const { headers } = await harness.get(`/${language}/satamakaupunki/${number}`);
      return headers.get('location')?.slice(BASE.length) ?? [];
    }),
  );
  return (await Promise.all(asked)).flat();
}

/** What a cache would keep of `paths`: what is no document it does not. */
async function kept(paths: readonly string[]): Promise<Map<string, Kept>> {
  const documents = new Map<string, Kept>();
  for (const path of paths) {
    const { status, headers } = await harness.get(path);
    if (status !== 200) {
      expect(headers.get('cloudflare-cdn-cache-control')).toBe('no-store');
      continue;
    }
    const print = `${headers.get('etag')} ${headers.get('link')} ${headers.get('content-language')}`;
    documents.set(path, { print, tags: headers.get('cache-tag')?.split(',') ?? [] });
  }
  return documents;
}

/**
 * Makes a change, and holds what was kept before it against what is there after it. Gives what was told, which documents
 * changed, and which were told of although they did not.
 */
async function change(make: () => Promise<unknown>) {
  const before = await kept([...addresses(), ...(await releaseAddresses())]);
  told = [];
  // Dates of one second tell no two changes apart.
  clock += 1000;
  await harness.moveTo(clock);
  await make();
  await harness.service.settled();
  const withRequestId = new Set(told.flatMap(({ tags }) => tags));
  const after = await kept([...before.keys()]);
  const isTold = ([, { tags }]: readonly [string, Kept]) => tags.some((tag) => withRequestId.has(tag));
  const isChanged = ([path, { print }]: readonly [string, Kept]) => after.get(path)?.print !== print;
  const names = (documents: readonly (readonly [string, Kept])[]) => documents.map(([path]) => path);
  const all = [...before];
  expect(names(all.filter((each) => isChanged(each) && !isTold(each)))).toEqual([]);
  expect(told.length).toBeLessThanOrEqual(1);
  return {
    tags: told[0]?.tags ?? [],
    cure: told[0]?.cure,
    changed: names(all.filter(isChanged)),
    needless: names(all.filter((each) => isTold(each) && !isChanged(each))),
    fresh: names(all.filter((each) => !isTold(each))),
  };
}

describe('a publish', () => {
  test('is told of where it is seen, and nowhere else', async () => {
    const file = await upload(10);
    const { tags, cure, changed, needless, fresh } = await change(() =>
      publish({ fi: { title: 'Viisi', keywords: ['Kevät'] } }),
    );
    expect(cure).toBe('invalidate');
    expect(tags.toSorted()).toEqual(
      [
        ...['n1-fi', 'n1-fi-t-release', 'n1-fi-k-6b6576c3a474', 'n1-fi-2026-03', 'n1-sitemap-1'],
        ...['all-fi', 'all-sitemap'],
      ].toSorted(),
    );
    expect(changed).toEqual(
      expect.arrayContaining([
        ...[
          '/fi/satamakaupunki',
          '/fi/satamakaupunki/feed.atom',
          '/fi/satamakaupunki/types/release/feed.json',
        ],
        ...['/fi/satamakaupunki/1/vanha', '/fi/', '/fi/feed.rss', '/news-sitemap.xml', '/sitemap-1-1.xml'],
      ]),
    );
    // The search that does not find it, and the index of a part that it adds nothing to.
    expect(needless).toEqual([
      '/fi/satamakaupunki/search?q=kolme',
      ...FORMATS.map((format) => `/fi/satamakaupunki/search/feed.${format}?q=kaksi`),
      '/sitemap.xml',
    ]);
    expect(fresh).toEqual(
      expect.arrayContaining([
        ...['/sv/satamakaupunki', '/sv/feed.rss', '/en/satamakaupunki/4/four', '/sv/', file.path],
        ...['/fi/satamakaupunki/keywords/talvi/feed.rss', '/fi/satamakaupunki/types/bulletin'],
        ...['/fi/satamakaupunki/2025-11', '/fi/satamakaupunki/subscribe', '/opml', '/sitemap-2-1.xml'],
        ...['/fi/kyla', '/fi/kyla/feed.rss', '/fi/kyla/keywords/talvi/feed.rss', '/robots.txt'],
      ]),
    );
    const others = changed.filter((path) => /^\/(sv|en)\/|kyla|keywords\/talvi|bulletin/.test(path));
    expect(others).toEqual([]);
  });

  test('that fills a feed closes an archive document, and leaves those that are closed', async () => {
    const feed = '/fi/satamakaupunki/feed.rss';
    const publishMore = async (count: number) => {
      for (let left = count; left > 0; left -= 1) await publish({ fi: { title: `Numero ${left}` } });
    };
    const status = async (archive: number) => (await harness.get(`${feed}?archive=${archive}`)).status;
    // Three are Finnish from the start.
    await publishMore(FULL - 3 - 1);
    expect(await status(1)).toBe(404);
    await change(() => publishMore(1));
    expect(await status(1)).toBe(200);
    await publishMore(CLOSED - 1);
    expect(await status(2)).toBe(404);
    const { fresh, changed } = await change(() => publishMore(1));
    expect(await status(2)).toBe(200);
    expect(changed).toContain(feed);
    const closed = [`${feed}?archive=1`, '/fi/feed.atom?archive=1', TYPE_ARCHIVE];
    expect(fresh).toEqual(expect.arrayContaining(closed));

    const patched = await change(() => act(5, 'patch', { variants: { fi: { lead: 'Vähän lisää.' } } }));
    expect(patched.changed).toEqual(expect.arrayContaining(closed));
    expect(patched.fresh).toEqual(
      expect.arrayContaining([`${feed}?archive=2`, '/sv/satamakaupunki/feed.rss']),
    );
    const reopened = await change(() => act(6, 'correct', { note: 'Oikaisu' }));
    expect(reopened.changed).toEqual(expect.arrayContaining([...closed, feed]));
  }, 120_000);

  test('that was promised is told of when it is due, and not before', async () => {
    const publishAt = '2026-03-11T09:00:00+02:00';
    const variants = { sv: { title: 'Fem', keywords: ['Vinter'] } };
    const promised = await change(() =>
      harness.call('POST', RELEASES, { token, json: { state: 'scheduled', publishAt, variants } }),
    );
    expect(promised.tags).toEqual([]);
    const lifted = await change(() => harness.moveTo(publishAt));
    expect(lifted.changed).toContain('/sv/satamakaupunki/keywords/vinter/feed.rss');
    expect(lifted.fresh).toEqual(
      expect.arrayContaining(['/fi/satamakaupunki', '/fi/satamakaupunki/feed.rss']),
    );
  });
});

describe('a change of what is public is told of', () => {
  test('where a keyword or a type is dropped and where one is taken up', async () => {
    const { changed, fresh } = await change(() =>
      act(3, 'patch', { type: 'release', variants: { fi: { keywords: ['talvi'] } } }),
    );
    const lists = ['keywords/kev%C3%A4t', 'keywords/talvi', 'types/bulletin', 'types/release'];
    expect(changed).toEqual(
      expect.arrayContaining(
        lists.flatMap((list) => [`/fi/satamakaupunki/${list}`, `/fi/satamakaupunki/${list}/feed.rss`]),
      ),
    );
    expect(fresh).toEqual(
      expect.arrayContaining(['/sv/satamakaupunki', '/fi/kyla', '/fi/satamakaupunki/2025-11']),
    );
  });

  test('on pages of languages that the release has not', async () => {
    const { changed, fresh } = await change(() => act(3, 'patch', { variants: { fi: { lead: 'Lisää.' } } }));
    expect(changed).toEqual(
      expect.arrayContaining(['/sv/satamakaupunki/3/kolme', '/en/satamakaupunki/3/kolme']),
    );
    expect(fresh).toEqual(expect.arrayContaining(['/sv/satamakaupunki', '/en/satamakaupunki/4/four']));
  });

  test('when it is corrected', async () => {
    const { changed } = await change(() => act(2, 'correct', { note: { fi: 'Luku', sv: 'Ett tal' } }));
    expect(changed).toEqual(expect.arrayContaining(['/fi/feed.rss', '/sv/feed.rss', '/sitemap-1-1.xml']));
  });

  test('in its other languages when one more is added', async () => {
    const { changed, fresh } = await change(() =>
      act(3, 'patch', { variants: { sv: { title: 'Tre', keywords: ['vinter'] } } }),
    );
    expect(changed).toEqual(
      expect.arrayContaining([
        ...['/fi/satamakaupunki/3/kolme', '/fi/satamakaupunki/keywords/talvi/feed.atom'],
        ...['/sv/satamakaupunki/keywords/vinter/feed.rss', '/en/satamakaupunki/3/kolme'],
      ]),
    );
    expect(fresh).toContain('/en/satamakaupunki/feed.rss');
  });

  test('when releases are joined, split and brought in without a word', async () => {
    expect((await change(() => act(4, 'join', { release: 1 }))).changed).toContain(
      '/fi/satamakaupunki/2025-11',
    );
    expect((await change(() => act(2, 'split', { language: 'sv' }))).changed).toContain('/sv/satamakaupunki');
    const entry = (id: number) =>
      `<entry><id>urn:${id}</id><title>Tuotu ${id}</title><published>2026-01-05T09:00:00Z</published>` +
      `<updated>2026-01-05T09:00:00Z</updated><content>Teksti.</content></entry>`;
    const json =
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fi"><title>T</title><id>urn:t</id>` +
      `<updated>2026-01-05T09:00:00Z</updated>${entry(1)}${entry(2)}</feed>`;
    const headers = { 'Content-Type': 'application/xml' };
    const brought = await change(() => harness.call('POST', `${NEWSROOM}/imports`, { token, json, headers }));
    expect(brought.changed).toContain('/fi/satamakaupunki/feed.rss');
    expect(brought.fresh).toContain('/sv/satamakaupunki/feed.rss');
  });
});

describe('what the directory could not be told of', () => {
  test('is told with what has changed since, of every state that somebody may have read', async () => {
    const telling = vi
      .spyOn(harness.service.directory.updates, 'apply')
      .mockRejectedValue(new Error('evicted'));
    await act(1, 'patch', { variants: { fi: { keywords: ['Kevät'] } } });
    const { changed, fresh } = await change(async () => {
      await act(1, 'patch', { variants: { fi: { keywords: ['Vinter'] } } });
      await act(1, 'patch', { variants: { fi: { keywords: ['Talvi'] } } });
      expect(told).toEqual([]);
      telling.mockRestore();
      await harness.moveTo(clock + 60_000);
    });
    expect(changed).toContain('/fi/satamakaupunki/keywords/kev%C3%A4t/feed.json');
    expect(fresh).toContain('/fi/satamakaupunki/types/bulletin');
  });

  test('is told when the same has changed once more while it was told of', async () => {
    const { id } = await upload(10);
    const describe = (caption: string) =>
      harness.call('PATCH', `${NEWSROOM}/media/${id}`, {
        token,
        json: { caption: { fi: caption } },
        headers: { ...PATCH, 'If-Match': '*' },
      });
    const telling = vi.spyOn(harness.service.directory.updates, 'apply');
    telling.mockImplementationOnce(async () => {
      telling.mockRejectedValueOnce(new Error('evicted'));
      await describe('Toinen');
    });
    told = [];
    // Nothing but the first is to tell it again.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    await describe('Ensimmäinen');
    vi.useRealTimers();
    expect(told[0]?.tags).toEqual(['n1-media', 'n1-sitemap-1']);
  });

  test('may come with a profile that is told of later, and is then told of wherever its name stands', async () => {
    const held = await harness.service.newsroom(1).releases.get(2);
    if (held === null) throw new Error('no such release');
    const release = { ...held.release, revision: held.release.revision + 1 };
    const change = { release, isQuiet: false, tags: ['n1-r2'] };
    const newsroom = { ...held.newsroom, revision: held.newsroom.revision + 1, name: { fi: 'Satama' } };
    told = [];
    await harness.service.directory.updates.apply(newsroom, [change]);
    await harness.service.directory.updates.apply(newsroom, [change]);
    expect(told.map(({ tags }) => tags.toSorted())).toEqual([['all', 'n1'], ['n1-r2']]);
  });
});

describe('a withdrawal', () => {
  test('deletes whatever may hold the text, and no change after it does', async () => {
    const half = await change(() => act(2, 'withdraw', { languages: ['sv'], reason: 'Virhe' }));
    expect([half.tags, half.cure]).toEqual([['n1', 'all'], 'purge']);
    const patched = await change(() => act(2, 'patch', { variants: { fi: { title: 'Kaksi yhä' } } }));
    expect([patched.cure, patched.tags.includes('n1')]).toEqual(['invalidate', false]);
    const whole = await change(() => act(2, 'withdraw', { reason: 'Virhe' }));
    expect([whole.tags, whole.cure]).toEqual([['n1', 'all'], 'purge']);
    expect(whole.fresh).toEqual(expect.arrayContaining(['/fi/kyla', '/fi/kyla/feed.rss', '/robots.txt']));
  });
});

describe('a change of the newsroom', () => {
  test('is told of wherever its name stands', async () => {
    const { tags, cure, changed } = await change(() =>
      harness.call('PATCH', NEWSROOM, {
        token,
        json: { name: { fi: 'Satama', sv: 'Hamnen' } },
        headers: PATCH,
      }),
    );
    expect([tags.toSorted(), cure]).toEqual([['all', 'n1'], 'invalidate']);
    expect(changed).toEqual(
      expect.arrayContaining(['/fi/satamakaupunki/subscribe', '/fi/feed.rss', '/opml']),
    );
  });

  test('that nobody sees is not told of', async () => {
    const draft = { variants: { fi: { title: 'Luonnos' } } };
    const silent = await change(async () => {
      await harness.call('POST', `${NEWSROOM}/tokens`, { token });
      await harness.call('POST', RELEASES, { token, json: draft });
    });
    expect([silent.tags, silent.changed]).toEqual([[], []]);
  });

  test('that is a file is told of where files are shown', async () => {
    const first = await upload(10);
    await publish({ fi: { title: 'Viisi' } }, { media: [{ url: first.url }] });
    const added = await change(() => upload(20));
    const isPage = (path: string) => /^\/..\/satamakaupunki$/.test(path) || path === '/sitemap-1-1.xml';
    expect(added.changed.filter((path) => !isPage(path))).toEqual([]);
    expect(added.changed).toHaveLength(4);
    expect(added.fresh).toEqual(
      expect.arrayContaining(['/fi/satamakaupunki/feed.rss', '/fi/satamakaupunki/3/kolme']),
    );

    const described = await change(() =>
      harness.call('PATCH', `${NEWSROOM}/media/${first.id}`, {
        token,
        json: { caption: { fi: 'Uusi kuvateksti' } },
        headers: { ...PATCH, 'If-Match': '*' },
      }),
    );
    expect(described.changed).toEqual(
      expect.arrayContaining([
        '/fi/satamakaupunki',
        `/sv/satamakaupunki/media/${first.id}`,
        '/en/satamakaupunki/5/viisi',
      ]),
    );
    expect(described.fresh).toEqual(
      expect.arrayContaining([first.path, '/fi/satamakaupunki/feed.rss', '/fi/']),
    );

    // A file that only a draft has is the draft's, and its newsroom shows it no more.
    const [, second] = files;
    const draft = { variants: { fi: { title: 'Salainen' } }, media: [{ url: BASE + String(second?.path) }] };
    const hidden = await change(() => harness.call('POST', RELEASES, { token, json: draft }));
    expect(hidden.changed).toContain(`/fi/satamakaupunki/media/${second?.id}`);
    expect(hidden.tags).toEqual(['n1-media']);
    const shown = await change(() => act(6, 'publish', {}));
    expect(shown.changed).toContain('/en/satamakaupunki');
    expect(shown.fresh).toEqual(expect.arrayContaining(files.map(({ path }) => path)));
  });

  test('that takes a file away is told of where its bytes are', async () => {
    const { id, path } = await upload(10);
    const gone = await change(() => harness.call('DELETE', `${NEWSROOM}/media/${id}`, { token }));
    expect(gone.changed).toEqual(
      expect.arrayContaining([path, `/fi/satamakaupunki/media/${id}`, '/sv/satamakaupunki']),
    );
  });
});
