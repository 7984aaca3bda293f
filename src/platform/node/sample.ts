import type { Service } from '../../http/service.ts';
import { parseNewsroom } from '../../validation/newsroom-request.ts';

const NEWSROOM = {
  slug: 'saarenkunta',
  name: { fi: 'Saarenkunta', sv: 'Ökommun', en: 'Island Municipality' },
  description: {
    fi: 'Saarenkunnan tiedotteet asukkaille ja medialle.',
    sv: 'Ökommuns meddelanden till invånare och medier.',
    en: 'News from the Island Municipality for residents and the media.',
  },
  languages: ['fi', 'sv', 'en'],
  defaultLanguage: 'fi',
  website: 'https://saarenkunta.example/',
  contacts: [
    {
      name: 'Aino Luoto',
      title: { fi: 'viestintäpäällikkö', sv: 'kommunikationschef' },
      email: 'viestinta@saarenkunta.example',
    },
  ],
};

const RELEASES = [
  {
    state: 'published',
    publishAt: '2026-06-01T09:00',
    variants: {
      fi: {
        title: 'Uusi yhteysalus aloittaa liikennöinnin kesäkuussa',
        lead: 'Sähkökäyttöinen alus kulkee mantereelle kahdeksan kertaa päivässä.',
        body: '<p>Matka kestää 25 minuuttia. Kyydissä on tilaa 90 matkustajalle ja 12 autolle.</p>',
        keywords: ['liikenne', 'saaristo'],
      },
      sv: {
        title: 'Ny förbindelsebåt börjar trafikera i juni',
        lead: 'Den eldrivna båten går till fastlandet åtta gånger om dagen.',
        body: '<p>Resan tar 25 minuter. Ombord ryms 90 passagerare och 12 bilar.</p>',
        keywords: ['trafik', 'skärgården'],
      },
      en: {
        title: 'New ferry enters service in June',
        lead: 'The electric vessel will sail to the mainland eight times a day.',
        body: '<p>The crossing takes 25 minutes. There is room for 90 passengers and 12 cars.</p>',
        keywords: ['transport', 'archipelago'],
      },
    },
  },
  {
    state: 'published',
    type: 'invitation',
    publishAt: '2026-11-02T12:30',
    variants: {
      fi: {
        title: 'Kutsu medialle: koulun harjannostajaiset',
        lead: 'Tervetuloa juhlaan 20. marraskuuta.',
        keywords: ['koulut'],
      },
      sv: {
        title: 'Inbjudan till medier: skolans taklagsöl',
        lead: 'Välkommen till festen den 20 november.',
        keywords: ['skolor'],
      },
      en: {
        title: 'Media invitation: topping-out of the new school',
        lead: 'Join us on 20 November.',
        keywords: ['schools'],
      },
    },
  },
];

/** Creates the sample newsroom unless it exists. @throws when a part of the sample is refused. */
export async function fillSample(service: Service): Promise<{ slug: string; token: string | null }> {
  const profile = parseNewsroom(NEWSROOM);
  if (!profile.ok) throw new Error('the sample newsroom is refused');
  const reserved = await service.directory.registry.reserve(NEWSROOM.slug, null);
  if (!reserved.ok) throw new Error('the sample slug is refused');
  const newsroom = service.newsroom(reserved.value.key);
  const created = await newsroom.profile.create(profile.value, reserved.value.number);
  if (!created.ok) return { slug: NEWSROOM.slug, token: null };
  for (const release of RELEASES) {
    const result = await newsroom.releases.create(release, null);
    if (!result.ok) throw new Error('a sample release is refused');
  }
  return { slug: NEWSROOM.slug, token: created.value.token };
}
