import { describe, expect, test } from 'vitest';
import type { Newsroom } from '../../src/domain/newsroom.ts';
import type { Release, Variant } from '../../src/domain/release.ts';
import { representNewsroom, representRelease } from '../../src/domain/representation.ts';

const BASE = 'https://kaiku.example';
const PUBLISHED = Date.parse('2025-07-01T12:00:00+03:00');
const CORRECTED = Date.parse('2025-11-12T23:08:27+02:00');

const newsroom: Newsroom = {
  number: 1,
  revision: 4,
  slug: 'tunturi',
  name: { fi: 'Tunturi' },
  description: { sv: 'Fjället' },
  languages: ['fi', 'sv'],
  defaultLanguage: 'sv',
  website: null,
  contacts: [],
  socialLinks: [],
  createdAt: PUBLISHED,
  authority: 'kaiku.example',
};

const text = { title: 'Hiihtokausi alkaa', lead: 'Lunta on.', body: '<p>Tule.</p>', keywords: ['lumi'] };
const unseen: Variant = { ...text, slug: null, publication: null, withdrawn: null };
const seen: Variant = {
  ...unseen,
  slug: 'hiihtokausi-alkaa',
  publication: { id: 'tag:x', publishedAt: PUBLISHED, updatedAt: CORRECTED },
};
const withdrawn = { at: CORRECTED, reason: { fi: 'Ei lunta.' } };

const release: Release = {
  number: 7,
  revision: 3,
  state: 'published',
  type: 'bulletin',
  publishAt: PUBLISHED,
  sourceLanguage: 'fi',
  variants: { fi: seen, sv: { ...seen, withdrawn } },
  contacts: [{ name: 'Aino Virta' }],
  media: [],
  links: [],
  corrections: [{ at: CORRECTED, note: { fi: 'Korjattu.' } }],
  withdrawn: null,
  source: null,
  createdAt: PUBLISHED,
  lastEventAt: CORRECTED,
};

const shownVariant = {
  ...text,
  slug: 'hiihtokausi-alkaa',
  id: 'tag:x',
  url: 'https://kaiku.example/fi/tunturi/7/hiihtokausi-alkaa',
  publishedAt: '2025-07-01T12:00:00+03:00',
  updatedAt: '2025-11-12T23:08:27+02:00',
};
const withdrawalRepresentation = { at: '2025-11-12T23:08:27+02:00', reason: { fi: 'Ei lunta.' } };

describe('a release', () => {
  test('for the public contains public variants, and only the withdrawal of a withdrawn variant', () => {
    expect(representRelease(newsroom, release, BASE, 'public')).toEqual({
      id: 1_000_007,
      number: 7,
      revision: 3,
      state: 'published',
      type: 'bulletin',
      publishAt: '2025-07-01T12:00:00+03:00',
      sourceLanguage: 'fi',
      variants: { fi: shownVariant, sv: { withdrawn: withdrawalRepresentation } },
      contacts: [{ name: 'Aino Virta' }],
      media: [],
      links: [],
      corrections: [{ at: '2025-11-12T23:08:27+02:00', note: { fi: 'Korjattu.' } }],
    });
  });

  test('for its newsroom contains everything', () => {
    const { variants } = representRelease(newsroom, release, BASE, 'newsroom');
    expect(variants.sv).toEqual({
      ...shownVariant,
      url: 'https://kaiku.example/sv/tunturi/7/hiihtokausi-alkaa',
      withdrawn: withdrawalRepresentation,
    });
  });

  test('that is a draft has its planned slug for the newsroom and no variant for the public', () => {
    const draft: Release = {
      ...release,
      state: 'draft',
      publishAt: null,
      variants: { fi: unseen },
      corrections: [],
    };
    const representation = representRelease(newsroom, draft, BASE, 'newsroom');
    expect(representation.variants).toEqual({ fi: { ...text, slug: 'hiihtokausi-alkaa' } });
    expect(representation.publishAt).toBe(null);
    expect(representation).not.toHaveProperty('corrections');
    expect(representRelease(newsroom, draft, BASE, 'public').variants).toEqual({});
  });

  test('that is withdrawn has time and reason, and no content for the public', () => {
    const gone: Release = {
      ...release,
      state: 'withdrawn',
      withdrawn,
      variants: { fi: { ...seen, withdrawn } },
    };
    const representation = representRelease(newsroom, gone, BASE, 'public');
    expect(representation.withdrawn).toEqual(withdrawalRepresentation);
    expect(representation.variants).toEqual({ fi: { withdrawn: withdrawalRepresentation } });
  });

  test('that was imported has its source', () => {
    const source = { id: '5', url: 'https://old.example/5', type: 'rss' };
    expect(representRelease(newsroom, { ...release, source }, BASE, 'newsroom').source).toEqual(source);
  });
});

test('a newsroom has its profile, its page and its creation time', () => {
  const { revision: _r, authority: _a, createdAt: _c, ...profile } = newsroom;
  expect(representNewsroom(newsroom, BASE)).toEqual({
    ...profile,
    url: 'https://kaiku.example/sv/tunturi',
    createdAt: '2025-07-01T12:00:00+03:00',
  });
});
