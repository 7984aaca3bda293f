import type { Language } from '../../../src/base/locale/language.ts';
import type { Entry } from '../../../src/feeds/entry.ts';
import type { FeedHead } from '../../../src/feeds/feed.ts';

const BASE = 'https://kaiku.example';

function feedUrls(language: Language, query = '') {
  const path = `${BASE}/${language}/saaristo/feed`;
  return { rss: `${path}.rss${query}`, atom: `${path}.atom${query}`, json: `${path}.json${query}` };
}

/** A subscription document with an archive, a hub, a translation and one tombstone. */
export const head: FeedHead = {
  id: 'tag:kaiku.example,2024-03-05:saaristo/fi',
  title: 'Saariston kunta: tiedotteet',
  description: 'Saariston kunnan ja sen liikelaitosten tiedotteet',
  language: 'fi',
  homeUrl: `${BASE}/fi/saaristo`,
  selfUrls: feedUrls('fi'),
  translations: [{ language: 'sv', urls: feedUrls('sv') }],
  updatedAt: Date.UTC(2025, 10, 20, 7, 30, 0),
  author: { name: 'Saariston kunta', url: `${BASE}/fi/saaristo` },
  current: null,
  prevArchive: feedUrls('fi', '?archive=7'),
  tombstones: [
    {
      id: 'tag:kaiku.example,2024-03-05:saaristo/58/fi',
      at: Date.UTC(2025, 10, 20, 7, 30, 0),
      reason: 'Tiedote koski väärää lauttaa.',
    },
  ],
  hubUrl: `${BASE}/hub`,
};

/** The seventh archive document of the same feed. */
export const archiveHead: FeedHead = {
  ...head,
  selfUrls: feedUrls('fi', '?archive=7'),
  updatedAt: Date.UTC(2025, 6, 3, 9, 15, 0),
  current: feedUrls('fi'),
  prevArchive: feedUrls('fi', '?archive=6'),
  tombstones: [],
  hubUrl: null,
};

/** A feed without entries. */
export const emptyHead: FeedHead = {
  ...head,
  translations: [],
  updatedAt: Date.UTC(2024, 2, 5, 10, 0, 0),
  prevArchive: null,
  tombstones: [],
  hubUrl: null,
};

/** Published in summer time and corrected in winter time, with all members. */
export const ferry: Entry = {
  id: 'tag:kaiku.example,2024-03-05:saaristo/61/fi',
  releaseId: 3000061,
  number: 61,
  language: 'fi',
  type: 'release',
  title: 'Lautta "Merikotka" & muut: kulku < 30 min',
  lead: 'Uusi aikataulu tuo vuoron tunnissa & lyhentää matkaa.',
  body: '<p>Lautta lähtee <a href="https://saaristo.example/lautat?linja=1&amp;suunta=2">tasatunnein</a>.</p>',
  keywords: ['liikenne', 'meri & saaristo'],
  url: `${BASE}/fi/saaristo/61/lautta-merikotka`,
  publishedAt: Date.UTC(2025, 6, 3, 9, 15, 0),
  updatedAt: Date.UTC(2025, 10, 19, 13, 0, 5),
  publisher: { name: 'Saariston kunta', url: `${BASE}/fi/saaristo` },
  corrections: [{ at: Date.UTC(2025, 10, 19, 13, 0, 5), note: 'Lähtöaika korjattu.' }],
  media: [
    {
      url: 'https://media.example/lautta.jpg',
      type: 'image/jpeg',
      bytes: 245_760,
      alt: 'Lautta laiturissa',
      caption: 'M/S Merikotka Nauvossa',
      credit: 'Aino Virta',
    },
    { url: 'https://media.example/aikataulu.pdf?v=2&kieli=fi', type: 'application/pdf', bytes: 81_920 },
    { url: 'https://media.example/tallenne' },
  ],
  links: [{ url: 'https://saaristo.example/lautat', title: 'Lauttojen aikataulut' }],
  contacts: [{ name: 'Aino Virta', title: 'Liikennepäällikkö', email: 'aino.virta@saaristo.example' }],
  variants: [
    {
      language: 'sv',
      url: `${BASE}/sv/saaristo/61/farjan-merikotka`,
      id: 'tag:kaiku.example,2024-03-05:saaristo/61/sv',
    },
  ],
};

/** Only required members, in another language than the feed. */
export const library: Entry = {
  id: 'tag:kaiku.example,2024-03-05:saaristo/60/en',
  releaseId: 3000060,
  number: 60,
  language: 'en',
  type: 'bulletin',
  title: 'Library closed <today>',
  lead: '',
  body: '',
  keywords: [],
  url: `${BASE}/en/saaristo/60/library-closed`,
  publishedAt: Date.UTC(2025, 0, 15, 6, 0, 0),
  updatedAt: Date.UTC(2025, 0, 15, 6, 0, 0),
  publisher: { name: 'Archipelago municipality', url: `${BASE}/en/saaristo` },
  corrections: [],
  media: [],
  links: [],
  contacts: [],
  variants: [],
};
