import { describe, expect, test } from 'vitest';
import { atomOf, IMPORTS, items } from './bringing.ts';
import { down, openPublishing } from './publishing.ts';

const KEYWORD = '/fi/satamakaupunki/keywords/jää';
const TYPE = '/fi/satamakaupunki/types/bulletin';

describe('a subscription document', () => {
  test('has 99 entries at most: the hundredth closes the fifty oldest', async () => {
    const { publishMany, publish, page, repaired } = await openPublishing();
    await publishMany(99);
    expect(await page()).toEqual({ open: down(99, 1), withdrawn: [], previous: null });
    expect(await page(1)).toBeNull();
    await publish();
    expect(await page()).toEqual({ open: down(100, 51), withdrawn: [], previous: 1 });
    expect(await page(1)).toEqual({ open: down(50, 1), withdrawn: [], previous: null });
    expect(await repaired()).toBe(0);
  });

  test('closes again after fifty more, and the archive documents before stay byte for byte', async () => {
    const { publishMany, publish, page, get } = await openPublishing();
    await publishMany(100);
    const first = await get('/fi/satamakaupunki/feed.rss?archive=1');
    await publishMany(49);
    expect((await page())?.open).toEqual(down(149, 51));
    await publish();
    expect(await page()).toEqual({ open: down(150, 101), withdrawn: [], previous: 2 });
    expect(await page(2)).toEqual({ open: down(100, 51), withdrawn: [], previous: 1 });
    const again = await get('/fi/satamakaupunki/feed.rss?archive=1');
    expect([again.headers.get('etag'), again.text]).toEqual([first.headers.get('etag'), first.text]);
    for (const archive of [0, 3]) expect(await page(archive)).toBeNull();
  });

  test('of a keyword or a type closes by its own count', async () => {
    const { publishMany, page } = await openPublishing();
    await publishMany(60, { type: 'bulletin' }, { keywords: ['Jää'] });
    await publishMany(40);
    expect((await page())?.open).toEqual(down(100, 51));
    for (const cut of [KEYWORD, TYPE]) {
      expect(await page(null, cut)).toEqual({ open: down(60, 1), withdrawn: [], previous: null });
    }
    await publishMany(40, { type: 'bulletin' }, { keywords: ['jää'] });
    for (const cut of [KEYWORD, TYPE]) {
      expect(await page(null, cut)).toEqual({
        ...{ open: [...down(140, 101), ...down(60, 51)], withdrawn: [], previous: 1 },
      });
      expect(await page(1, cut)).toEqual({ open: down(50, 1), withdrawn: [], previous: null });
    }
  });

  test('across newsrooms closes as that of a newsroom does', async () => {
    const { publishMany, page } = await openPublishing();
    await publishMany(100);
    expect(await page(null, '/fi')).toEqual({ open: down(100, 51), withdrawn: [], previous: 1 });
    expect(await page(1, '/fi')).toEqual({ open: down(50, 1), withdrawn: [], previous: null });
  });

  test('of many that come in at once has what is left when it has closed as often as there are fifty too many', async () => {
    const { call, token, page, repaired } = await openPublishing();
    const headers = { 'Content-Type': 'application/xml' };
    const brought = await call('POST', IMPORTS, { token, json: atomOf(items(180)), headers });
    expect(brought.json).toMatchObject({ created: 180 });
    const [open, second, first] = [await page(), await page(2), await page(1)];
    expect([open?.open.length, second?.open.length, first?.open.length]).toEqual([80, 50, 50]);
    expect([open?.previous, second?.previous, first?.previous]).toEqual([2, 1, null]);
    const all = [open, second, first].flatMap((document) => document?.open ?? []);
    expect(all.toSorted((a, b) => b - a)).toEqual(down(180, 1));
    expect(await repaired()).toBe(0);
  });
});

test('an entry that leaves in the commit that closes a document is in none of it', async () => {
  const { call, token, get, page, repaired } = await openPublishing();
  const headers = { 'Content-Type': 'application/xml' };
  const bring = async (json: string) => (await call('POST', IMPORTS, { token, json, headers })).json;
  const before = items(99, 'jää');
  expect(await bring(atomOf(before))).toMatchObject({ created: 99 });
  // The oldest has another keyword now, and with two more there would be a hundred and one.
  const moved = before
    .slice(98)
    .map((item) => ({ ...item, updated: '2026-02-01T09:00:00Z', keyword: 'sula' }));
  const added = [200, 201].map((id) => ({ id, date: '2026-02-01T09:00:00Z', keyword: 'jää' }));
  expect(await bring(atomOf([...moved, ...added]))).toMatchObject({ created: 2, updated: 1 });
  const [open, archived] = [await page(null, KEYWORD), await page(1, KEYWORD)];
  expect([open?.open.length, archived?.open.length, open?.previous]).toEqual([50, 50, 1]);
  for (const archive of ['', '?archive=1']) {
    expect((await get(`${KEYWORD}/feed.json${archive}`)).text).not.toContain('Kylän tiedote 98');
  }
  expect((await get('/fi/satamakaupunki/keywords/sula/feed.json')).text).toContain('Kylän tiedote 98');
  expect(await repaired()).toBe(0);
});

describe('an archive document', () => {
  test('keeps its number when all of it is withdrawn', async () => {
    const { publishMany, withdraw, page, repaired } = await openPublishing();
    await publishMany(150);
    for (const number of down(50, 1)) await withdraw(number);
    expect(await page(1)).toEqual({ open: [], withdrawn: [], previous: null });
    expect((await page(2))?.open).toEqual(down(100, 51));
    expect((await page())?.previous).toBe(2);
    await publishMany(50);
    expect((await page(3))?.open).toEqual(down(150, 101));
    expect(await page(1)).toEqual({ open: [], withdrawn: [], previous: null });
    expect(await repaired()).toBe(0);
  });

  test('gives an entry back when it is corrected, to its place by its own date, and keeps the others', async () => {
    const { publishMany, correct, page, repaired } = await openPublishing();
    await publishMany(100);
    await correct(7);
    expect((await page())?.open).toEqual([...down(100, 51), 7]);
    expect((await page(1))?.open).toEqual([...down(50, 8), ...down(6, 1)]);
    // It is open now: a second correction leaves it where it is.
    await correct(7);
    expect((await page())?.open).toEqual([...down(100, 51), 7]);
    expect(await repaired()).toBe(0);
  });

  test('takes a corrected entry again at the next closing, as one of the fifty oldest', async () => {
    const { publishMany, correct, page, repaired } = await openPublishing();
    await publishMany(100);
    for (const number of [3, 7]) await correct(number);
    await publishMany(48);
    expect(await page()).toEqual({ open: down(148, 99), withdrawn: [], previous: 2 });
    expect((await page(2))?.open).toEqual([...down(98, 51), 7, 3]);
    expect((await page(1))?.open).toHaveLength(48);
    expect(await repaired()).toBe(0);
  });

  test('keeps an entry that is edited without a correction, and shows it as it is now', async () => {
    const { publishMany, act, page, get } = await openPublishing();
    await publishMany(100);
    await act(7, 'patch', { variants: { fi: { title: 'Seitsemäs' } } });
    expect((await page())?.open).toEqual(down(100, 51));
    expect((await page(1))?.open).toEqual(down(50, 1));
    expect((await get('/fi/satamakaupunki/feed.rss?archive=1')).text).toContain('Seitsemäs');
  });

  test('loses an entry that leaves its keyword, which comes open into the next, without a word of withdrawal', async () => {
    const { publishMany, act, page, repaired } = await openPublishing();
    await publishMany(100, {}, { keywords: ['jää'] });
    await act(7, 'patch', { variants: { fi: { keywords: ['sula'] } } });
    expect((await page(1, KEYWORD))?.open).toEqual([...down(50, 8), ...down(6, 1)]);
    expect((await page(null, KEYWORD))?.withdrawn).toEqual([]);
    const sula = '/fi/satamakaupunki/keywords/sula';
    expect(await page(null, sula)).toEqual({ open: [7], withdrawn: [], previous: null });
    // Back where it was, it is new there.
    await act(7, 'patch', { variants: { fi: { keywords: ['jää'] } } });
    expect((await page(null, KEYWORD))?.open).toEqual([...down(100, 51), 7]);
    expect(await repaired()).toBe(0);
  });
});

describe('a withdrawal', () => {
  test('takes an entry out of every document it is in and is told in those that are subscribed to', async () => {
    const { publishMany, withdraw, page, repaired } = await openPublishing();
    await publishMany(100, { type: 'bulletin' }, { keywords: ['jää'] });
    for (const number of [60, 7]) await withdraw(number);
    for (const feed of ['/fi/satamakaupunki', KEYWORD, TYPE, '/fi']) {
      const open = [...down(100, 61), ...down(59, 51)];
      expect([feed, await page(null, feed)]).toEqual([feed, { open, withdrawn: [7, 60], previous: 1 }]);
      const archived = [...down(50, 8), ...down(6, 1)];
      expect(await page(1, feed)).toEqual({ open: archived, withdrawn: [], previous: null });
    }
    expect(await repaired()).toBe(0);
  });

  test('makes room: the document closes when a hundred are open, not when a hundred were published', async () => {
    const { publishMany, publish, withdraw, page } = await openPublishing();
    await publishMany(99);
    await withdraw(1);
    await publish();
    expect(await page()).toEqual({ open: down(100, 2), withdrawn: [1], previous: null });
    await publish();
    expect(await page()).toEqual({ open: down(101, 52), withdrawn: [1], previous: 1 });
  });

  test('is told among the fifty latest, the latest first', async () => {
    const { publishMany, withdraw, page, repaired } = await openPublishing();
    await publishMany(55);
    for (const number of down(50, 1)) await withdraw(number);
    const fifty = down(50, 1).reverse();
    expect((await page())?.withdrawn).toEqual(fifty);
    await withdraw(55);
    for (const feed of ['/fi/satamakaupunki', '/fi']) {
      expect(await page(null, feed)).toEqual({
        ...{ open: down(54, 51), withdrawn: [55, ...fifty.slice(0, 49)], previous: null },
      });
    }
    await withdraw(54);
    expect((await page())?.withdrawn).toEqual([54, 55, ...fifty.slice(0, 48)]);
    expect(await repaired()).toBe(0);
  });
});

describe('an entry that is dated back', () => {
  const BACK = { publishAt: '2019-05-20T12:00:00+03:00' };

  test('is open, below those that are later, and changes no archive document', async () => {
    const { publishMany, publish, page, get } = await openPublishing();
    await publishMany(100);
    const before = await get('/fi/satamakaupunki/feed.atom?archive=1');
    const back = await publish(BACK);
    expect((await page())?.open).toEqual([...down(100, 51), back]);
    const after = await get('/fi/satamakaupunki/feed.atom?archive=1');
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
  });

  test('is the first to be closed at the next closing, into the latest archive document', async () => {
    const { publishMany, publish, page, repaired } = await openPublishing();
    await publishMany(100);
    const back = await publish(BACK);
    await publishMany(49);
    expect(await page()).toEqual({ open: down(150, 102).concat(100), withdrawn: [], previous: 2 });
    expect((await page(2))?.open).toEqual([...down(99, 51), back]);
    expect((await page(1))?.open).toEqual(down(50, 1));
    expect(await repaired()).toBe(0);
  });

  test('that is the hundredth is closed with the oldest at once', async () => {
    const { publishMany, publish, page } = await openPublishing();
    await publishMany(99);
    const back = await publish(BACK);
    expect((await page())?.open).toEqual(down(99, 50));
    expect((await page(1))?.open).toEqual([...down(49, 1), back]);
  });
});
