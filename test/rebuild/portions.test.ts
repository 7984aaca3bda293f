import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { ReleaseChange } from '../../src/newsroom/release-port.ts';
import {
  AFTER_EMBARGO,
  derivedRows,
  fillNewsroom,
  openInstance,
  type TestInstance,
} from '../backup/backup-harness.ts';

const SIZE = 110;
/** `fillNewsroom` adds a draft, this one, and another draft. */
const EMBARGOED = SIZE + 2;

let instance: TestInstance;

beforeEach(async () => {
  instance = await openInstance();
  await fillNewsroom(instance, SIZE, 10);
});

test('an embargo of the newsroom ends between two portions of its rebuild', async () => {
  const events: string[] = [];
  const rebuilt = instance.newsroom.backup.rebuild().then(() => events.push('rebuilt'));
  await instance.advanceTo(AFTER_EMBARGO);
  const released = await instance.newsroom.releases.get(EMBARGOED);
  events.push(String(released?.release.state));
  await rebuilt;
  expect(events).toEqual(['published', 'rebuilt']);
  expect(await instance.newsroom.backup.rebuild()).toMatchObject({ repaired: 0 });
});

test('a change of another newsroom reaches the directory between two portions of a rebuild', async () => {
  const events: string[] = [];
  const { updates, registry } = instance.service.directory;
  const number = (await registry.keyOfNumber(1)) ?? 0;
  const newsroom = await registry.newsroomOfNumber(number);
  if (newsroom === null) throw new Error('the directory does not have the newsroom');
  const rebuilt = updates.rebuild(number).then(() => events.push('rebuilt'));
  await updates.apply(newsroom, []);
  events.push('applied');
  await rebuilt;
  expect(events).toEqual(['applied', 'rebuilt']);
});

type Operation = { readonly kind: 'create' } | { readonly number: number; readonly change: ReleaseChange };

const changes: ReleaseChange[] = [
  { kind: 'withdraw', body: { reason: 'Virhe' } },
  { kind: 'withdraw', body: { reason: 'Fel', languages: ['sv'] } },
  { kind: 'correct', body: { note: 'Oikaisu' } },
  { kind: 'patch', body: { type: 'statement' } },
  { kind: 'patch', body: { variants: { fi: { keywords: ['uusi'] } } } },
  { kind: 'publish', body: null },
];
const operations: fc.Arbitrary<Operation> = fc.oneof(
  { arbitrary: fc.constant({ kind: 'create' as const }), weight: 1 },
  {
    arbitrary: fc.record({
      number: fc.integer({ min: 1, max: SIZE + 5 }),
      change: fc.constantFrom(...changes),
    }),
    weight: 4,
  },
);

/** The operations follow each other, so that they spread over the rebuild; some are refused. */
async function run(all: readonly Operation[]): Promise<void> {
  const { releases } = instance.newsroom;
  const body = { state: 'published', variants: { fi: { title: 'Silta', keywords: ['aihe-1'] } } };
  for (const operation of all) {
    if ('kind' in operation) await releases.create(body, null);
    else await releases.change(operation.number, '*', operation.change);
  }
}

test('whatever is committed between the portions, and whatever rows were lost, a rebuild makes every list right', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(operations, { minLength: 1, maxLength: 25 }),
      fc.uniqueArray(fc.nat(), { maxLength: 60 }),
      async (all, lost) => {
        const rows = [...(await derivedRows(instance)).keys()].filter(
          (row) => !/^(?:shelf|media-use):/.test(row),
        );
        // Rows of open parts and tombstones stay: a commit counts and trims those as it finds them.
        const removable = rows.filter((row) => !/^(?:timeline|tombstone):/.test(row));
        await instance.store.commit(lost.map((at) => ({ key: removable[at % removable.length] ?? '' })));
        await Promise.all([instance.newsroom.backup.rebuild(), run(all)]);
        const before = await derivedRows(instance);
        const again = await instance.newsroom.backup.rebuild();
        expect(await derivedRows(instance)).toEqual(before);
        expect(again.repaired).toBe(0);
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);
