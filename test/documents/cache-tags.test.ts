import { describe, expect, test } from 'vitest';
import {
  changedTags,
  directoryTags,
  hasNewWithdrawal,
  libraryTags,
  pageTags,
  reducedTags,
  tag,
} from '../../src/documents/cache-tags.ts';
import type { Release, Variant } from '../../src/domain/release.ts';

/** 10 March 2026 in Helsinki. */
const AT = Date.UTC(2026, 2, 10, 10);

function variant(keywords: readonly string[], isPublic = true): Variant {
  const publication = isPublic ? { id: 'tag:x', publishedAt: AT, updatedAt: AT } : null;
  return { title: 'T', lead: '', body: '', keywords, slug: 't', publication, withdrawn: null };
}

function release(variants: Release['variants'], more: Partial<Release> = {}): Release {
  return {
    number: 7,
    revision: 1,
    state: 'published',
    type: 'release',
    publishAt: AT,
    sourceLanguage: 'fi',
    variants,
    contacts: [],
    media: [],
    links: [],
    corrections: [],
    withdrawn: null,
    source: null,
    createdAt: AT,
    lastEventAt: AT,
    ...more,
  };
}

const withdrawn = { at: AT, reason: { fi: 'Virhe' } };
const finnish = release({ fi: variant(['Talvi']) });
const LISTS = ['n4-fi', 'n4-fi-t-release', 'n4-fi-k-74616c7669', 'n4-fi-2026-03'];

describe('a change of a release', () => {
  test('that makes it public invalidates its lists, but no document of the release', () => {
    expect(changedTags('n4', null, finnish)).toEqual([...LISTS, 'n4-sitemap-1']);
    expect(directoryTags('all', 1_000_007, null, finnish)).toEqual(['all-fi', 'all-sitemap']);
  });

  test('that is not public has no tags', () => {
    const draft = release({ fi: variant(['Talvi'], false) }, { state: 'draft' });
    expect(changedTags('n4', null, draft)).toEqual([]);
    expect(changedTags('n4', draft, { ...draft, revision: 2 })).toEqual([]);
  });

  test('that is public invalidates the lists of both versions and the documents with the release', () => {
    const after = release({ fi: variant(['Kevät']) }, { type: 'bulletin', revision: 2 });
    expect(new Set(changedTags('n4', finnish, after))).toEqual(
      new Set([...[...LISTS, 'n4-fi-t-bulletin', tag.list(keyword('kevät'))], ...['n4-sitemap-1', 'n4-r7']]),
    );
    expect(directoryTags('all', 1_000_007, finnish, after)).toContain('all-r1000007');
  });

  test('invalidates the lists of every public language', () => {
    const both = release({ fi: variant([]), sv: variant(['Vinter']), en: variant([], false) });
    const tags = changedTags('n4', finnish, both);
    expect(tags).toEqual(expect.arrayContaining(['n4-fi', 'n4-sv', 'n4-sv-k-76696e746572']));
    expect(tags.filter((name) => name.startsWith('n4-en'))).toEqual([]);
  });

  test('invalidates its own part of the sitemap and the first part', () => {
    const tags = changedTags('n4', null, { ...finnish, number: 1001 });
    expect(tags.filter((name) => name.includes('sitemap'))).toEqual(['n4-sitemap-1', 'n4-sitemap-2']);
  });

  test('that withdraws a language invalidates everything of the owner; the next change does not', () => {
    const half = release({ fi: variant([]), sv: { ...variant([]), withdrawn } });
    const before = release({ fi: variant([]), sv: variant([]) });
    expect(changedTags('n4', before, half)).toEqual(['n4']);
    expect(directoryTags('all', 1_000_007, before, half)).toEqual(['all']);
    expect([hasNewWithdrawal(before, half), hasNewWithdrawal(null, half)]).toEqual([true, true]);
    const again = { ...half, revision: 3 };
    expect(changedTags('n4', half, again)).toContain('n4-r7');
    expect(hasNewWithdrawal(half, again)).toBe(false);
    // The source language decides which text of the reason a feed contains.
    expect(changedTags('n4', half, { ...again, sourceLanguage: 'sv' })).toEqual(['n4']);
  });

  test('of too many lists invalidates everything of the owner', () => {
    const keywords = Array.from({ length: 50 }, (_, number) => `k${number}`);
    expect(changedTags('n4', null, release({ fi: variant(keywords) }))).toEqual(['n4']);
  });
});

describe('tags', () => {
  test('are removed when the owner tag is present, and are not repeated', () => {
    expect(reducedTags(['n4-fi', 'all-fi', 'n4', 'n40-fi', 'n4', 'all-fi'])).toEqual([
      'all-fi',
      'n4',
      'n40-fi',
    ]);
  });

  test('above the limit are replaced by owner tags', () => {
    expect(reducedTags(['n4-fi', 'n5-sv', 'n4-sv'], 2)).toEqual(['n4', 'n5']);
    expect(reducedTags(['n4-fi', 'n5-sv', 'n4-sv'], 3)).toEqual(['n4-fi', 'n5-sv', 'n4-sv']);
  });

  test('are printable, short and without commas for any keyword', () => {
    const name = tag.list(keyword('😀, é'.repeat(5_000)));
    expect(name).toMatch(/^[a-z0-9-]{900,1024}$/);
    const page = { kind: 'keyword', keyword: '😀, é'.repeat(5_000), before: null } as const;
    expect(pageTags('n4', 'fi', page)).toEqual(['n4', name]);
  });

  test('of a library change include the releases that refer to the file', () => {
    expect(libraryTags('n4', [7, 8])).toEqual(['n4-media', 'n4-sitemap-1', 'n4-r7', 'n4-r8']);
  });
});

function keyword(text: string) {
  return { owner: 'n4', language: 'fi', cut: { kind: 'keyword', keyword: text } } as const;
}
