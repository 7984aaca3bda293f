import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CacheAction } from '../../src/documents/cache-tags.ts';
import { ARCHIVE_SIZE, ARCHIVE_THRESHOLD } from '../../src/domain/timeline.ts';
import { png } from '../media/samples.ts';
import { API, at, BASE, type Harness, NEWSROOM, NOON, openHarness, PROFILE, RELEASES } from './harness.ts';

/** Checks cache invalidation: a changed document has an invalidated tag, and few other documents have one. */

const LANGUAGES = ['fi', 'sv', 'en'] as const;
const FORMATS = ['rss', 'atom', 'json'] as const;
const KEYWORDS = ['talvi', 'kevät', 'vinter'];
const TYPES = ['release', 'bulletin'];
const TYPE_ARCHIVE = '/fi/satamakaupunki/types/release/feed.json?archive=1';
const PATCH = { 'Content-Type': 'application/merge-patch+json' };

/** A document as a cache would store it. */
interface CachedDocument {
  readonly print: string;
  readonly tags: readonly string[];
}

let harness: Harness;
let token: string;
let invalidations: { tags: readonly string[]; cure: CacheAction }[];
let clock: number;
/** Files of the library with their public URLs. */
let files: { id: string; path: string }[];

beforeEach(async () => {
  invalidations = [];
  files = [];
  clock = NOON;
  harness = openHarness({ onInvalidate: (tags, cure) => invalidations.push({ tags, cure }) });
  token = await harness.createNewsroom({ ...PROFILE, languages: LANGUAGES });
  const other = await harness.createNewsroom({ ...PROFILE, slug: 'kyla', name: 'Kylä' });
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

/** `action` is `patch` or the name of an API call. */
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

async function upload(
  width: number,
  visibility: 'private' | 'public' = 'public',
): Promise<{ id: string; path: string; url: string }> {
  const form = new FormData();
  form.append('file', new Blob([png(width, 10)]), 'kuva.png');
  form.append('metadata', JSON.stringify({ visibility }));
  const sent = await harness.app.request(`${NEWSROOM}/media`, {
    method: 'PUT',
    body: form,
    headers: { Authorization: `Bearer ${token}` },
  });
  const said: unknown = await sent.json();
  const [id, url] = [String(at(said, 'id')), String(at(said, 'url'))];
  const file = { id, url, path: url.slice(BASE.length) };
  files.push(file);
  return file;
}

/** Paths of all public documents except releases, whose paths contain their titles. */
function addresses(): string[] {
  const newsrooms = LANGUAGES.flatMap((language) => {
    const newsroomPath = `/${language}/satamakaupunki`;
    const cuts = [
      ...KEYWORDS.map((keyword) => `/keywords/${encodeURIComponent(keyword)}`),
      ...TYPES.map((type) => `/types/${type}`),
    ];
    return [
      ...['', ...cuts].flatMap((cut) => FORMATS.map((format) => `${newsroomPath}${cut}/feed.${format}`)),
      ...[1, 2].flatMap((archive) => [
        `${newsroomPath}/feed.rss?archive=${archive}`,
        `${newsroomPath}/types/release/feed.json?archive=${archive}`,
        `/${language}/feed.atom?archive=${archive}`,
      ]),
      ...['', '/2026-03', '/2025-11', '/subscribe', '/search?q=kolme', ...cuts].map(
        (page) => newsroomPath + page,
      ),
      ...FORMATS.map((format) => `${newsroomPath}/search/feed.${format}?q=kaksi`),
      ...files.map(({ id }) => `${newsroomPath}/media/${id}`),
      ...FORMATS.map((format) => `/${language}/feed.${format}`),
      ...[`/${language}/`, `/${language}/?before=a`, `/${language}/opml`, `/${language}/accessibility.html`],
    ];
  });
  return [
    ...newsrooms,
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

/** Paths of the first releases in every language. */
async function releaseAddresses(): Promise<string[]> {
  const asked = [1, 2, 3, 4, 5, 6].flatMap((number) =>
    LANGUAGES.map(async (language) => {
      const { headers } = await harness.get(`/${language}/satamakaupunki/${number}`);
      return headers.get('location')?.slice(BASE.length) ?? [];
    }),
  );
  return (await Promise.all(asked)).flat();
}

/** The documents at `paths` that a cache would store. */
async function cacheableDocuments(paths: readonly string[]): Promise<Map<string, CachedDocument>> {
  const documents = new Map<string, CachedDocument>();
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

/** Makes a change and returns the invalidated tags, the changed documents, and the needlessly invalidated documents. */
async function change(make: () => Promise<unknown>) {
  const before = await cacheableDocuments([...addresses(), ...(await releaseAddresses())]);
  invalidations = [];
  // Two changes in one second would have the same date.
  clock += 1000;
  await harness.moveTo(clock);
  await make();
  await harness.service.waitUntilIdle();
  const invalidatedTags = new Set(invalidations.flatMap(({ tags }) => tags));
  const after = await cacheableDocuments([...before.keys()]);
  const isInvalidated = ([, { tags }]: readonly [string, CachedDocument]) =>
    tags.some((tag) => invalidatedTags.has(tag));
  const isChanged = ([path, { print }]: readonly [string, CachedDocument]) =>
    after.get(path)?.print !== print;
  const names = (documents: readonly (readonly [string, CachedDocument])[]) =>
    documents.map(([path]) => path);
  const all = [...before];
  expect(names(all.filter((each) => isChanged(each) && !isInvalidated(each)))).toEqual([]);
  expect(invalidations.length).toBeLessThanOrEqual(1);
  return {
    tags: invalidations[0]?.tags ?? [],
    cure: invalidations[0]?.cure,
    changed: names(all.filter(isChanged)),
    needless: names(all.filter((each) => isInvalidated(each) && !isChanged(each))),
    fresh: names(all.filter((each) => !isInvalidated(each))),
  };
}

describe('a publish', () => {
  test('purges only the documents that show it', async () => {
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
    // A search without this result, and the sitemap index, do not change.
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

  test('that fills a feed closes an archive document and changes no closed one', async () => {
    const feed = '/fi/satamakaupunki/feed.rss';
    const publishMore = async (count: number) => {
      for (let left = count; left > 0; left -= 1) await publish({ fi: { title: `Numero ${left}` } });
    };
    const status = async (archive: number) => (await harness.get(`${feed}?archive=${archive}`)).status;
    // Three releases are Finnish from the start.
    await publishMore(ARCHIVE_THRESHOLD - 3 - 1);
    expect(await status(1)).toBe(404);
    await change(() => publishMore(1));
    expect(await status(1)).toBe(200);
    await publishMore(ARCHIVE_SIZE - 1);
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

  test('that is scheduled invalidates documents at its instant, not before', async () => {
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

describe('a change of a public release invalidates documents', () => {
  test('of the removed and the added keyword or type', async () => {
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

  test('in languages that the release does not have', async () => {
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

  test('in its other languages when a language is added', async () => {
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

  test('when releases are joined, split and imported', async () => {
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

describe('an update that the directory could not receive', () => {
  test('is sent later with newer changes, and covers every state that a client may have read', async () => {
    const sendUpdate = vi
      .spyOn(harness.service.directory.updates, 'apply')
      .mockRejectedValue(new Error('evicted'));
    await act(1, 'patch', { variants: { fi: { keywords: ['Kevät'] } } });
    const { changed, fresh } = await change(async () => {
      await act(1, 'patch', { variants: { fi: { keywords: ['Vinter'] } } });
      await act(1, 'patch', { variants: { fi: { keywords: ['Talvi'] } } });
      expect(invalidations).toEqual([]);
      sendUpdate.mockRestore();
      await harness.moveTo(clock + 60_000);
    });
    expect(changed).toContain('/fi/satamakaupunki/keywords/kev%C3%A4t/feed.json');
    expect(fresh).toContain('/fi/satamakaupunki/types/bulletin');
  });

  test('is sent again when the same file changes while it is sent', async () => {
    const { id } = await upload(10);
    const describe = (caption: string) =>
      harness.call('PATCH', `${NEWSROOM}/media/${id}`, {
        token,
        json: { caption: { fi: caption } },
        headers: { ...PATCH, 'If-Match': '*' },
      });
    const sendUpdate = vi.spyOn(harness.service.directory.updates, 'apply');
    sendUpdate.mockImplementationOnce(async () => {
      sendUpdate.mockRejectedValueOnce(new Error('evicted'));
      await describe('Toinen');
    });
    invalidations = [];
    // With fake timers nothing but the first request can send the update again.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    await describe('Ensimmäinen');
    vi.useRealTimers();
    expect(invalidations[0]?.tags).toEqual(['n1-media', 'n1-sitemap-1']);
  });

  test('may contain a newer profile, which invalidates every document with the newsroom’s name', async () => {
    const current = await harness.service.newsroom(1).releases.get(2);
    if (current === null) throw new Error('no such release');
    const release = { ...current.release, revision: current.release.revision + 1 };
    const change = { release, isQuiet: false, tags: ['n1-r2'] };
    const newsroom = { ...current.newsroom, revision: current.newsroom.revision + 1, name: { fi: 'Satama' } };
    invalidations = [];
    await harness.service.directory.updates.apply(newsroom, [change]);
    await harness.service.directory.updates.apply(newsroom, [change]);
    expect(invalidations.map(({ tags }) => tags.toSorted())).toEqual([['all', 'n1'], ['n1-r2']]);
  });
});

describe('a withdrawal', () => {
  test('deletes every document that may contain the text, and no later change deletes documents', async () => {
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
  test('invalidates every document with its name', async () => {
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

  test('that is not public invalidates nothing', async () => {
    const draft = { variants: { fi: { title: 'Luonnos' } } };
    const silent = await change(async () => {
      await harness.call('POST', `${NEWSROOM}/tokens`, { token });
      await harness.call('POST', RELEASES, { token, json: draft });
    });
    expect([silent.tags, silent.changed]).toEqual([[], []]);
  });

  test('in a media file invalidates the documents that show files', async () => {
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
  });

  test('that nobody sees yet invalidates nothing until a release shows it, and deletes it when none does', async () => {
    const added = await change(() => upload(30, 'private'));
    expect([added.tags, added.changed]).toEqual([[], []]);
    const [file] = files.slice(-1);
    const media = [{ url: BASE + String(file?.path) }];
    const draft = { variants: { fi: { title: 'Salainen' } }, media };
    const used = await change(() => harness.call('POST', RELEASES, { token, json: draft }));
    expect([used.tags, used.changed]).toEqual([[], []]);
    const shown = await change(() => act(5, 'publish', {}));
    expect(shown.changed).toContain('/en/satamakaupunki');
    expect(shown.tags).toContain('n1-media');
    const dropped = await change(() => act(5, 'patch', { media: [] }));
    expect(dropped.changed).toEqual(
      expect.arrayContaining([file?.path, `/fi/satamakaupunki/media/${file?.id}`]),
    );
    expect([dropped.tags.includes(`n1-file-${file?.id}`), dropped.cure]).toEqual([true, 'purge']);
  });

  test('that its owner hides is deleted', async () => {
    const { id, path } = await upload(10);
    const hidden = await change(() =>
      harness.call('PATCH', `${NEWSROOM}/media/${id}`, {
        token,
        json: { visibility: 'private' },
        headers: { ...PATCH, 'If-Match': '*' },
      }),
    );
    expect(hidden.changed).toEqual(
      expect.arrayContaining([path, `/fi/satamakaupunki/media/${id}`, '/sv/satamakaupunki']),
    );
    expect(hidden.cure).toBe('purge');
  });

  test('that removes a file invalidates its bytes', async () => {
    const { id, path } = await upload(10);
    const gone = await change(() => harness.call('DELETE', `${NEWSROOM}/media/${id}`, { token }));
    expect(gone.changed).toEqual(
      expect.arrayContaining([path, `/fi/satamakaupunki/media/${id}`, '/sv/satamakaupunki']),
    );
  });
});
