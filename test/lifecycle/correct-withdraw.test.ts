import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/domain/release.ts';
import { correct, patchRelease, withdraw } from '../../src/lifecycle/changes.ts';
import {
  context,
  create,
  errorsOf,
  FINNISH,
  LATER,
  NOON,
  problem,
  publishedRelease,
  successOf,
} from './context.ts';

const at = (time: string) => Date.parse(time);
const NOTE = { fi: 'Kellonaika korjattu.', sv: 'Klockslaget rättat.' };
const fix = (release: Release, body: unknown) => correct(context(LATER), release, body);
const pull = (release: Release, body: unknown) => withdraw(context(LATER), release, body);

const unpublic: [string, Release, string][] = [
  ['draft', create({ variants: { fi: FINNISH } }), 'not-published'],
  ['scheduled', create({ variants: { fi: FINNISH }, state: 'scheduled', publishAt: LATER }), 'not-published'],
  ['withdrawn', successOf(pull(publishedRelease(), { reason: 'Virhe' })), 'already-withdrawn'],
];

describe('a correction', () => {
  test('changes `updatedAt` of every public variant and has a note', () => {
    const release = successOf(
      fix(publishedRelease(), { note: NOTE, variants: { fi: { title: 'Lautta klo 9' } } }),
    );
    expect(release).toMatchObject({
      state: 'published',
      revision: 2,
      publishAt: at(NOON),
      lastEventAt: at(LATER),
    });
    expect(release.corrections).toEqual([{ at: at(LATER), note: NOTE }]);
    expect(release.variants.fi).toMatchObject({ title: 'Lautta klo 9', body: FINNISH.body });
    for (const variant of [release.variants.fi, release.variants.sv]) {
      expect(variant?.publication).toMatchObject({ publishedAt: at(NOON), updatedAt: at(LATER) });
    }
  });

  test('publishes an added variant at its own time', () => {
    const release = successOf(
      fix(publishedRelease(), { note: 'Korjattu', variants: { en: { title: 'A new ferry' } } }),
    );
    expect(release.variants.en?.publication).toMatchObject({ publishedAt: at(LATER), updatedAt: at(LATER) });
    expect(release.corrections[0]?.note).toEqual({ fi: 'Korjattu', sv: 'Korjattu', en: 'Korjattu' });
  });

  test('does not change a withdrawn variant', () => {
    const half = successOf(pull(publishedRelease(), { reason: 'Fel', languages: ['sv'] }));
    expect(successOf(fix(half, { note: NOTE })).variants.sv).toEqual(half.variants.sv);
  });

  test('is at least a second after the previous event', () => {
    const first = successOf(correct(context(NOON), publishedRelease(), { note: NOTE }));
    const second = successOf(correct(context(NOON), first, { note: NOTE }));
    expect(second.corrections.map((correction) => correction.at)).toEqual([
      at(NOON) + 1_000,
      at(NOON) + 2_000,
    ]);
    expect(successOf(withdraw(context(NOON), second, { reason: 'x' })).withdrawn?.at).toBe(at(NOON) + 3_000);
  });

  test.each(unpublic)('of a %s release is a wrong state, whatever the body', (_, release, rule) => {
    expect(errorsOf(fix(release, { note: NOTE }))).toEqual([`wrong-state ${rule}`]);
    expect(errorsOf(fix(release, { rubbish: true }))).toEqual([`wrong-state ${rule}`]);
  });

  test.each<[unknown, string[]]>([
    [{}, ['/note required']],
    [{ note: {} }, ['/note empty']],
    [{ note: ' ' }, ['/note empty']],
    [{ note: NOTE, title: 'x' }, ['/title unknown-field']],
    [{ note: NOTE, variants: { fi: { title: '' } } }, ['/variants/fi/title empty']],
    [{ variants: { fi: { id: 'x' } } }, ['/note required', '/variants/fi/id read-only']],
    [{ note: NOTE, variants: { fi: null } }, ['wrong-state remove-public-variant']],
    [null, [' not-an-object']],
  ])('with %j is refused', (body, errors) => {
    expect(errorsOf(fix(publishedRelease(), body))).toEqual(errors);
  });

  test('is refused once there are a hundred', () => {
    const corrections = Array.from({ length: 100 }, () => ({ at: 0, note: NOTE }));
    expect(errorsOf(fix({ ...publishedRelease(), corrections }, { note: NOTE }))).toEqual(['/note too-many']);
  });
});

describe('a withdrawal', () => {
  test('without languages withdraws the whole release', () => {
    const release = successOf(pull(publishedRelease(), { reason: { fi: 'Väärä päivä.' } }));
    const withdrawn = { at: at(LATER), reason: { fi: 'Väärä päivä.' } };
    expect(release).toMatchObject({ state: 'withdrawn', revision: 2, withdrawn, lastEventAt: at(LATER) });
    expect(release.variants.fi?.withdrawn).toEqual(withdrawn);
    expect(release.variants.sv?.withdrawn).toEqual(withdrawn);
  });

  test('of some languages does not change the others', () => {
    const release = successOf(pull(publishedRelease(), { reason: 'Fel', languages: ['sv', 'sv'] }));
    expect(release).toMatchObject({ state: 'published', withdrawn: null });
    expect(release.variants.sv?.withdrawn?.reason).toEqual({ fi: 'Fel', sv: 'Fel', en: 'Fel' });
    expect(release.variants.fi?.withdrawn).toBe(null);
  });

  test('of the last public language withdraws the release, and earlier withdrawals keep their reason', () => {
    const half = successOf(pull(publishedRelease(), { reason: { sv: 'Fel' }, languages: ['sv'] }));
    const release = successOf(pull(half, { reason: { fi: 'Virhe' }, languages: ['fi'] }));
    expect(release).toMatchObject({
      state: 'withdrawn',
      withdrawn: { at: at(LATER) + 1_000, reason: { fi: 'Virhe' } },
    });
    expect(release.variants.sv?.withdrawn).toEqual({ at: at(LATER), reason: { sv: 'Fel' } });
  });

  test.each(unpublic)('of a %s release is a wrong state, whatever the body', (_, release, rule) => {
    expect(errorsOf(pull(release, {}))).toEqual([`wrong-state ${rule}`]);
  });

  test.each<[unknown, string[]]>([
    [{}, ['/reason required']],
    [{ reason: '' }, ['/reason empty']],
    [{ reason: 'x', languages: [] }, ['/languages too-few']],
    [{ reason: 'x', languages: 'sv' }, ['/languages not-a-list']],
    [{ reason: 'x', languages: ['de'] }, ['/languages/0 malformed-language']],
    [{ reason: 'x', languages: ['en'] }, ['wrong-state not-public-in-language']],
    [{ languages: ['en', 'de'] }, ['wrong-state not-public-in-language']],
  ])('with %j is refused', (body, errors) => {
    expect(errorsOf(pull(publishedRelease(), body))).toEqual(errors);
  });

  test('is permanent', () => {
    const release = successOf(pull(publishedRelease(), { reason: 'x' }));
    expect(errorsOf(patchRelease(context(LATER), release, {}))).toEqual(['wrong-state already-withdrawn']);
  });
});

test('a body that nests too deep is malformed, whatever its content', () => {
  const deep = JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`);
  for (const [, release] of unpublic) {
    expect(problem(fix(release, { note: deep })).code).toBe('malformed');
    expect(problem(pull(release, { reason: deep })).code).toBe('malformed');
    expect(problem(patchRelease(context(LATER), release, { title: deep })).code).toBe('malformed');
  }
});
