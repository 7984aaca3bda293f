import { toJsonSchema } from '@valibot/to-json-schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRelease } from '../../src/lifecycle/changes.ts';
import { MAX_REPORTED_ERRORS } from '../../src/validation/field-errors.ts';
import { CorrectBody, CreateBody, ScheduleBody, WithdrawBody } from '../../src/validation/release-request.ts';
import {
  context,
  create,
  errorsOf,
  FINNISH,
  NOON,
  problem,
  representationOf,
  SWEDISH,
  successOf,
} from '../lifecycle/context.ts';

const fi = (fields: object) => ({ variants: { fi: { title: 'Tiedote', ...fields } } });
const post = (body: unknown) => createRelease(context(NOON), 42, body);
const many = <T>(count: number, value: T) => Array.from({ length: count }, () => value);
const words = (count: number) => Array.from({ length: count }, (_, index) => `sana ${index}`);

describe('a release with only a title', () => {
  test('gets the defaults of the contract', () => {
    expect(representationOf(create({ variants: { sv: { title: 'Meddelande' } } }))).toEqual({
      id: 3_000_042,
      number: 42,
      revision: 1,
      state: 'draft',
      type: 'release',
      publishAt: null,
      sourceLanguage: 'sv',
      variants: { sv: { title: 'Meddelande', lead: '', body: '', keywords: [], slug: 'meddelande' } },
      contacts: [],
      media: [],
      links: [],
    });
  });

  test.each([
    [{ en: { title: 'a' }, fi: { title: 'b' } }, 'fi'],
    [{ en: { title: 'a' }, sv: { title: 'b' } }, 'en'],
    [{ sv: { title: 'a' }, en: { title: 'b' } }, 'sv'],
  ])('%j is from %s', (variants, language) => {
    expect(create({ variants }).sourceLanguage).toBe(language);
  });
});

describe('the content of a request', () => {
  test('a plain string is used for every language, and white space is normalized', () => {
    const release = create({
      ...fi({ title: ' Uusi \n lautta ', lead: 'Yksi\r\nkaksi', keywords: ['Meri', ' meri ', 'lautat'] }),
      contacts: [
        {
          name: ' Aino  Virta ',
          title: 'Viestintä',
          email: 'aino@saaristo.example',
          phone: '+358 9 310 1641',
        },
      ],
      media: [
        { url: 'https://a.example/k.jpg', type: 'Image/JPEG', bytes: 5, alt: { fi: 'Lautta', sv: ' ' } },
      ],
      links: [{ url: 'https://a.example', title: { en: 'More' } }],
    });
    expect(release.variants.fi).toMatchObject({
      title: 'Uusi lautta',
      lead: 'Yksi\nkaksi',
      keywords: ['Meri', 'lautat'],
    });
    expect(release.contacts).toEqual([
      {
        name: 'Aino Virta',
        title: { fi: 'Viestintä', sv: 'Viestintä', en: 'Viestintä' },
        email: 'aino@saaristo.example',
        phone: '+358 9 310 1641',
      },
    ]);
    expect(release.media).toEqual([
      { url: 'https://a.example/k.jpg', type: 'image/jpeg', bytes: 5, alt: { fi: 'Lautta' } },
    ]);
    expect(release.links).toEqual([{ url: 'https://a.example', title: { en: 'More' } }]);
  });
});

describe('a body is refused', () => {
  test.each<[unknown, string[]]>([
    [null, [' not-an-object']],
    [[], [' not-an-object']],
    [{}, ['/variants required']],
    [{ variants: {} }, ['/variants too-few']],
    [{ variants: [] }, ['/variants not-an-object']],
    [{ variants: { fi: {} } }, ['/variants/fi/title required']],
    [{ variants: { fi: 'x' } }, ['/variants/fi not-an-object']],
    [{ variants: { fi: FINNISH, de: FINNISH } }, ['/variants/de malformed-language']],
    [fi({ title: ' \u0000\n' }), ['/variants/fi/title empty']],
    [fi({ title: null }), ['/variants/fi/title not-a-string']],
    [fi({ keywords: 'meri' }), ['/variants/fi/keywords not-a-list']],
    [
      fi({ keywords: ['', '.', '..', 5] }),
      [0, 1, 2, 3].map(
        (i) => `/variants/fi/keywords/${i} ${['empty', 'keyword-dots', 'keyword-dots', 'not-a-string'][i]}`,
      ),
    ],
    [fi({ slug: 'Iso' }), ['/variants/fi/slug malformed-slug']],
    [
      fi({ id: 'tag:x', publishedAt: NOON }),
      ['/variants/fi/id unknown-field', '/variants/fi/publishedAt unknown-field'],
    ],
    [{ ...fi({}), 'a/b~c': 1, toString: 1 }, ['/a~1b~0c unknown-field', '/toString unknown-field']],
    [
      JSON.parse('{"variants":{"fi":{"title":"a","__proto__":1}},"constructor":{}}'),
      ['/variants/fi/__proto__ unknown-field', '/constructor unknown-field'],
    ],
    [{ ...fi({}), [`x${'y'.repeat(500)}`]: 1 }, [' unknown-field']],
    [
      { ...fi({}), id: 1, number: 1, revision: 1 },
      ['/id unknown-field', '/number unknown-field', '/revision unknown-field'],
    ],
    [{ ...fi({}), type: 'novel', state: 'withdrawn' }, ['/state unknown-state', '/type unknown-type']],
    [{ ...fi({}), sourceLanguage: 'sv' }, ['/sourceLanguage not-in-variants']],
    [{ ...fi({}), sourceLanguage: 'de' }, ['/sourceLanguage malformed-language']],
    [{ ...fi({}), publishAt: 5 }, ['/publishAt not-a-string']],
    [{ ...fi({}), publishAt: 'huomenna' }, ['/publishAt time-malformed']],
    [
      { ...fi({}), contacts: [{ email: 'x', phone: 'soita' }] },
      ['/contacts/0/name required', '/contacts/0/email malformed-email', '/contacts/0/phone malformed-phone'],
    ],
    [
      { ...fi({}), media: [{ type: 'kuva' }] },
      ['/media/0/url required', '/media/0/type malformed-media-type'],
    ],
    [
      { ...fi({}), media: [{ url: 'https://a.example', bytes: -1, alt: { fi: 5 } }] },
      ['/media/0/bytes too-small', '/media/0/alt/fi not-a-string'],
    ],
    [
      { ...fi({}), media: [{ url: 'https://a.example', bytes: 1.5, alt: 5 }] },
      ['/media/0/bytes not-an-integer', '/media/0/alt not-an-object'],
    ],
    ...[
      '/kuva.jpg',
      'ftp://a.example',
      'https://',
      'javascript:x',
      'https://u:p@a.example',
      'https:a.example',
      '',
    ].map((url): [unknown, string[]] => [{ ...fi({}), links: [{ url }] }, ['/links/0/url malformed-url']]),
  ])('%j', (body, errors) => {
    expect(errorsOf(post(body))).toEqual(errors);
  });

  test('with every error at once, of content and of time', () => {
    const body = { state: 'scheduled', variants: { fi: { lead: 5 } }, contacts: {}, extra: true };
    expect(errorsOf(post(body)).sort()).toEqual(
      [
        '/contacts not-a-list',
        '/extra unknown-field',
        '/publishAt time-required',
        '/variants/fi/lead not-a-string',
        '/variants/fi/title required',
      ].sort(),
    );
  });

  test('with at most fifty errors', () => {
    const extra = Object.fromEntries(words(1_000).map((word) => [word, 1]));
    expect(problem(post({ ...fi({}), ...extra })).errors).toHaveLength(50);
  });

  test('for a language that the newsroom does not have', () => {
    const result = createRelease(context(NOON, { languages: ['fi', 'en'] }), 1, {
      variants: { fi: FINNISH, sv: SWEDISH },
    });
    expect(errorsOf(result)).toEqual(['/variants/sv language-not-in-newsroom']);
  });
});

describe('limits', () => {
  test.each<[string, (size: number) => object, number, string]>([
    ['title', (n) => fi({ title: '🚢'.repeat(n) }), 500, '/variants/fi/title too-long'],
    ['lead', (n) => fi({ lead: 'ä'.repeat(n) }), 5_000, '/variants/fi/lead too-long'],
    ['body', (n) => fi({ body: 'a'.repeat(n) }), 204_800, '/variants/fi/body html-too-large'],
    ['body in bytes', (n) => fi({ body: 'ä'.repeat(n) }), 102_400, '/variants/fi/body html-too-large'],
    ['body as sanitized', (n) => fi({ body: '<'.repeat(n) }), 51_200, '/variants/fi/body html-too-large'],
    ['keyword', (n) => fi({ keywords: ['a'.repeat(n)] }), 100, '/variants/fi/keywords/0 too-long'],
    ['keywords', (n) => fi({ keywords: words(n) }), 50, '/variants/fi/keywords too-many'],
    ['contacts', (n) => ({ ...fi({}), contacts: many(n, { name: 'A' }) }), 50, '/contacts too-many'],
    ['media', (n) => ({ ...fi({}), media: many(n, { url: 'https://a.example/' }) }), 100, '/media too-many'],
    ['links', (n) => ({ ...fi({}), links: many(n, { url: 'https://a.example/' }) }), 100, '/links too-many'],
  ])('%s', (_, body, max, error) => {
    expect(post(body(max)).ok).toBe(true);
    expect(errorsOf(post(body(max + 1)))).toEqual([error]);
  });

  test('are reported as numbers', () => {
    expect(problem(post(fi({ title: 'a'.repeat(501) }))).errors).toEqual([
      { pointer: '/variants/fi/title', code: 'too-long', params: { max: 500 } },
    ]);
  });

  test('a very long list is refused without validating all of it', () => {
    expect(errorsOf(post(fi({ keywords: many(300_000, 1) })))).toHaveLength(50);
  });
});

test('any JSON gives a release or a problem', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      expect(typeof post(body).ok).toBe('boolean');
    }),
  );
});

test('any text in any field gives a release that is accepted again unchanged', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(text, (any) => {
      const release = successOf(
        post({
          variants: { fi: { title: `a${any}`, lead: any, body: any, keywords: [`k${any}`] } },
          contacts: [{ name: `b${any}`, title: any }],
          media: [{ url: 'https://a.example', alt: { sv: any }, caption: any, credit: any }],
        }),
      );
      const { variants, contacts, media } = representationOf(release);
      expect(representationOf(successOf(post({ variants, contacts, media })))).toEqual(
        representationOf({ ...release }),
      );
      expect(JSON.stringify(release).isWellFormed()).toBe(true);
    }),
  );
});

test('the schemas can be converted to JSON Schema', () => {
  for (const schema of [CreateBody, ScheduleBody, CorrectBody, WithdrawBody]) {
    const json = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore', target: 'draft-2020-12' });
    expect(json).toMatchObject({ type: 'object' });
  }
  const create = toJsonSchema(CreateBody, { typeMode: 'input', errorMode: 'ignore' });
  expect(create.required).toEqual(['variants']);
  expect(create.properties).toHaveProperty('variants.properties.fi.properties.title.maxLength', 500);
});

test('of many thousand unknown fields the first ones are reported, after the known fields', () => {
  const unknown = Object.fromEntries(Array.from({ length: 80_000 }, (_, index) => [`x${index}`, 1]));
  const errors = errorsOf(post(Object.assign(unknown, fi({ title: null }))));
  expect(errors).toHaveLength(MAX_REPORTED_ERRORS);
  expect(errors.slice(0, 2)).toEqual(['/variants/fi/title not-a-string', '/x0 unknown-field']);
});
