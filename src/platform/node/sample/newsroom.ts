export const SAMPLE_NEWSROOM = {
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
      title: { fi: 'viestintäpäällikkö', sv: 'kommunikationschef', en: 'head of communications' },
      email: 'viestinta@saarenkunta.example',
      phone: '+358 2 000 0000',
    },
  ],
} as const;

export const TRAFFIC_CONTACT = {
  name: 'Erik Holm',
  title: { fi: 'liikennesuunnittelija', sv: 'trafikplanerare', en: 'transport planner' },
  email: 'liikenne@saarenkunta.example',
};
