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
const shownWithdrawal = { at: '2025-11-12T23:08:27+02:00', reason: { fi: 'Ei lunta.' } };

describe('a release', () => {
  test('in public shows what is public, and of a withdrawn variant only that it is', () => {
    expect(representRelease(newsroom, release, BASE, 'public')).toEqual({
      id: 1_000_007,
      number: 7,
      revision: 3,
      state: 'published',
      type: 'bulletin',
      publishAt: '2025-07-01T12:00:00+03:00',
      sourceLanguage: 'fi',
      variants: { fi: shownVariant, sv: { withdrawn: shownWithdrawal } },
      contacts: [{ name: 'Aino Virta' }],
      media: [],
      links: [],
      corrections: [{ at: '2025-11-12T23:08:27+02:00', note: { fi: 'Korjattu.' } }],
    });
  });

  test('to its newsroom shows everything', () => {
    const { variants } = representRelease(newsroom, release, BASE, 'newsroom');
    expect(variants.sv).toEqual({
      ...shownVariant,
      url: 'https://kaiku.example/sv/tunturi/7/hiihtokausi-alkaa',
      withdrawn: shownWithdrawal,
    });
  });

  test('that is a draft shows its newsroom the slug it would have, and the public no variant', () => {
    const draft: Release = {
      ...release,
      state: 'draft',
      publishAt: null,
      variants: { fi: unseen },
      corrections: [],
    };
    const shown = representRelease(newsroom, draft, BASE, 'newsroom');
    expect(shown.variants).toEqual({ fi: { ...text, slug: 'hiihtokausi-alkaa' } });
    expect(shown.publishAt).toBe(null);
    expect(shown).not.toHaveProperty('corrections');
    expect(representRelease(newsroom, draft, BASE, 'public').variants).toEqual({});
  });

  test('that is withdrawn says when and why, without content in public', () => {
    const gone: Release = {
      ...release,
      state: 'withdrawn',
      withdrawn,
      variants: { fi: { ...seen, withdrawn } },
    };
    const shown = representRelease(newsroom, gone, BASE, 'public');
    expect(shown.withdrawn).toEqual(shownWithdrawal);
    expect(shown.variants).toEqual({ fi: { withdrawn: shownWithdrawal } });
  });

  test('that was imported says from where', () => {
    const source = { id: '5', url: 'https://old.example/5', type: 'rss' };
    expect(representRelease(newsroom, { ...release, source }, BASE, 'newsroom').source).toEqual(source);
  });
});

test('a newsroom shows its profile, its page and its founding', () => {
  const { revision: _r, authority: _a, createdAt: _c, ...profile } = newsroom;
  expect(representNewsroom(newsroom, BASE)).toEqual({
    ...profile,
    url: 'https://kaiku.example/sv/tunturi',
    createdAt: '2025-07-01T12:00:00+03:00',
  });
});
