import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LAST_REVISION, type Release } from '../../src/domain/release.ts';
import {
  createRelease,
  liftEmbargo,
  patchRelease,
  publish,
  schedule,
  unschedule,
  withdraw,
} from '../../src/lifecycle/changes.ts';
import {
  context,
  create,
  errorsOf,
  FINNISH,
  LATER,
  NOON,
  problem,
  publishedRelease,
  representationOf,
  SWEDISH,
  successOf,
} from './context.ts';

const fi = { variants: { fi: FINNISH } };
const at = (time: string) => Date.parse(time);
const TOMORROW = '2025-11-13T09:00:00+02:00';
const YESTERDAY = '2025-11-11T09:00:00+02:00';

const draft = () => create(fi);
const scheduled = () => create({ ...fi, state: 'scheduled', publishAt: TOMORROW });
const gone = () => successOf(withdraw(context(LATER), publishedRelease(), { reason: 'Virhe' }));
const inState = { draft, scheduled, published: publishedRelease, withdrawn: gone };

describe('creating', () => {
  test('a published release has the current second as date and a permanent id', () => {
    const release = publishedRelease();
    expect(release).toMatchObject({
      revision: 1,
      state: 'published',
      publishAt: at(NOON),
      lastEventAt: at(NOON),
    });
    expect(release.variants.sv).toMatchObject({
      slug: 'en-ny-farja-inleder-trafiken',
      publication: {
        id: 'tag:kaiku.example,2025-06-01:release/3000042/sv',
        publishedAt: at(NOON),
        updatedAt: at(NOON),
      },
    });
  });

  test('an archived release keeps its date', () => {
    const release = create({ ...fi, state: 'published', publishAt: '2019-05-02T08:00' });
    expect(release.variants.fi?.publication?.publishedAt).toBe(at('2019-05-02T08:00:00+03:00'));
    expect(representationOf(release).publishAt).toBe('2019-05-02T08:00:00+03:00');
  });

  test('a scheduled release or a draft publishes nothing', () => {
    for (const release of [scheduled(), draft(), create({ ...fi, publishAt: YESTERDAY })]) {
      expect(release).toMatchObject({ lastEventAt: null, variants: { fi: { publication: null } } });
    }
  });

  test.each([
    [{ state: 'scheduled' }, 'time-required'],
    [{ state: 'scheduled', publishAt: null }, 'time-required'],
    [{ state: 'scheduled', publishAt: YESTERDAY }, 'time-not-ahead'],
    [{ state: 'scheduled', publishAt: NOON }, 'time-not-ahead'],
    [{ state: 'published', publishAt: TOMORROW }, 'time-in-future'],
    [{ publishAt: '2026-02-30T10:00' }, 'time-malformed'],
  ])('%j is refused', (fields, code) => {
    expect(errorsOf(createRelease(context(NOON), 1, { ...fi, ...fields }))).toEqual([`/publishAt ${code}`]);
  });

  test.each([
    ['2026-03-29T03:30', 'time-missing', ['2026-03-29T02:30:00+02:00', '2026-03-29T04:30:00+03:00']],
    ['2026-10-25T03:30', 'time-doubled', ['2026-10-25T03:30:00+03:00', '2026-10-25T03:30:00+02:00']],
  ])('%s is %s, with the choices', (publishAt, code, choices) => {
    const { errors } = problem(createRelease(context(NOON), 1, { ...fi, state: 'scheduled', publishAt }));
    expect(errors).toEqual([{ pointer: '/publishAt', code, choices }]);
  });

  test('an imported release has its source', () => {
    const source = { id: 'https://old.example/1', type: 'rss' };
    expect(successOf(createRelease(context(NOON), 1, fi, source)).source).toEqual(source);
  });
});

describe('states', () => {
  const calls = {
    publish: (release: Release) => publish(context(LATER), release),
    schedule: (release: Release) => schedule(context(LATER), release, { publishAt: TOMORROW }),
    unschedule: (release: Release) => unschedule(release),
    patch: (release: Release) => patchRelease(context(LATER), release, { type: 'bulletin' }),
    liftEmbargo: (release: Release) => liftEmbargo(context('2025-11-13T10:00:00+02:00'), release),
  };

  test.each<[keyof typeof calls, keyof typeof inState, string]>([
    ['publish', 'draft', 'published'],
    ['publish', 'scheduled', 'published'],
    ['publish', 'published', 'already-published'],
    ['publish', 'withdrawn', 'already-withdrawn'],
    ['schedule', 'draft', 'scheduled'],
    ['schedule', 'scheduled', 'scheduled'],
    ['schedule', 'published', 'already-published'],
    ['schedule', 'withdrawn', 'already-withdrawn'],
    ['unschedule', 'draft', 'not-scheduled'],
    ['unschedule', 'scheduled', 'draft'],
    ['unschedule', 'published', 'not-scheduled'],
    ['unschedule', 'withdrawn', 'already-withdrawn'],
    ['patch', 'draft', 'draft'],
    ['patch', 'scheduled', 'scheduled'],
    ['patch', 'published', 'published'],
    ['patch', 'withdrawn', 'already-withdrawn'],
    ['liftEmbargo', 'draft', 'not-scheduled'],
    ['liftEmbargo', 'scheduled', 'published'],
    ['liftEmbargo', 'published', 'not-scheduled'],
    ['liftEmbargo', 'withdrawn', 'not-scheduled'],
  ])('%s of a %s release gives %s', (call, state, outcome) => {
    const before = inState[state]();
    const result = calls[call](before);
    if (result.ok) expect(result.value).toMatchObject({ state: outcome, revision: before.revision + 1 });
    else expect(result.problem).toEqual({ code: 'wrong-state', rule: outcome });
  });

  test('a wrong state is reported before invalid content', () => {
    expect(errorsOf(schedule(context(LATER), publishedRelease(), { publishAt: 'x' }))).toEqual([
      'wrong-state already-published',
    ]);
    expect(errorsOf(patchRelease(context(LATER), publishedRelease(), { state: 'x', type: 'x' }))).toEqual([
      'wrong-state patch-state',
    ]);
  });
});

describe('publishing', () => {
  test.each([
    ['without a time, now', {}, LATER],
    ['with a past time, then', { publishAt: YESTERDAY }, YESTERDAY],
    ['with a time ahead, now', { publishAt: TOMORROW }, LATER],
  ])('a draft %s', (_, fields, time) => {
    const release = successOf(publish(context(LATER), create({ ...fi, ...fields })));
    expect(release).toMatchObject({ publishAt: at(time), lastEventAt: at(time) });
    expect(release.variants.fi?.publication).toMatchObject({ publishedAt: at(time), updatedAt: at(time) });
  });

  test('is refused in a language that the newsroom removed', () => {
    const release = create({ variants: { fi: FINNISH, sv: SWEDISH } });
    const smaller = context(LATER, { languages: ['fi'] });
    expect(errorsOf(publish(smaller, release))).toEqual(['/variants/sv language-not-in-newsroom']);
    expect(errorsOf(schedule(smaller, release, { publishAt: TOMORROW }))).toEqual([
      '/variants/sv language-not-in-newsroom',
    ]);
  });

  test('by a late alarm uses the planned time', () => {
    const release = successOf(liftEmbargo(context('2025-11-13T11:45:12+02:00'), scheduled()));
    expect(release).toMatchObject({ publishAt: at(TOMORROW), lastEventAt: at(TOMORROW), revision: 2 });
    expect(release.variants.fi?.publication?.publishedAt).toBe(at(TOMORROW));
  });

  test('by an early alarm is refused', () => {
    expect(errorsOf(liftEmbargo(context(LATER), scheduled()))).toEqual(['wrong-state not-scheduled']);
  });

  test.each<[unknown, string]>([
    [{}, '/publishAt required'],
    [null, ' not-an-object'],
    [{ publishAt: YESTERDAY }, '/publishAt time-not-ahead'],
    [{ publishAt: 7 }, '/publishAt not-a-string'],
    [{ publishAt: TOMORROW, at: 1 }, '/at unknown-field'],
  ])('cannot be scheduled with %j', (body, error) => {
    expect(errorsOf(schedule(context(LATER), draft(), body))).toEqual([error]);
  });
});

test('events are always at least a second apart, and ids never change', () => {
  const now = context(LATER);
  const event = fc.constantFrom('patch', 'withdraw', 'add');
  fc.assert(
    fc.property(fc.array(event, { maxLength: 6 }), (events) => {
      let release = publishedRelease();
      const id = release.variants.fi?.publication?.id;
      for (const kind of events) {
        const before = release.lastEventAt ?? 0;
        const result =
          kind === 'withdraw'
            ? withdraw(now, release, { reason: 'Virhe', languages: ['sv'] })
            : patchRelease(
                now,
                release,
                kind === 'add' ? { variants: { en: { title: 'A new ferry' } } } : { type: 'bulletin' },
              );
        if (!result.ok) continue;
        release = result.value;
        const moved = (release.lastEventAt ?? 0) - before;
        expect(moved === 0 || moved >= 1_000).toBe(true);
        expect(release.variants.fi?.publication?.id).toBe(id);
      }
    }),
  );
});

test('a release larger than a record is too large', () => {
  const body = 'ä'.repeat(102_000);
  const variants = Object.fromEntries(['fi', 'sv', 'en'].map((language) => [language, { title: 'a', body }]));
  const links = Array.from({ length: 100 }, (_, n) => ({
    url: `https://a.example/${'x'.repeat(1_900)}${n}`,
  }));
  const release = create({ variants, links });
  const note = { fi: '漢'.repeat(2_000), sv: '漢'.repeat(2_000), en: '漢'.repeat(2_000) };
  const corrections = Array.from({ length: 99 }, (_, n) => ({ at: n, note }));
  expect(problem(patchRelease(context(LATER), { ...release, corrections }, {})).code).toBe('too-large');
});

describe('the last revision', () => {
  const withRevision = (release: Release, revision: number): Release => ({ ...release, revision });
  const refused = expect.objectContaining({
    problem: expect.objectContaining({ code: 'wrong-state', rule: 'revisions-used-up' }),
  });

  test('refuses a further change and says why', () => {
    const before = withRevision(draft(), LAST_REVISION - 1);
    const last = successOf(patchRelease(context(NOON), before, { type: 'bulletin' }));
    expect(last.revision).toBe(LAST_REVISION);
    expect(patchRelease(context(NOON), last, { type: 'release' })).toEqual(refused);
    expect(publish(context(NOON), last)).toEqual(refused);
  });

  test('is kept for the end of an embargo', () => {
    const before = withRevision(scheduled(), LAST_REVISION - 1);
    expect(patchRelease(context(NOON), before, { type: 'bulletin' })).toEqual(refused);
    expect(liftEmbargo(context(TOMORROW), before)).toMatchObject({
      value: { revision: LAST_REVISION, state: 'published' },
    });
  });
});
