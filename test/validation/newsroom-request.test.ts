import { describe, expect, test } from 'vitest';
import { representNewsroom } from '../../src/domain/representation.ts';
import {
  parseNewsroom,
  patchNewsroom,
  RESERVED_SLUGS,
  removedLanguages,
} from '../../src/validation/newsroom-request.ts';
import { BASE, errorsOf, newsroom, problem, successOf } from '../lifecycle/context.ts';

const LEAST = { slug: 'saaristo', name: 'Saaristo', languages: ['sv', 'fi'], defaultLanguage: 'sv' };
const patch = (change: unknown) => patchNewsroom(newsroom, change, BASE);

describe('creating a newsroom', () => {
  test('needs slug, name, languages and default language', () => {
    expect(successOf(parseNewsroom(LEAST))).toEqual({
      ...LEAST,
      name: { fi: 'Saaristo', sv: 'Saaristo', en: 'Saaristo' },
      description: {},
      website: null,
      contacts: [],
      socialLinks: [],
    });
    expect(errorsOf(parseNewsroom({}))).toEqual([
      '/slug required',
      '/name required',
      '/languages required',
      '/defaultLanguage required',
    ]);
  });

  test.each<[object, string[]]>([
    ...RESERVED_SLUGS.map((slug): [object, string[]] => [{ slug }, ['/slug reserved-slug']]),
    ...['Saaristo', 'a_b', 'a b', '-a', 'a-', '', 'ä', 'a/b', 'a.b'].map((slug): [object, string[]] => [
      { slug },
      ['/slug malformed-slug'],
    ]),
    [{ slug: 'a'.repeat(64) }, ['/slug too-long']],
    [{ name: {} }, ['/name empty']],
    [{ name: { fi: ' ' } }, ['/name empty']],
    [{ name: { de: 'x' } }, ['/name/de malformed-language']],
    [{ languages: [] }, ['/languages too-few']],
    [{ languages: ['sv', 'fi', 'sv'] }, ['/languages/2 duplicate']],
    [{ languages: ['sv', 'de'] }, ['/languages/1 malformed-language']],
    [{ languages: ['fi'] }, ['/defaultLanguage default-language-not-listed']],
    [{ website: 'www.saaristo.example' }, ['/website malformed-url']],
    [
      { contacts: [{}], socialLinks: [{ title: 'x' }] },
      ['/contacts/0/name required', '/socialLinks/0/url required'],
    ],
    [{ number: 1 }, ['/number unknown-field']],
  ])('%j is refused', (change, errors) => {
    expect(errorsOf(parseNewsroom({ ...LEAST, ...change }))).toEqual(errors);
  });

  test('accepts every valid slug', () => {
    for (const slug of ['a', '7', 'yle-uutiset', 'a'.repeat(63), 'feeds']) {
      expect(successOf(parseNewsroom({ ...LEAST, slug })).slug).toBe(slug);
    }
  });
});

describe('patching a newsroom', () => {
  test('accepts its own representation and increases the revision', () => {
    expect(successOf(patch(representNewsroom(newsroom, BASE)))).toEqual({ ...newsroom, revision: 2 });
  });

  test('merges names by language and removes with null', () => {
    const changed = successOf(patch({ name: { sv: 'Skärgården', en: null }, website: null }));
    expect(changed.name).toEqual({ fi: 'Saariston kunta', sv: 'Skärgården' });
    expect(changed.website).toBe(null);
  });

  test.each<[unknown, string[]]>([
    [{ number: 4, createdAt: null }, ['/number read-only', '/createdAt read-only']],
    [{ name: null }, ['/name required']],
    [{ languages: ['sv'] }, ['/defaultLanguage default-language-not-listed']],
    [{ colour: 'red' }, ['/colour unknown-field']],
    ['x', [' not-an-object']],
  ])('%j is refused', (change, errors) => {
    expect(errorsOf(patch(change))).toEqual(errors);
  });

  test('reports the removed languages', () => {
    expect(removedLanguages(newsroom, successOf(patch({ languages: ['en', 'fi'] })))).toEqual(['sv']);
  });

  test('a patch that nests too deep is malformed', () => {
    expect(problem(patch(JSON.parse(`${'[{"a":'.repeat(40)}1${'}]'.repeat(40)}`))).code).toBe('malformed');
  });
});
