import { describe, expect, it } from 'vitest';
import type { ImportItem } from '../../src/imports/document.ts';
import { toCreateBody } from '../../src/imports/to-release.ts';
import { createRelease } from '../../src/lifecycle/changes.ts';
import { context, errorsOf, NOON, successOf } from '../lifecycle/context.ts';

const ITEM: ImportItem = {
  index: 0,
  source: { id: 'a' },
  type: 'statement',
  publishAt: null,
  updatedAt: null,
  variants: { sv: { title: 'Bron öppnas', lead: 'L', body: '<p>B</p>', keywords: ['broar'] } },
  sourceLanguage: 'sv',
  contacts: [],
  media: [],
  links: [],
  related: [],
};

const create = (change: Partial<ImportItem>) => {
  const body = toCreateBody({ ...ITEM, ...change }, ['fi', 'sv', 'en']);
  if (!body.ok) throw new Error(body.refusal.code);
  return createRelease(context(NOON), 42, body.value);
};

describe('an item as a release', () => {
  it('has all content, with texts in its language', () => {
    const release = successOf(
      create({
        contacts: [{ name: 'Aino Virta', title: 'Ingenjör', email: 'aino@a.example', phone: '040 123 4567' }],
        media: [
          {
            url: 'https://a.example/k.jpg',
            type: 'image/jpeg',
            bytes: 5,
            alt: 'A',
            caption: 'C',
            credit: 'R',
          },
          { url: 'https://a.example/v.jpg', caption: { fi: 'F', sv: 'S' } },
        ],
        links: [{ url: 'https://a.example/', title: 'Sidan' }],
      }),
    );
    expect(release).toMatchObject({
      type: 'statement',
      sourceLanguage: 'sv',
      variants: { sv: { title: 'Bron öppnas', lead: 'L', body: '<p>B</p>', keywords: ['broar'] } },
      contacts: [
        { name: 'Aino Virta', title: { sv: 'Ingenjör' }, email: 'aino@a.example', phone: '040 123 4567' },
      ],
      media: [
        { type: 'image/jpeg', bytes: 5, alt: { sv: 'A' }, caption: { sv: 'C' }, credit: 'R' },
        { url: 'https://a.example/v.jpg', caption: { fi: 'F', sv: 'S' } },
      ],
      links: [{ url: 'https://a.example/', title: { sv: 'Sidan' } }],
    });
  });

  it.each<[string, Partial<ImportItem>, object]>([
    ['an e-mail address', { contacts: [{ name: 'A', email: 'a(at)b' }] }, { contacts: [{ name: 'A' }] }],
    ['a number', { contacts: [{ name: 'A', phone: 'vaihde' }] }, { contacts: [{ name: 'A' }] }],
    ['a name', { contacts: [{ name: ' ' }] }, { contacts: [] }],
    [
      'a media type',
      { media: [{ url: 'https://a.example/k', type: 'kuva' }] },
      { media: [{ url: 'https://a.example/k' }] },
    ],
    [
      'a size',
      { media: [{ url: 'https://a.example/k', bytes: 1.5 }] },
      { media: [{ url: 'https://a.example/k' }] },
    ],
    ['a medium', { media: [{ url: 'data:image/png;base64,AA==' }, { url: 'k.jpg' }] }, { media: [] }],
    ['a link', { links: [{ url: 'javascript:alert(1)', title: 'T' }] }, { links: [] }],
    [
      'a repeated medium',
      {
        media: [
          { url: 'https://a.example/k', alt: 'A' },
          { url: 'https://a.example/k', caption: 'C' },
        ],
      },
      { media: [{ url: 'https://a.example/k', alt: { sv: 'A' }, caption: { sv: 'C' } }] },
    ],
    [
      'an empty keyword',
      { variants: { sv: { title: 'T', lead: '', body: '', keywords: ['', ' ', '.', '..', 'ok'] } } },
      { variants: { sv: { keywords: ['ok'] } } },
    ],
  ])('leaves out %s that cannot be used', (_name, change, expected) => {
    expect(successOf(create(change))).toMatchObject(expected);
  });

  const sv = { title: 'T', lead: '', body: '', keywords: [] };
  const many = <T>(count: number, one: (number: number) => T) =>
    Array.from({ length: count }, (_, number) => one(number));
  it.each<[string, Partial<ImportItem>]>([
    ['/variants/sv/title too-long', { variants: { sv: { ...sv, title: 'x'.repeat(501) } } }],
    ['/variants/sv/lead too-long', { variants: { sv: { ...sv, lead: 'x'.repeat(5001) } } }],
    ['/variants/sv/body html-too-large', { variants: { sv: { ...sv, body: 'x'.repeat(204_801) } } }],
    ['/variants/sv/keywords too-many', { variants: { sv: { ...sv, keywords: many(51, String) } } }],
    ['/contacts too-many', { contacts: many(51, (number) => ({ name: `A${number}` })) }],
    ['/contacts/0/phone too-long', { contacts: [{ name: 'A', phone: '1'.repeat(51) }] }],
    ['/media too-many', { media: many(101, (number) => ({ url: `https://a.example/${number}` })) }],
    ['/media/0/caption/sv too-long', { media: [{ url: 'https://a.example/', caption: 'x'.repeat(2001) }] }],
    ['/links/0/title/sv too-long', { links: [{ url: 'https://a.example/', title: 'x'.repeat(201) }] }],
  ])('is refused instead of cut: %s', (error, change) => {
    expect(errorsOf(create(change))).toEqual([error]);
  });

  it('is refused in a language that the newsroom does not have', () => {
    expect(toCreateBody(ITEM, ['fi', 'en'])).toEqual({
      ok: false,
      refusal: { code: 'language-not-of-newsroom', name: 'sv' },
    });
  });

  it('is refused when it has far more media than a release may have', () => {
    const media = Array.from({ length: 1_001 }, (_, index) => ({ url: `https://a.example/${index}` }));
    expect(toCreateBody({ ...ITEM, media }, ['sv'])).toEqual({
      ok: false,
      refusal: { code: 'not-valid', where: '/media' },
    });
  });
});
