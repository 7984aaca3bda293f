import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/base/locale/language.ts';
import { entryId } from '../../src/domain/tag-uri.ts';
import type { ImportItem } from '../../src/imports/document.ts';
import { idWithoutLanguage, itemsJoinedById, withRelations } from '../../src/imports/relate-items.ts';
import { newsroom } from '../lifecycle/context.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOON = Date.parse('2025-11-12T10:00:00Z');

function item(id: string, language: Language, more: Partial<ImportItem> = {}): ImportItem {
  return {
    index: 0,
    source: { id, url: `https://a.example/${id}` },
    type: 'release',
    sourceLanguage: language,
    publishAt: NOON,
    updatedAt: null,
    contacts: [],
    media: [],
    links: [],
    related: [],
    variants: { [language]: { title: `${id} ${language}`, lead: '', body: '', keywords: [] } },
    ...more,
  };
}

const related = (language: Language, id: string) => ({
  related: [{ language, url: `https://a.example/${id}` }],
});

/** Each item's id with the ids of the same release, and a question mark when there are possible matches. */
function relationsOf(...items: ImportItem[]): string[] {
  return withRelations(items.map((entry, index) => ({ ...entry, index }))).map(
    ({ source, sameReleaseIds = [], possibleMatchIds }) =>
      [source.id, ...sameReleaseIds].join(' = ') + (possibleMatchIds === undefined ? '' : ' ?'),
  );
}

describe('items of one document are one release', () => {
  it.each([
    [
      'by ids that end in their language',
      [item('7-fi', 'fi'), item('7-sv', 'sv')],
      ['7-fi = 7-sv', '7-sv = 7-fi'],
    ],
    [
      'by links in both directions',
      [item('1', 'fi', related('sv', '2')), item('2', 'sv', related('fi', '1'))],
      ['1 = 2', '2 = 1'],
    ],
    [
      'by a link in one direction without other candidates',
      [item('1', 'fi', related('sv', '2')), item('2', 'sv')],
      ['1 = 2', '2 = 1'],
    ],
    [
      'with other items between them',
      [item('7-fi', 'fi'), item('8-fi', 'fi'), item('7-sv', 'sv')],
      ['7-fi = 7-sv', '8-fi', '7-sv = 7-fi'],
    ],
    [
      'two days apart at most',
      [item('7-fi', 'fi'), item('7-sv', 'sv', { publishAt: NOON + 2 * DAY })],
      ['7-fi = 7-sv', '7-sv = 7-fi'],
    ],
    [
      'when one has no date',
      [item('7-fi', 'fi'), item('7-sv', 'sv', { publishAt: null })],
      ['7-fi = 7-sv', '7-sv = 7-fi'],
    ],
    [
      'by links in both directions although a third item has a link in one direction',
      [
        item('1', 'fi', related('sv', '2')),
        item('2', 'sv', related('fi', '1')),
        item('3', 'sv', related('fi', '1')),
      ],
      ['1 = 2 ?', '2 = 1', '3 ?'],
    ],
  ])('%s', (_name, items, expected) => {
    expect(relationsOf(...items)).toEqual(expected);
  });
});

describe('items stay separate, and possible matches are listed', () => {
  it.each([
    ['without anything in common', [item('1', 'fi'), item('2', 'sv')], ['1', '2']],
    ['in one language', [item('7', 'fi'), item('7', 'fi')], ['7', '7']],
    [
      'when there are two candidates',
      [item('7-fi', 'fi'), item('7-sv', 'sv'), item('7:sv', 'sv')],
      ['7-fi ?', '7-sv ?', '7:sv ?'],
    ],
    [
      'when two items link the same one',
      [item('1', 'fi', related('sv', '3')), item('2', 'fi', related('sv', '3')), item('3', 'sv')],
      ['1 ?', '2 ?', '3 ?'],
    ],
    [
      'when their dates differ',
      [item('7-fi', 'fi'), item('7-sv', 'sv', { publishAt: NOON + 3 * DAY })],
      ['7-fi ?', '7-sv ?'],
    ],
    ['when the id has another language', [item('7-fi', 'fi'), item('7-sv', 'en')], ['7-fi', '7-sv']],
    ['when a link has another language', [item('1', 'fi', related('en', '2')), item('2', 'sv')], ['1', '2']],
  ])('%s', (_name, items, expected) => {
    expect(relationsOf(...items)).toEqual(expected);
  });
});

describe('a joined item', () => {
  it('has the content of both parts once, with texts in both languages', () => {
    const contact = (title: string) => ({ name: 'Aino Virta', title, email: 'aino@a.example' });
    const medium = (caption: string) => ({ url: 'https://a.example/k.jpg', caption });
    const items = itemsJoinedById([
      item('7', 'sv', { contacts: [contact('Ingenjör')], media: [medium('Bron')], updatedAt: 1 }),
      item('7', 'fi', { contacts: [contact('Insinööri')], media: [medium('Silta')], updatedAt: 2 }),
    ]);
    expect(items).toMatchObject([
      {
        source: { id: '7' },
        sourceLanguage: 'sv',
        variants: { sv: { title: '7 sv' }, fi: { title: '7 fi' } },
        contacts: [{ ...contact(''), title: { fi: 'Insinööri', sv: 'Ingenjör' } }],
        media: [{ ...medium(''), caption: { fi: 'Silta', sv: 'Bron' } }],
        updatedAt: 2,
      },
    ]);
  });

  it('is found quickly among 50,000 links to one item, and 50,000 items of one id', () => {
    const many = Array.from({ length: 50_000 }, (_, number) => item(`${number}`, 'sv', related('fi', 'x')));
    expect(
      withRelations([item('x', 'fi'), ...many]).filter(({ sameReleaseIds }) => sameReleaseIds !== undefined),
    ).toEqual([]);
    const alike = Array.from({ length: 50_000 }, (_, number) => item('7', number % 2 === 0 ? 'fi' : 'sv'));
    expect(withRelations(alike)).toHaveLength(50_000);
  }, 10_000);
});

describe('the id without language', () => {
  it.each([
    ['7-fi', '7*'],
    ['7_SV', '7*'],
    ['urn:x:7:en', 'urn:x:7*'],
    ['https://a.example/7/fi', 'https://a.example/7*'],
    ['https://a.example/fi/tiedote/7', 'https://a.example*/tiedote/7'],
    ['https://a.example/?id=7&lang=sv', 'https://a.example/?id=7&*'],
    ['https://a.example/?lang=sv&id=7', 'https://a.example/?*&id=7'],
    ['7', null],
    ['fi', null],
    ['https://kunta.fi', null],
    ['https://a.example/7-no', null],
    ['https://a.example/?kieli=suomi-fin', null],
  ])('of %s is %s', (id, expected) => {
    const variant = { title: '', lead: '', body: '', keywords: [] };
    expect(idWithoutLanguage({ source: { id }, variants: { fi: variant, sv: variant, en: variant } })).toBe(
      expected,
    );
  });

  it("is the same for all of Kaiku's entries of one release and differs between releases", () => {
    const strippedId = (number: number, language: Language) =>
      idWithoutLanguage(item(entryId(newsroom, number, language), language));
    expect(strippedId(42, 'fi')).toBe(strippedId(42, 'sv'));
    expect(strippedId(42, 'fi')).not.toBe(strippedId(43, 'fi'));
  });
});
