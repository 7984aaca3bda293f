import { LANGUAGES } from '../../src/locale/language.ts';
import { openHouse } from '../../src/platform/node/house.ts';
import { listen } from '../../src/platform/node/serve.ts';
import { isObject } from '../../src/publish/json.ts';
import { fixture } from '../media/samples.ts';
import { freePort } from '../runtime/node/process.ts';

const TOKEN = 'admin-token-of-the-tests';
const NOON = Date.parse('2026-03-10T12:00:00+02:00');

const NEWSROOM = {
  slug: 'saarenkunta',
  name: { fi: 'Saarenkunta', sv: 'Ökommun', en: 'Island Municipality' },
  description: {
    fi: 'Saarenkunnan tiedotteet asukkaille ja medialle.',
    sv: 'Ökommuns meddelanden till invånare och medier.',
    en: 'News from the Island Municipality for residents and the media.',
  },
  languages: LANGUAGES,
  defaultLanguage: 'fi',
  website: 'https://saarenkunta.example/',
  contacts: [
    {
      name: 'Aino Luoto',
      title: { fi: 'viestintäpäällikkö', sv: 'kommunikationschef' },
      email: 'viestinta@saarenkunta.example',
      phone: '+358 50 123 4567',
    },
  ],
  socialLinks: [{ url: 'https://social.example/@saarenkunta', title: 'Mastodon' }],
};

const TITLES = {
  fi: 'Uusi yhteysalus aloittaa liikennöinnin saaristossa kesäkuussa',
  sv: 'Ny förbindelsebåt börjar trafikera skärgården i juni',
  en: 'New ferry enters service in the archipelago in June',
};
const LEADS = {
  fi: 'Sähkökäyttöinen alus kulkee mantereelle kahdeksan kertaa päivässä.',
  sv: 'Den eldrivna båten går till fastlandet åtta gånger om dagen.',
  en: 'The electric vessel will sail to the mainland eight times a day.',
};
const BODY = `<p>Matka kestää 25 minuuttia. Kyydissä on tilaa 90 matkustajalle ja 12 autolle.</p>
<h3>Aikataulu</h3><ul><li>arkisin 6–22</li><li>viikonloppuisin 8–20</li></ul>
<blockquote><p>”Odotettu päivä koko saaristolle”, sanoo kunnanjohtaja Kaisa Meri.</p></blockquote>
<table><thead><tr><th scope="col">Laituri</th><th scope="col">Lähtö</th></tr></thead>
<tbody><tr><td>Kirkonranta</td><td>7.15</td></tr></tbody></table>
<p><img src="https://kuvat.example/alus.jpg" alt="Alus laiturissa"> <a href="https://saarenkunta.example/lautat">Lauttojen aikataulut</a></p>`;

export interface Site {
  readonly url: string;
  /** Path of a library's picture below a language. */
  readonly picture: string;
  stop(): Promise<void>;
}

/** The service over HTTP with a newsroom that has everything a page can show. */
export async function openSite(): Promise<Site> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const house = openHouse({ data: null, baseUrl: url, adminToken: TOKEN, now: () => NOON });
  const { stop } = await listen(house, { port, rates: { hub: 100, subscribe: 100 }, trustedProxies: [] });
  const founded = await send(`${url}/api/v1/newsrooms`, 'POST', TOKEN, NEWSROOM);
  const token = String(founded.token);
  const api = `${url}/api/v1/newsrooms/saarenkunta`;
  const stored = await fetch(`${api}/media?name=alus.jpg`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}` },
    body: fixture('plain.jpg'),
  });
  const item: unknown = await stored.json();
  if (!isObject(item) || !stored.ok) throw new Error(`the library answered ${stored.status}`);
  await send(`${api}/media/${item.id}`, 'PATCH', token, {
    alt: { fi: 'Alus laiturissa', sv: 'Båten vid bryggan', en: 'The ferry at the pier' },
    caption: { fi: 'M/S Merikotka Kirkonrannassa' },
    ...{ credit: 'Aino Virta', licence: 'CC BY 4.0' },
  });
  for (let n = 0; n < 24; n += 1) {
    await send(`${api}/releases`, 'POST', token, releaseOf(n, String(item.url)));
  }
  await send(`${api}/releases`, 'POST', token, {
    state: 'published',
    variants: { fi: { title: 'Valtuuston kokous siirtyy', lead: 'Kokous pidetään torstaina.' } },
  });
  const note = { fi: 'Lähtöaika korjattu.', sv: 'Avgångstiden rättad.', en: 'Departure time corrected.' };
  await send(`${api}/releases/1/correct`, 'POST', token, { note });
  return { url, picture: `saarenkunta/media/${item.id}`, stop };
}

function releaseOf(n: number, picture: string): object {
  const variant = (language: 'fi' | 'sv' | 'en') => ({
    title: n === 0 ? TITLES[language] : `${TITLES[language]} (${n})`,
    lead: LEADS[language],
    body: BODY,
    keywords: { fi: ['liikenne', 'saaristo'], sv: ['trafik'], en: ['transport'] }[language],
  });
  return {
    state: 'published',
    type: n % 5 === 4 ? 'invitation' : 'release',
    publishAt: new Date(NOON - n * 40 * 60 * 60 * 1000).toISOString(),
    variants: { fi: variant('fi'), sv: variant('sv'), en: variant('en') },
    contacts: NEWSROOM.contacts,
    media: [
      { url: picture },
      { url: 'https://kuvat.example/kartta.png', type: 'image/png', caption: { fi: 'Reitti kartalla' } },
      { url: 'https://kuvat.example/aikataulu.pdf', type: 'application/pdf', bytes: 81_920 },
    ],
    links: [{ url: 'https://saarenkunta.example/lautat', title: { fi: 'Lauttojen aikataulut' } }],
  };
}

async function send(
  url: string,
  method: string,
  token: string,
  body: object,
): Promise<{ readonly [name: string]: unknown }> {
  const response = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'If-Match': '"1"' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok || !isObject(answer)) throw new Error(`${method} ${url} answered ${response.status}`);
  return answer;
}
