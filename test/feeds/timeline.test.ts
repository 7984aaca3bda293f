import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOON, RELEASES } from '../http/harness.ts';
import { atomDocument, atomEntries, IMPORTS } from './atom-import.ts';
import { descending, type FeedNumbers, openPublishing } from './publishing.ts';

const KEYWORD = '/fi/satamakaupunki/keywords/jää';
const TYPE = '/fi/satamakaupunki/types/bulletin';

describe('a subscription document', () => {
  test('has at most 99 entries: the hundredth closes the fifty oldest', async () => {
    const { publishMany, publish, readFeed, repairedRows } = await openPublishing();
    await publishMany(99);
    expect(await readFeed()).toEqual({ open: descending(99, 1), withdrawn: [], previous: null });
    expect(await readFeed(1)).toBeNull();
    await publish();
    expect(await readFeed()).toEqual({ open: descending(100, 51), withdrawn: [], previous: 1 });
    expect(await readFeed(1)).toEqual({ open: descending(50, 1), withdrawn: [], previous: null });
    expect(await repairedRows()).toBe(0);
  });

  test('closes again after fifty more entries, and older archive documents keep their bytes', async () => {
    const { publishMany, publish, readFeed, get } = await openPublishing();
    await publishMany(100);
    const first = await get('/fi/satamakaupunki/feed.rss?archive=1');
    await publishMany(49);
    expect((await readFeed())?.open).toEqual(descending(149, 51));
    await publish();
    expect(await readFeed()).toEqual({ open: descending(150, 101), withdrawn: [], previous: 2 });
    expect(await readFeed(2)).toEqual({ open: descending(100, 51), withdrawn: [], previous: 1 });
    const again = await get('/fi/satamakaupunki/feed.rss?archive=1');
    expect([again.headers.get('etag'), again.text]).toEqual([first.headers.get('etag'), first.text]);
    for (const archive of [0, 3]) expect(await readFeed(archive)).toBeNull();
  });

  test('of a keyword or a type counts its own entries', async () => {
    const { publishMany, readFeed } = await openPublishing();
    await publishMany(60, { type: 'bulletin' }, { keywords: ['Jää'] });
    await publishMany(40);
    expect((await readFeed())?.open).toEqual(descending(100, 51));
    for (const cut of [KEYWORD, TYPE]) {
      expect(await readFeed(null, cut)).toEqual({ open: descending(60, 1), withdrawn: [], previous: null });
    }
    await publishMany(40, { type: 'bulletin' }, { keywords: ['jää'] });
    for (const cut of [KEYWORD, TYPE]) {
      expect(await readFeed(null, cut)).toEqual({
        open: [...descending(140, 101), ...descending(60, 51)],
        withdrawn: [],
        previous: 1,
      });
      expect(await readFeed(1, cut)).toEqual({ open: descending(50, 1), withdrawn: [], previous: null });
    }
  });

  test('across newsrooms closes in the same way', async () => {
    const { publishMany, readFeed } = await openPublishing();
    await publishMany(100);
    expect(await readFeed(null, '/fi')).toEqual({ open: descending(100, 51), withdrawn: [], previous: 1 });
    expect(await readFeed(1, '/fi')).toEqual({ open: descending(50, 1), withdrawn: [], previous: null });
  });

  test('closes several times for one import of many entries', async () => {
    const { call, token, readFeed, repairedRows } = await openPublishing();
    const headers = { 'Content-Type': 'application/xml' };
    const imported = await call('POST', IMPORTS, { token, json: atomDocument(atomEntries(180)), headers });
    expect(imported.json).toMatchObject({ created: 180 });
    const [open, second, first] = [await readFeed(), await readFeed(2), await readFeed(1)];
    expect([open?.open.length, second?.open.length, first?.open.length]).toEqual([80, 50, 50]);
    expect([open?.previous, second?.previous, first?.previous]).toEqual([2, 1, null]);
    const all = [open, second, first].flatMap((document) => document?.open ?? []);
    expect(all.toSorted((a, b) => b - a)).toEqual(descending(180, 1));
    expect(await repairedRows()).toBe(0);
  });
});

test('an entry that leaves a timeline in a commit that closes a document is in no document', async () => {
  const { call, token, get, readFeed, repairedRows } = await openPublishing();
  const headers = { 'Content-Type': 'application/xml' };
  const importAtom = async (json: string) => (await call('POST', IMPORTS, { token, json, headers })).json;
  const before = atomEntries(99, 'jää');
  expect(await importAtom(atomDocument(before))).toMatchObject({ created: 99 });
  // The oldest entry changes its keyword, and two new entries make 100 without it.
  const moved = before
    .slice(98)
    .map((item) => ({ ...item, updated: '2026-02-01T09:00:00Z', keyword: 'sula' }));
  const added = [200, 201].map((id) => ({ id, date: '2026-02-01T09:00:00Z', keyword: 'jää' }));
  expect(await importAtom(atomDocument([...moved, ...added]))).toMatchObject({ created: 2, updated: 1 });
  const [open, archived] = [await readFeed(null, KEYWORD), await readFeed(1, KEYWORD)];
  expect([open?.open.length, archived?.open.length, open?.previous]).toEqual([50, 50, 1]);
  for (const archive of ['', '?archive=1']) {
    expect((await get(`${KEYWORD}/feed.json${archive}`)).text).not.toContain('Kylän tiedote 98');
  }
  expect((await get('/fi/satamakaupunki/keywords/sula/feed.json')).text).toContain('Kylän tiedote 98');
  expect(await repairedRows()).toBe(0);
});

describe('an archive document', () => {
  test('keeps its number when all its entries are withdrawn', async () => {
    const { publishMany, withdraw, readFeed, repairedRows } = await openPublishing();
    await publishMany(150);
    for (const number of descending(50, 1)) await withdraw(number);
    expect(await readFeed(1)).toEqual({ open: [], withdrawn: [], previous: null });
    expect((await readFeed(2))?.open).toEqual(descending(100, 51));
    expect((await readFeed())?.previous).toBe(2);
    await publishMany(50);
    expect((await readFeed(3))?.open).toEqual(descending(150, 101));
    expect(await readFeed(1)).toEqual({ open: [], withdrawn: [], previous: null });
    expect(await repairedRows()).toBe(0);
  });

  test('loses a corrected entry, which becomes open and is sorted by its date', async () => {
    const { publishMany, correct, readFeed, repairedRows } = await openPublishing();
    await publishMany(100);
    await correct(7);
    expect((await readFeed())?.open).toEqual([...descending(100, 51), 7]);
    expect((await readFeed(1))?.open).toEqual([...descending(50, 8), ...descending(6, 1)]);
    // A second correction does not move an open entry.
    await correct(7);
    expect((await readFeed())?.open).toEqual([...descending(100, 51), 7]);
    expect(await repairedRows()).toBe(0);
  });

  test('a corrected entry is closed again as one of the fifty oldest', async () => {
    const { publishMany, correct, readFeed, repairedRows } = await openPublishing();
    await publishMany(100);
    for (const number of [3, 7]) await correct(number);
    await publishMany(48);
    expect(await readFeed()).toEqual({ open: descending(148, 99), withdrawn: [], previous: 2 });
    expect((await readFeed(2))?.open).toEqual([...descending(98, 51), 7, 3]);
    expect((await readFeed(1))?.open).toHaveLength(48);
    expect(await repairedRows()).toBe(0);
  });

  test('keeps an entry that is edited without a correction, with its new content', async () => {
    const { publishMany, act, readFeed, get } = await openPublishing();
    await publishMany(100);
    await act(7, 'patch', { variants: { fi: { title: 'Seitsemäs' } } });
    expect((await readFeed())?.open).toEqual(descending(100, 51));
    expect((await readFeed(1))?.open).toEqual(descending(50, 1));
    expect((await get('/fi/satamakaupunki/feed.rss?archive=1')).text).toContain('Seitsemäs');
  });

  test('loses an entry that changes its keyword, without a tombstone', async () => {
    const { publishMany, act, readFeed, repairedRows } = await openPublishing();
    await publishMany(100, {}, { keywords: ['jää'] });
    await act(7, 'patch', { variants: { fi: { keywords: ['sula'] } } });
    expect((await readFeed(1, KEYWORD))?.open).toEqual([...descending(50, 8), ...descending(6, 1)]);
    expect((await readFeed(null, KEYWORD))?.withdrawn).toEqual([]);
    const sula = '/fi/satamakaupunki/keywords/sula';
    expect(await readFeed(null, sula)).toEqual({ open: [7], withdrawn: [], previous: null });
    // Back on the first timeline, the entry is open.
    await act(7, 'patch', { variants: { fi: { keywords: ['jää'] } } });
    expect((await readFeed(null, KEYWORD))?.open).toEqual([...descending(100, 51), 7]);
    expect(await repairedRows()).toBe(0);
  });
});

describe('a withdrawal', () => {
  test('removes an entry from all documents and adds a tombstone to subscription documents', async () => {
    const { publishMany, withdraw, readFeed, repairedRows } = await openPublishing();
    await publishMany(100, { type: 'bulletin' }, { keywords: ['jää'] });
    for (const number of [60, 7]) await withdraw(number);
    for (const feed of ['/fi/satamakaupunki', KEYWORD, TYPE, '/fi']) {
      const open = [...descending(100, 61), ...descending(59, 51)];
      expect([feed, await readFeed(null, feed)]).toEqual([feed, { open, withdrawn: [7, 60], previous: 1 }]);
      const archived = [...descending(50, 8), ...descending(6, 1)];
      expect(await readFeed(1, feed)).toEqual({ open: archived, withdrawn: [], previous: null });
    }
    expect(await repairedRows()).toBe(0);
  });

  test('delays the closing, which counts open entries and not published ones', async () => {
    const { publishMany, publish, withdraw, readFeed } = await openPublishing();
    await publishMany(99);
    await withdraw(1);
    await publish();
    expect(await readFeed()).toEqual({ open: descending(100, 2), withdrawn: [1], previous: null });
    await publish();
    expect(await readFeed()).toEqual({ open: descending(101, 52), withdrawn: [1], previous: 1 });
  });

  test('has a tombstone while it is one of the fifty latest, latest first', async () => {
    const { publishMany, withdraw, readFeed, repairedRows } = await openPublishing();
    await publishMany(55);
    for (const number of descending(50, 1)) await withdraw(number);
    const fifty = descending(50, 1).reverse();
    expect((await readFeed())?.withdrawn).toEqual(fifty);
    await withdraw(55);
    for (const feed of ['/fi/satamakaupunki', '/fi']) {
      expect(await readFeed(null, feed)).toEqual({
        open: descending(54, 51),
        withdrawn: [55, ...fifty.slice(0, 49)],
        previous: null,
      });
    }
    await withdraw(54);
    expect((await readFeed())?.withdrawn).toEqual([54, 55, ...fifty.slice(0, 48)]);
    expect(await repairedRows()).toBe(0);
  });
});

describe('a back-dated entry', () => {
  const BACK_DATED = { publishAt: '2019-05-20T12:00:00+03:00' };

  test('is open, sorted by its date, and changes no archive document', async () => {
    const { publishMany, publish, readFeed, get } = await openPublishing();
    await publishMany(100);
    const before = await get('/fi/satamakaupunki/feed.atom?archive=1');
    const backDated = await publish(BACK_DATED);
    expect((await readFeed())?.open).toEqual([...descending(100, 51), backDated]);
    const after = await get('/fi/satamakaupunki/feed.atom?archive=1');
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
  });

  test('is the first to be closed at the next closing, into the latest archive document', async () => {
    const { publishMany, publish, readFeed, repairedRows } = await openPublishing();
    await publishMany(100);
    const backDated = await publish(BACK_DATED);
    await publishMany(49);
    expect(await readFeed()).toEqual({ open: descending(150, 102).concat(100), withdrawn: [], previous: 2 });
    expect((await readFeed(2))?.open).toEqual([...descending(99, 51), backDated]);
    expect((await readFeed(1))?.open).toEqual(descending(50, 1));
    expect(await repairedRows()).toBe(0);
  });

  test('is closed at once when it is the hundredth', async () => {
    const { publishMany, publish, readFeed } = await openPublishing();
    await publishMany(99);
    const backDated = await publish(BACK_DATED);
    expect((await readFeed())?.open).toEqual(descending(99, 50));
    expect((await readFeed(1))?.open).toEqual([...descending(49, 1), backDated]);
  });
});

describe('the tombstone of a withdrawn variant', () => {
  const SWEDISH_TOO = {
    variants: { fi: { title: 'Tiedote' }, sv: { title: 'Meddelande' } },
    type: 'bulletin',
  };
  const withdrawnIn = (feed: FeedNumbers | null) => feed?.withdrawn;

  test('stays where its readers are when the type changes, and is added under the new type', async () => {
    const { publish, act, readFeed, repairedRows } = await openPublishing();
    const number = await publish(SWEDISH_TOO);
    await act(number, 'withdraw', { languages: ['fi'], reason: 'Virhe' });
    expect(withdrawnIn(await readFeed(null, TYPE))).toEqual([number]);
    await act(number, 'patch', { type: 'release' });
    for (const feed of [TYPE, '/fi/satamakaupunki/types/release', '/fi/satamakaupunki']) {
      expect([feed, withdrawnIn(await readFeed(null, feed))]).toEqual([feed, [number]]);
    }
    expect(await repairedRows()).toBe(0);
  });
});

test('after any changes a rebuild repairs nothing', async () => {
  const action = fc.oneof(
    fc.constantFrom<[string, object]>(
      ['withdraw', { languages: ['fi'], reason: 'Virhe' }],
      ['withdraw', { reason: 'Virhe' }],
      ['correct', { note: 'Oikaisu' }],
      ['patch', { type: 'release' }],
      ['patch', { type: 'bulletin' }],
      ['patch', { variants: { fi: { keywords: ['Jää'] } } }],
      ['patch', { variants: { sv: { title: 'Annat', keywords: ['is'] } } }],
    ),
  );
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), action), { minLength: 3, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, async (changes) => {
      const { publish, call, token, repairedRows, moveTo } = await openPublishing();
      const variants = { fi: { title: 'Tiedote' }, sv: { title: 'Meddelande' } };
      for (let n = 0; n < 3; n += 1) await publish({ variants });
      for (const [step, [index, [name, json]]] of changes.entries()) {
        await moveTo(NOON + (10 + step) * 60_000);
        const [method, path] = name === 'patch' ? ['PATCH', ''] : ['POST', `/${name}`];
        const headers = { 'If-Match': '*' };
        await call(method, `${RELEASES}/${1 + index}${path}`, { token, json, headers });
      }
      expect(await repairedRows()).toBe(0);
    }),
    { numRuns: 40 },
  );
}, 60_000);
