import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/base/locale/language.ts';
import { entryId } from '../../src/domain/tag-uri.ts';
import type { ImportItem } from '../../src/imports/document.ts';
import { familyOf, joinById, relate } from '../../src/imports/relate-items.ts';
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

/** Each item's id with those of its kin, and a question mark where there might be others. */
function kin(...items: ImportItem[]): string[] {
  return relate(items.map((one, index) => ({ ...one, index }))).map(
    ({ source, kin, rivals }) => [source.id, ...(kin ?? [])].join(' = ') + (rivals === undefined ? '' : ' ?'),
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
      'by links of both',
      [item('1', 'fi', related('sv', '2')), item('2', 'sv', related('fi', '1'))],
      ['1 = 2', '2 = 1'],
    ],
    ['by the only link of one', [item('1', 'fi', related('sv', '2')), item('2', 'sv')], ['1 = 2', '2 = 1']],
    [
      'with others between',
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
      'by links of both in spite of a third that only claims it',
      [
        item('1', 'fi', related('sv', '2')),
        item('2', 'sv', related('fi', '1')),
        item('3', 'sv', related('fi', '1')),
      ],
      ['1 = 2 ?', '2 = 1', '3 ?'],
    ],
  ])('%s', (_name, items, expected) => {
    expect(kin(...items)).toEqual(expected);
  });
});

describe('items stay apart, and are listed where they might be one', () => {
  it.each([
    ['without anything in common', [item('1', 'fi'), item('2', 'sv')], ['1', '2']],
    ['in one language', [item('7', 'fi'), item('7', 'fi')], ['7', '7']],
    [
      'where two could be meant',
      [item('7-fi', 'fi'), item('7-sv', 'sv'), item('7:sv', 'sv')],
      ['7-fi ?', '7-sv ?', '7:sv ?'],
    ],
    [
      'where two link one',
      [item('1', 'fi', related('sv', '3')), item('2', 'fi', related('sv', '3')), item('3', 'sv')],
      ['1 ?', '2 ?', '3 ?'],
    ],
    [
      'where their dates differ',
      [item('7-fi', 'fi'), item('7-sv', 'sv', { publishAt: NOON + 3 * DAY })],
      ['7-fi ?', '7-sv ?'],
    ],
    ['where the id names another language', [item('7-fi', 'fi'), item('7-sv', 'en')], ['7-fi', '7-sv']],
    [
      'where a link names another language',
      [item('1', 'fi', related('en', '2')), item('2', 'sv')],
      ['1', '2'],
    ],
  ])('%s', (_name, items, expected) => {
    expect(kin(...items)).toEqual(expected);
  });
});

describe('a joined item', () => {
  it('has what its parts have, each once and in its own words', () => {
    const contact = (title: string) => ({ name: 'Aino Virta', title, email: 'aino@a.example' });
    const medium = (caption: string) => ({ url: 'https://a.example/k.jpg', caption });
    const items = joinById([
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

  it('is sought without getting lost among 50,000 that claim one, and 50,000 of one id', () => {
    const many = Array.from({ length: 50_000 }, (_, number) => item(`${number}`, 'sv', related('fi', 'x')));
    expect(relate([item('x', 'fi'), ...many]).filter(({ kin }) => kin !== undefined)).toEqual([]);
    const alike = Array.from({ length: 50_000 }, (_, number) => item('7', number % 2 === 0 ? 'fi' : 'sv'));
    expect(relate(alike)).toHaveLength(50_000);
  }, 10_000);
});

describe('the family of an id', () => {
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
  ])('%s is %s', (id, family) => {
    const variant = { title: '', lead: '', body: '', keywords: [] };
    expect(familyOf({ source: { id }, variants: { fi: variant, sv: variant, en: variant } })).toBe(family);
  });

  it("is one for Kaiku's own entries of one release, and another for those of another", () => {
    const family = (number: number, language: Language) =>
      familyOf(item(entryId(newsroom, number, language), language));
    expect(family(42, 'fi')).toBe(family(42, 'sv'));
    expect(family(42, 'fi')).not.toBe(family(43, 'fi'));
  });
});
