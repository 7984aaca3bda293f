import type { Newsroom } from '../../../src/domain/newsroom.ts';
import type { Release, Variant } from '../../../src/domain/release.ts';
import type { ReleaseMailInput } from '../../../src/subscribers/mail/release-mail.ts';

export const NEWSROOM: Newsroom = {
  slug: 'satama',
  number: 1,
  revision: 1,
  authority: 'tiedotteet.example',
  name: { fi: 'Satamakaupunki', sv: 'Hamnstaden', en: 'Harbour City' },
  description: {},
  languages: ['fi', 'sv', 'en'],
  defaultLanguage: 'fi',
  website: 'https://satama.example/',
  contacts: [],
  socialLinks: [],
  createdAt: Date.parse('2025-01-01T00:00:00+02:00'),
};

const PUBLISHED = Date.parse('2025-11-12T23:08:27+02:00');

export function variant(language: string, changes: Partial<Variant> = {}): Variant {
  return {
    title: 'Uusi lauttalinja avataan toukokuussa',
    lead: 'Lautta kulkee tunnin välein.\n\nMatka kestää 20 minuuttia.',
    body: '<p>Linja yhdistää <a href="https://satama.example/saaret">saaret</a> keskustaan.</p>',
    keywords: ['liikenne'],
    slug: 'uusi-lauttalinja',
    withdrawn: null,
    publication: { id: `tag:${language}`, publishedAt: PUBLISHED, updatedAt: PUBLISHED },
    ...changes,
  };
}

export function release(changes: Partial<Release> = {}): Release {
  return {
    number: 42,
    revision: 3,
    state: 'published',
    type: 'release',
    publishAt: PUBLISHED,
    sourceLanguage: 'fi',
    variants: { fi: variant('fi'), sv: variant('sv', { title: 'Ny färjelinje öppnas i maj' }) },
    contacts: [
      {
        name: 'Maija Meri',
        title: { fi: 'viestintäpäällikkö', sv: 'kommunikationschef' },
        email: 'maija.meri@satama.example',
        phone: '+358 9 123 4567',
      },
    ],
    media: [],
    links: [],
    corrections: [],
    withdrawn: null,
    source: null,
    createdAt: PUBLISHED,
    lastEventAt: PUBLISHED,
    ...changes,
  };
}

export function releaseMailInput(changes: Partial<ReleaseMailInput> = {}): ReleaseMailInput {
  return {
    sender: { name: '', address: 'tiedotteet@kaiku.example' },
    newsroom: NEWSROOM,
    baseUrl: 'https://tiedotteet.example',
    release: release(),
    language: 'fi',
    kind: 'published',
    revision: 2,
    original: null,
    corrections: 0,
    reader: { id: '0123456789abcdef0123456789abcdef', email: 'liisa@lukija.example', language: 'fi' },
    links: {
      manage: 'https://tiedotteet.example/subscriptions/manage/1.a.b',
      cancel: 'https://tiedotteet.example/subscriptions/cancel/1.a.b',
    },
    ...changes,
  };
}
