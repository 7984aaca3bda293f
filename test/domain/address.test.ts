import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeedName } from '../../src/domain/feed-name.ts';
import { slugify } from '../../src/domain/slug.ts';
import { entryId, tagUri } from '../../src/domain/tag-uri.ts';
import { feedHomeUrl, feedUrl, newsroomUrl, releaseUrl } from '../../src/domain/urls.ts';

const BASE = 'https://kaiku.example';

describe('a slug', () => {
  test.each([
    ['Hyvää syntymäpäivää, Åbo!', 'hyvaa-syntymapaivaa-abo'],
    ['  100 % – Ölfest & “mer”  ', '100-olfest-mer'],
    ['Straße Ærø Łódź', 'strasse-aero-lodz'],
    ['ﬁnal ½', 'final-1-2'],
    ['日本語', 'release'],
    ['🚢', 'release'],
    ['', 'release'],
    [`${'sana '.repeat(30)}`, `${'sana-'.repeat(15)}sana`],
    ['x'.repeat(200), 'x'.repeat(80)],
  ])('of %j is %s', (title, slug) => {
    expect(slugify(title)).toBe(slug);
  });

  test('of any title is one path segment that is its own slug', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        const slug = slugify(title);
        expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
        expect(slug.length).toBeLessThanOrEqual(80);
        expect(slugify(slug)).toBe(slug);
      }),
    );
  });
});

test('an entry id contains the authority and the UTC day of the creation', () => {
  const newsroom = {
    number: 12,
    authority: 'kaiku.example',
    createdAt: Date.parse('2025-01-01T01:30:00+02:00'),
  };
  expect(entryId(newsroom, 42, 'sv')).toBe('tag:kaiku.example,2024-12-31:release/12000042/sv');
  expect(tagUri(newsroom, 'feed/sv')).toBe('tag:kaiku.example,2024-12-31:feed/sv');
});

test('pages have the addresses of the API contract', () => {
  expect(newsroomUrl(BASE, 'sv', 'tunturi')).toBe('https://kaiku.example/sv/tunturi');
  expect(releaseUrl(BASE, 'en', 'tunturi', 42, 'snow')).toBe('https://kaiku.example/en/tunturi/42/snow');
});

describe('feeds', () => {
  const feed = (changes: Partial<FeedName>): FeedName => ({
    language: 'fi',
    newsroom: 'tunturi',
    cut: { kind: 'all' },
    ...changes,
  });
  test.each<[FeedName, string, string]>([
    [feed({}), '/fi/tunturi/feed.atom', '/fi/tunturi'],
    [feed({ newsroom: null, language: 'sv' }), '/sv/feed.atom', '/sv/'],
    [
      feed({ cut: { kind: 'type', type: 'bulletin' } }),
      '/fi/tunturi/types/bulletin/feed.atom',
      '/fi/tunturi/types/bulletin',
    ],
    [
      feed({ cut: { kind: 'keyword', keyword: 'työ & arki/koti' } }),
      '/fi/tunturi/keywords/ty%C3%B6%20%26%20arki%2Fkoti/feed.atom',
      '/fi/tunturi/keywords/ty%C3%B6%20%26%20arki%2Fkoti',
    ],
  ])('%j', (name, address, home) => {
    expect(feedUrl(BASE, name, 'atom')).toBe(BASE + address);
    expect(feedUrl(BASE, name, 'atom', 3)).toBe(`${BASE}${address}?archive=3`);
    expect(feedHomeUrl(BASE, name)).toBe(BASE + home);
  });
});
