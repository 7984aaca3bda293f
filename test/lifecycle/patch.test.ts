import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patchRelease, withdraw } from '../../src/lifecycle/changes.ts';
import {
  context,
  create,
  errorsOf,
  FINNISH,
  LATER,
  NOON,
  publishedRelease,
  representationOf,
  SWEDISH,
  successOf,
} from './context.ts';

const at = (time: string) => Date.parse(time);
const TOMORROW = '2025-11-13T09:00:00+02:00';
const patch = (release: Parameters<typeof patchRelease>[1], change: unknown) =>
  patchRelease(context(LATER), release, change);
const halfWithdrawn = () =>
  successOf(withdraw(context(NOON), publishedRelease(), { reason: 'Fel', languages: ['sv'] }));

describe('get, edit, patch', () => {
  test.each([
    ['draft', create({ variants: { fi: FINNISH } })],
    ['scheduled', create({ variants: { fi: FINNISH }, state: 'scheduled', publishAt: TOMORROW })],
    ['published', publishedRelease()],
    ['half withdrawn', halfWithdrawn()],
  ])('of a %s release changes only what was edited', (_, release) => {
    const got = JSON.parse(JSON.stringify(representationOf(release)));
    got.variants.fi.title = 'Lautta myöhästyy';
    const patched = successOf(patch(release, got));
    expect(patched).toEqual({
      ...release,
      revision: release.revision + 1,
      variants: { ...release.variants, fi: { ...release.variants.fi, title: 'Lautta myöhästyy' } },
    });
  });

  test('updates a slug made from the title until publication', () => {
    const release = create({ variants: { fi: FINNISH } });
    const got = {
      ...representationOf(release),
      variants: { fi: { ...representationOf(release).variants.fi, title: 'Lautta myöhästyy' } },
    };
    expect(representationOf(successOf(patch(release, got))).variants.fi).toMatchObject({
      slug: 'lautta-myohastyy',
    });
  });

  test('keeps a chosen slug until it is removed', () => {
    const release = successOf(
      patch(create({ variants: { fi: FINNISH } }), { variants: { fi: { slug: 'lautta' } } }),
    );
    expect(successOf(patch(release, { variants: { fi: { title: 'X' } } })).variants.fi?.slug).toBe('lautta');
    expect(successOf(patch(release, { variants: { fi: { slug: null } } })).variants.fi?.slug).toBe(null);
  });
});

describe('a minor edit of a public release', () => {
  test('changes no date', () => {
    const release = publishedRelease();
    const patched = successOf(patch(release, { variants: { fi: { body: '<p>Uusi</p>' } } }));
    expect(patched.variants.fi?.publication).toEqual(release.variants.fi?.publication);
    expect(patched.lastEventAt).toBe(release.lastEventAt);
  });

  test('publishes an added variant now', () => {
    const patched = successOf(patch(publishedRelease(), { variants: { en: { title: 'A new ferry' } } }));
    expect(patched.variants.en).toMatchObject({
      slug: 'a-new-ferry',
      publication: {
        id: 'tag:kaiku.example,2025-06-01:release/3000042/en',
        publishedAt: at(LATER),
        updatedAt: at(LATER),
      },
    });
    expect(patched.lastEventAt).toBe(at(LATER));
    expect(patched.variants.fi?.publication?.updatedAt).toBe(at(NOON));
  });

  test('sanitizes the new body', () => {
    const change = {
      variants: { fi: { title: ' A \u0000 B ', body: '<h1 onclick=x>a</h1><a href="/b">b</a>' } },
    };
    expect(successOf(patch(publishedRelease(), change)).variants.fi).toMatchObject({
      title: 'A B',
      body: '<h2>a</h2><a href="https://www.saaristo.example/b">b</a>',
    });
  });
});

describe('a published release refuses', () => {
  test.each<[object, string]>([
    [{ state: 'draft' }, 'patch-state'],
    [{ state: null }, 'patch-state'],
    [{ publishAt: TOMORROW }, 'change-public-time'],
    [{ publishAt: null }, 'change-public-time'],
    [{ publishAt: 'x' }, 'change-public-time'],
    [{ variants: { sv: null } }, 'remove-public-variant'],
    [{ variants: null }, 'remove-public-variant'],
    [{ variants: { sv: null }, type: 'x', extra: 1 }, 'remove-public-variant'],
  ])('%j', (change, rule) => {
    expect(errorsOf(patch(publishedRelease(), change))).toEqual([`wrong-state ${rule}`]);
  });

  test('accepts the same time in another format', () => {
    expect(patch(publishedRelease(), { publishAt: '2025-11-12T10:00:00Z', state: 'published' }).ok).toBe(
      true,
    );
    expect(patch(publishedRelease(), { publishAt: '2025-11-12T12:00' }).ok).toBe(true);
  });
});

describe('a withdrawn variant', () => {
  test.each<[object, string]>([
    [{ variants: { sv: { title: 'Ny' } } }, 'withdrawn-variant'],
    [{ variants: { sv: { withdrawn: null } } }, 'withdrawn-variant'],
    [{ variants: { sv: null } }, 'withdrawn-variant'],
  ])('refuses %j', (change, rule) => {
    expect(errorsOf(patch(halfWithdrawn(), change))).toEqual([`wrong-state ${rule}`]);
  });

  test('is kept, even as the source language', () => {
    const release = successOf(patch({ ...halfWithdrawn(), sourceLanguage: 'sv' }, { type: 'bulletin' }));
    expect(release.variants.sv).toEqual(halfWithdrawn().variants.sv);
    expect(release.sourceLanguage).toBe('sv');
  });
});

describe('invalid patches', () => {
  test.each<[unknown, string[]]>([
    ['x', [' not-an-object']],
    [[], [' not-an-object']],
    [null, [' not-an-object']],
    [{ id: 7, number: null, revision: 9 }, ['/id read-only', '/number read-only', '/revision read-only']],
    [
      { corrections: [], source: {}, withdrawn: {} },
      ['/corrections read-only', '/withdrawn read-only', '/source read-only'],
    ],
    [
      { variants: { fi: { url: 'x', publishedAt: null, slug: 'uusi' } } },
      ['url', 'publishedAt', 'slug'].map((name) => `/variants/fi/${name} read-only`),
    ],
    [{ variants: { en: { title: 'a', id: 'tag:x' } } }, ['/variants/en/id read-only']],
    [{ variants: { fi: { title: null } } }, ['/variants/fi/title required']],
    [{ variants: { fi: 'x' } }, ['/variants/fi not-an-object']],
    [{ variants: { de: { title: 'a' } } }, ['/variants/de malformed-language']],
    [
      { variants: { en: {} }, extra: 1, sourceLanguage: 'en' },
      ['/variants/en/title required', '/extra unknown-field'],
    ],
    [{ sourceLanguage: 'en' }, ['/sourceLanguage not-in-variants']],
    [{ contacts: [{ name: '' }] }, ['/contacts/0/name empty']],
  ])('%j', (change, errors) => {
    expect(errorsOf(patch(publishedRelease(), change)).sort()).toEqual([...errors].sort());
  });

  test('a language that the newsroom lacks is refused unless the release has it', () => {
    const smallerContext = context(LATER, { languages: ['fi'] });
    expect(
      errorsOf(patchRelease(smallerContext, publishedRelease(), { variants: { en: { title: 'a' } } })),
    ).toEqual(['/variants/en language-not-in-newsroom']);
    expect(patchRelease(smallerContext, publishedRelease(), { variants: { sv: { title: 'a' } } }).ok).toBe(
      true,
    );
  });
});

describe('a draft', () => {
  const both = () => create({ variants: { fi: FINNISH, sv: SWEDISH } });

  test('can lose any variant but the last', () => {
    expect(Object.keys(successOf(patch(both(), { variants: { sv: null } })).variants)).toEqual(['fi']);
    expect(errorsOf(patch(both(), { variants: { fi: null, sv: null } }))).toEqual(['/variants too-few']);
    expect(errorsOf(patch(both(), { variants: null }))).toEqual(['/variants required']);
  });

  test('gets a new source language when that variant is removed', () => {
    expect(successOf(patch(both(), { variants: { fi: null } })).sourceLanguage).toBe('sv');
  });

  test.each([
    [{ publishAt: TOMORROW }, at(TOMORROW)],
    [{ publishAt: NOON }, at(NOON)],
    [{ publishAt: null }, null],
  ])('accepts %j as its planned time', (change, publishAt) => {
    expect(successOf(patch(both(), change)).publishAt).toBe(publishAt);
  });

  test('uses the defaults for null', () => {
    const release = create({
      variants: { fi: { ...FINNISH, lead: 'a' } },
      type: 'bulletin',
      links: [{ url: 'https://a.example' }],
    });
    const patched = successOf(
      patch(release, { type: null, links: null, variants: { fi: { lead: null, body: null } } }),
    );
    expect(patched).toMatchObject({ type: 'release', links: [], variants: { fi: { lead: '', body: '' } } });
  });
});

describe('a scheduled release', () => {
  const scheduled = () => create({ variants: { fi: FINNISH }, state: 'scheduled', publishAt: TOMORROW });

  test.each<[object, string]>([
    [{ publishAt: null }, 'time-required'],
    [{ publishAt: NOON }, 'time-not-ahead'],
    [{ publishAt: 'x' }, 'time-malformed'],
  ])('refuses %j', (change, code) => {
    expect(errorsOf(patch(scheduled(), change))).toEqual([`/publishAt ${code}`]);
  });

  test('moves to another future time and publishes nothing', () => {
    const moved = successOf(patch(scheduled(), { publishAt: '2025-11-14T09:00', variants: { sv: SWEDISH } }));
    expect(moved).toMatchObject({ state: 'scheduled', publishAt: at('2025-11-14T09:00:00+02:00') });
    expect(moved.variants.sv?.publication).toBe(null);
  });
});

test('any JSON as a patch gives a release or a problem', () => {
  const release = publishedRelease();
  const field = fc.constantFrom(
    'variants',
    'fi',
    'sv',
    'title',
    'body',
    'keywords',
    'media',
    'publishAt',
    '__proto__',
  );
  const tree = fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 2 }), fc.dictionary(field, tie('node'))),
  })).node;
  fc.assert(
    fc.property(tree, (change) => {
      const result = patch(release, change);
      const rules = result.ok ? [] : ['invalid', 'wrong-state'];
      expect(result.ok || rules.includes(result.problem.code)).toBe(true);
    }),
  );
});
