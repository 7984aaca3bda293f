import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { hex } from '../../src/base/hex.ts';
import { TOMBSTONES } from '../../src/domain/timeline.ts';
import { dueKeys } from '../../src/jobs/due-keys.ts';
import { liftTask } from '../../src/repository/embargo.ts';
import { searchKeys } from '../../src/search/keys.ts';
import { StoreFailure, type Write } from '../../src/storage/store.ts';
import { answers, derived, fill, LATER, openPlace, type Place, PORTION } from '../websub/moving.ts';

let place: Place;
/** As everything is when it is right. */
let sound: Map<string, string>;
let rows: number;

beforeAll(async () => {
  place = await openPlace();
  await fill(place, 210, 56);
  sound = await derived(place);
  rows = (await place.newsroom.backup.rebuild()).rows;
}, 60_000);

const named = (beginning: string) => [...sound.keys()].filter((row) => row.startsWith(beginning));

function first(beginning: string): string {
  const [row] = named(beginning);
  if (row === undefined) throw new Error(`there is no row ${beginning}`);
  return row;
}

/** What no newsroom has, in the place of a row that it has. */
const misplaced = (row: string, found: string | RegExp, instead: string): Write => ({
  key: row.replace(found, instead),
  value: { n: 1 },
});

/** Every list loses a row that it should have and has some that it should not; counters count wrong. */
function damages(): Write[] {
  const archived = first('timeline:n1:fi:all:000000001');
  const { archives }: { archives: unknown } = JSON.parse(sound.get('shelf:n1:fi:all') ?? '{}');
  const lost = [
    ...['timeline:n1:sv', 'timeline:n1:fi:all:open', 'tombstone:n1:fi:all', 'shown:n1:fi', 'index:'],
    ...['search:', 'due:', 'shelf:n1:sv:t-bulletin', 'months:n1:sv'],
  ];
  return [
    ...[...lost.map(first), archived].map((key) => ({ key })),
    // In the open part instead of its archive document, and in a second one.
    misplaced(archived, ':000000001:', ':open:'),
    misplaced(first('timeline:n1:fi:t-release:000000001'), ':000000001:', ':000000002:'),
    // Of what is not there or not public, and of nothing at all.
    misplaced(first('timeline:n1:fi:all:open'), /\d{15}$/, '999999999999000'),
    misplaced(first('tombstone:n1:fi:all'), ':fi:', ':en:'),
    misplaced(first('shown:n1:sv:all'), ':all:', ':t-statement:'),
    misplaced(first('index:000000001:draft:any'), ':draft:', ':published:'),
    ...['timeline:n1:x', 'shown:n1:fi:all:999', 'index:000000001:draft:any:0:999999999999999'].map((key) => ({
      key,
      value: { n: 1 },
    })),
    { key: searchKeys.row(1, 'sv', 212), value: { at: 0, digest: 0 } },
    { key: dueKeys.row(LATER, 1, liftTask(1)), value: { key: 1, task: 'lift', number: 1 } },
    { key: 'shelf:n1:fi:all', value: { open: 0, archives } },
    { key: `shelf:n1:fi:k-${hex('oma-0')}` },
    { key: `shelf:n1:fi:k-${hex('oma-1')}`, value: { open: 3, archives: 0 } },
    { key: 'months:n1:fi', value: { '2020-01': 3 } },
  ];
}

test('what was lost is set anew and what does not belong goes, a portion at a time', async () => {
  const wrong = damages();
  await place.store.commit(wrong);
  expect(await derived(place)).not.toEqual(sound);
  place.requestLog.most();
  const rebuilt = await place.newsroom.backup.rebuild();
  const { rows: read, writes } = place.requestLog.most();
  expect(await derived(place)).toEqual(sound);
  expect(rebuilt).toEqual({ rows, repaired: wrong.length });
  expect(await place.newsroom.backup.rebuild()).toEqual({ rows, repaired: 0 });
  expect([read <= PORTION, writes <= PORTION]).toEqual([true, true]);
});

test('what was made of rows while they were wrong is not served once they are right', async () => {
  const paths = ['/fi/satama/feed.rss', '/fi/satama/feed.json', '/fi/satama'];
  const right = await answers(place, paths);
  await place.store.commit([{ key: first('timeline:n1:fi:all:open') }]);
  // It shows another version then, of which nothing is rendered yet.
  expect(await place.newsroom.backup.rebuild()).toEqual({ rows, repaired: 1 });
  await place.store.commit([{ key: first('timeline:n1:fi:all:open') }]);
  expect(await answers(place, paths)).not.toEqual(right);
  expect(await place.newsroom.backup.rebuild()).toEqual({ rows, repaired: 1 });
  expect(await answers(place, paths)).toEqual(right);
});

test('wherever a rebuild breaks off no row is gone that should be there, and the next one ends it', async () => {
  const wrong = damages();
  /** The releases that the feed of everything in Finnish has, whichever document they are in. */
  const listed = (keys: Iterable<string>) =>
    [...keys].filter((row) => row.startsWith('timeline:n1:fi:all')).map((row) => row.slice(-15));
  const all = new Set(listed(sound.keys()));
  let tried = 0;
  for (let n = 1; ; n += 1) {
    await place.store.commit(wrong);
    const before = await derived(place);
    place.requestLog.failAt(n);
    const failure = await place.newsroom.backup.rebuild().catch((error: unknown) => error);
    place.requestLog.failAt(Number.POSITIVE_INFINITY);
    const after = await derived(place);
    if (!(failure instanceof StoreFailure)) break;
    tried += 1;
    expect([...before.keys()].filter((row) => sound.has(row) && !after.has(row))).toEqual([]);
    expect([...after.keys()].filter((row) => !sound.has(row) && !before.has(row))).toEqual([]);
    const still = new Set(listed(after.keys()));
    expect(listed(before.keys()).filter((number) => all.has(number) && !still.has(number))).toEqual([]);

    await place.newsroom.backup.rebuild();
    expect(await derived(place)).toEqual(sound);
  }
  expect(await derived(place)).toEqual(sound);
  expect(tried).toBeGreaterThan(5);
}, 60_000);

test('the newest withdrawals are told again when all were lost', async () => {
  const lost = named('tombstone:n1:fi').map((key) => ({ key }));
  expect(lost.length).toBeGreaterThan(TOMBSTONES);
  expect(named('tombstone:n1:fi:all')).toHaveLength(TOMBSTONES);
  await place.store.commit(lost);
  expect(await place.newsroom.backup.rebuild()).toEqual({ rows, repaired: lost.length });
  expect(await derived(place)).toEqual(sound);
});

test('whatever is lost is set anew', async () => {
  const all = [...sound.keys()].filter((row) => !/^(?:shelf|media-use):/.test(row));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(all.length - 1), { maxLength: 800 }), async (numbers) => {
      await place.store.commit(numbers.flatMap((at) => ({ key: all[at] ?? '' })));
      expect(await place.newsroom.backup.rebuild()).toEqual({ rows, repaired: numbers.length });
      expect(await derived(place)).toEqual(sound);
    }),
    { numRuns: 5 },
  );
}, 60_000);

test('an embargo is set anew among the tasks of others, which stay as they are', async () => {
  const others = Array.from({ length: 2 * PORTION }, (_, at) => {
    const key = dueKeys.row(LATER + at, 2 + (at % 90), liftTask(1));
    return { key, value: { key: 2, task: 'lift', number: 1 } };
  });
  await place.store.commit([...others, { key: first('due:') }]);
  place.requestLog.most();
  expect(await place.newsroom.backup.rebuild()).toEqual({ rows, repaired: 1 });
  expect(place.requestLog.most().rows).toBeLessThanOrEqual(PORTION);
  const found = await place.store.getMany(others.map(({ key }) => key));
  expect(found.filter((task) => task === null)).toEqual([]);
  await place.store.commit(others.map(({ key }) => ({ key })));
  expect(await derived(place)).toEqual(sound);
});
