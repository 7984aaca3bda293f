import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { RELEASE_TYPES } from '../../src/domain/release.ts';
import {
  derivedRows,
  exportLines,
  NOON,
  openInstance,
  restoreLines,
  type TestInstance,
} from './backup-harness.ts';

/** Texts that cleaning, NFC or a limit could treat otherwise when they are read a second time. */
const TEXTS = [
  'Silta',
  'क़'.repeat(100),
  'İstanbul',
  '\u{1D160}'.repeat(33),
  ' a\u00A0\u00A0b ',
  'ﬀ & <b>"x"</b>',
  'A\u030A',
  'x'.repeat(100),
];
const BODIES = [
  '',
  '<p>Lautta</p>',
  '<p>1 < 2 &amp; &#1; <a href="/x?a=1&b=2">y</a></p>',
  '<p><b-x><p>x',
  '<img src=a.png>',
];
const LANGUAGES = ['fi', 'sv', 'en'] as const;

const text = fc.constantFrom(...TEXTS);
const variant = fc.record(
  {
    title: text,
    lead: text,
    body: fc.constantFrom(...BODIES),
    keywords: fc.array(text, { maxLength: 3 }),
    slug: fc.constantFrom('silta', 'bro-2'),
  },
  { requiredKeys: ['title'] },
);
const variants = fc
  .array(fc.tuple(fc.constantFrom(...LANGUAGES), variant), { minLength: 1, maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));
const content = fc.record(
  {
    variants,
    type: fc.constantFrom(...RELEASE_TYPES),
    contacts: fc.array(fc.record({ name: text, phone: fc.constant('09 310 1641 (vaihde)') }), {
      maxLength: 2,
    }),
    links: fc.array(
      fc.record({ url: fc.constantFrom('https://a.example/ä?b=c d', 'HTTP://A.example'), title: text }),
      {
        maxLength: 2,
      },
    ),
    media: fc.array(
      fc.record({
        url: fc.constant('https://a.example/kuva ä.png'),
        alt: text,
        type: fc.constant('Image/PNG'),
      }),
      { maxLength: 1 },
    ),
  },
  { requiredKeys: ['variants'] },
);
const past = fc.integer({ min: 1, max: 400 }).map((days) => new Date(NOON - days * 86_400_000).toISOString());
const ahead = fc.integer({ min: 1, max: 40 }).map((days) => new Date(NOON + days * 86_400_000).toISOString());
const number = fc.integer({ min: 1, max: 6 });

type Step = (instance: TestInstance) => Promise<unknown>;

const change = (
  kind: 'patch' | 'schedule' | 'correct' | 'withdraw' | 'publish' | 'unschedule',
  body: fc.Arbitrary<object>,
) =>
  fc.tuple(number, body).map(
    ([n, given]): Step =>
      ({ newsroom }) =>
        newsroom.releases.change(n, '*', { kind, body: given }),
  );

/** Whatever is refused changes nothing, so any list of these leads to a newsroom that can be. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(content, fc.constantFrom('draft', 'published'), past, fc.boolean()).map(
      ([given, state, publishAt, isDated]): Step =>
        ({ newsroom }) =>
          newsroom.releases.create({ ...given, state, ...(isDated && { publishAt }) }, null),
    ),
  },
  fc.tuple(content, ahead).map(
    ([given, publishAt]): Step =>
      ({ newsroom }) =>
        newsroom.releases.create({ ...given, state: 'scheduled', publishAt }, null),
  ),
  { weight: 3, arbitrary: change('patch', content) },
  change(
    'schedule',
    ahead.map((publishAt) => ({ publishAt })),
  ),
  {
    weight: 2,
    arbitrary: change('correct', fc.record({ note: text, variants }, { requiredKeys: ['note'] })),
  },
  {
    weight: 2,
    arbitrary: change(
      'withdraw',
      fc.record({ reason: text, languages: fc.constantFrom(['fi'], ['sv']) }, { requiredKeys: ['reason'] }),
    ),
  },
  { weight: 2, arbitrary: change('publish', fc.constant({})) },
  change('unschedule', fc.constant({})),
  {
    weight: 2,
    arbitrary: fc.tuple(number, number).map(
      ([into, release]): Step =>
        ({ newsroom }) =>
          newsroom.joins.join(into, '*', { release }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(number, fc.constantFrom(...LANGUAGES)).map(
      ([n, language]): Step =>
        ({ newsroom }) =>
          newsroom.joins.split(n, '*', { language }),
    ),
  },
  fc.subarray([...LANGUAGES], { minLength: 1 }).map(
    (languages): Step =>
      ({ newsroom }) =>
        newsroom.profile.patch({ languages, defaultLanguage: languages[0] }),
  ),
  fc.integer({ min: 1, max: 20 }).map(
    (days): Step =>
      async (instance) =>
        instance.advanceTo(Math.max(instance.now(), NOON + days * 86_400_000)),
  ),
);

/** Without the lines whose counters and signature are of the service that writes them. */
async function records(instance: TestInstance): Promise<string[]> {
  return (await exportLines(instance)).slice(1, -1).filter((line) => !line.startsWith('{"record":"token"'));
}

function lastNumber(line: string | undefined): unknown {
  const end: unknown = JSON.parse(line ?? '');
  return isObject(end) && isObject(end.value) ? end.value.lastNumber : undefined;
}

test('the export of any newsroom restores to an equal one', async () => {
  let restored = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const from = await openInstance();
      await from.newsroom.profile.patch({ languages: ['fi', 'sv', 'en'] });
      for (const take of steps) await take(from);
      const lines = await exportLines(from);
      const to = await openInstance();
      await to.advanceTo(from.now());
      expect(await restoreLines(to, lines)).toBe(true);
      expect(await records(to)).toEqual(await records(from));
      expect(lastNumber((await exportLines(to)).at(-1))).toBe(lastNumber(lines.at(-1)));
      expect((await to.newsroom.profile.get())?.languages).toEqual(
        (await from.newsroom.profile.get())?.languages,
      );
      expect((await to.newsroom.backup.rebuild()).repaired).toBe(0);
      await from.advanceTo(NOON + 20 * 86_400_000);
      await to.advanceTo(NOON + 20 * 86_400_000);
      const withoutTombstones = async (instance: TestInstance) =>
        [...(await derivedRows(instance))].filter(
          // A count of nothing is a record or none. The type of a withdrawn variant may have changed, and its tombstone stays.
          ([row, value]) => value !== '{}' && !row.startsWith('tombstone'),
        );
      expect(await withoutTombstones(to)).toEqual(await withoutTombstones(from));
      restored += lines.length;
      await from.service.close();
      await to.service.close();
    }),
    { numRuns: Number(process.env.ROUNDS ?? 30), seed: 20261125 },
  );
  expect(restored).toBeGreaterThan(200);
}, 3_600_000);
