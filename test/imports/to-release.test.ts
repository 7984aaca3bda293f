import { describe, expect, it } from 'vitest';
import type { ImportItem } from '../../src/imports/document.ts';
import { fitItem } from '../../src/imports/fit-item.ts';
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
  const body = toCreateBody(fitItem({ ...ITEM, ...change }), ['fi', 'sv', 'en']);
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
  const words = 'sana '.repeat(2_000);
  it.each<[string, Partial<ImportItem>, object, object]>([
    [
      'title-shortened',
      { variants: { sv: { ...sv, title: words } } },
      {},
      { variants: { sv: { title: 'sana '.repeat(100).trim() } } },
    ],
    [
      'title-shortened',
      { variants: { sv: { ...sv, title: 'x'.repeat(501) } } },
      {},
      { variants: { sv: { title: 'x'.repeat(500) } } },
    ],
    [
      'lead-moved',
      { variants: { sv: { ...sv, lead: words } } },
      {},
      { variants: { sv: { lead: '', body: `<p>${words.trim()}</p>` } } },
    ],
    [
      'lead-moved',
      { variants: { sv: { ...sv, lead: words, body: '<p>B</p>' } } },
      {},
      { variants: { sv: { lead: '', body: `<p>${words.trim()}</p>\n<p>B</p>` } } },
    ],
    [
      'lead-moved',
      { variants: { sv: { ...sv, lead: words, body: `<p>${words} loppu</p>` } } },
      {},
      { variants: { sv: { lead: '', body: `<p>${words} loppu</p>` } } },
    ],
    [
      'lead-shortened',
      { variants: { sv: { ...sv, lead: words, body: 'x'.repeat(204_800) } } },
      {},
      { variants: { sv: { lead: 'sana '.repeat(1_000).trim(), body: 'x'.repeat(204_800) } } },
    ],
    [
      'keywords-left-out',
      { variants: { sv: { ...sv, keywords: ['y'.repeat(101), ...many(52, String)] } } },
      { count: 3 },
      { variants: { sv: { keywords: many(50, String) } } },
    ],
    [
      'contacts-left-out',
      { contacts: many(51, (number) => ({ name: `A${number}` })) },
      { count: 1 },
      { contacts: { length: 50 } },
    ],
    [
      'media-left-out',
      { media: many(1_101, (number) => ({ url: `https://a.example/${number}` })) },
      { count: 1_001 },
      { media: { length: 100 } },
    ],
    [
      'media-left-out',
      { media: [{ url: `https://a.example/${'x'.repeat(2_000)}` }] },
      { count: 1 },
      { media: [] },
    ],
    [
      'links-left-out',
      { links: many(101, (number) => ({ url: `https://a.example/${number}` })) },
      { count: 1 },
      { links: { length: 100 } },
    ],
    [
      'details-shortened',
      { media: [{ url: 'https://a.example/', caption: words }] },
      {},
      { media: [{ caption: { sv: 'sana '.repeat(400).trim() } }] },
    ],
    [
      'details-shortened',
      { links: [{ url: 'https://a.example/', title: words }] },
      {},
      { links: [{ title: { sv: 'sana '.repeat(40).trim() } }] },
    ],
  ])('is not refused for being long, and says so: %s', (code, change, details, expected) => {
    expect(fitItem({ ...ITEM, ...change }).notes).toEqual([{ code, ...details }]);
    expect(successOf(create(change))).toMatchObject(expected);
  });

  it('loses a phone number that is too long', () => {
    expect(successOf(create({ contacts: [{ name: 'A', phone: '1'.repeat(51) }] })).contacts).toEqual([
      { name: 'A' },
    ]);
  });

  it('is refused when its body is too large for a release', () => {
    expect(errorsOf(create({ variants: { sv: { ...sv, body: 'x'.repeat(204_801) } } }))).toEqual([
      '/variants/sv/body html-too-large',
    ]);
  });

  it('stays the same object within the limits', () => {
    expect(fitItem(ITEM)).toBe(ITEM);
  });

  it('is refused in a language that the newsroom does not have', () => {
    expect(toCreateBody(ITEM, ['fi', 'en'])).toEqual({
      ok: false,
      refusal: { code: 'language-not-of-newsroom', name: 'sv' },
    });
  });
});
