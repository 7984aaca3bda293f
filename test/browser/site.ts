import { isObject } from '../../src/base/json.ts';
import { LANGUAGES, type Language } from '../../src/base/locale/language.ts';
import { listen } from '../../src/platform/node/listen.ts';
import { openService } from '../../src/platform/node/service.ts';
import { fixture } from '../media/samples.ts';
import { freePort } from '../runtime/node/process.ts';
import { openInbox } from '../subscribers/mail/inbox.ts';

const TOKEN = 'admin-token-of-the-tests';
const NOON = Date.parse('2026-03-10T12:00:00+02:00');
const SUBSCRIBER = 'lukija@posti.example';
/** This address has not confirmed its subscription. */
const UNCONFIRMED = 'kysyja@posti.example';

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
  /** Path of the page of a picture in the media library, without the language. */
  readonly picture: string;
  readonly secretUrls: { readonly [L in Language]: SecretUrls };
  stop(): Promise<void>;
}

/** The addresses of a draft's preview and of a subscriber's three pages. */
export type SecretUrls = { readonly [kind in 'preview' | 'confirm' | 'manage' | 'cancel']: string };

/** The service over HTTP, with a newsroom that uses every part of every page. */
export async function openSite(): Promise<Site> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const inbox = await openInbox();
  const mail = { smtpUrl: inbox.url, from: 'Kaiku <tiedotteet@kaiku.example>', dkim: null };
  const service = openService({ data: null, baseUrl: url, adminToken: TOKEN, now: () => NOON, mail });
  const { stop } = await listen(service, { port, rates: { hub: 100, subscribe: 100 }, trustedProxies: [] });
  const created = await send(`${url}/api/v1/newsrooms`, 'POST', TOKEN, NEWSROOM);
  const token = String(created.token);
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
    credit: 'Aino Virta',
    licence: 'CC BY 4.0',
  });
  for (let n = 0; n < 24; n += 1) {
    await send(`${api}/releases`, 'POST', token, releaseOf(n, String(item.url)));
  }
  const subscribe = async (email: string) => {
    for (const language of LANGUAGES) {
      const body = { email: `${language}.${email}`, language, fallback: true };
      await send(`${api}/subscriptions`, 'POST', token, body);
    }
    await service.waitUntilIdle();
  };
  const urlInMail = (language: Language, email: string, page: string): string => {
    const text = inbox.to(`${language}.${email}`).at(-1)?.text ?? '';
    return new RegExp(`http\\S+/subscriptions/${page}/\\S+`).exec(text)?.[0] ?? '';
  };
  await subscribe(SUBSCRIBER);
  for (const language of LANGUAGES) {
    const confirmed = await fetch(urlInMail(language, SUBSCRIBER, 'confirm'), { method: 'POST' });
    if (!confirmed.ok) throw new Error(`the confirmation was answered ${confirmed.status}`);
  }
  await send(`${api}/releases`, 'POST', token, {
    state: 'published',
    variants: { fi: { title: 'Valtuuston kokous siirtyy', lead: 'Kokous pidetään torstaina.' } },
  });
  const note = { fi: 'Lähtöaika korjattu.', sv: 'Avgångstiden rättad.', en: 'Departure time corrected.' };
  await send(`${api}/releases/1/correct`, 'POST', token, { note });
  await send(`${api}/releases`, 'POST', token, HOSTILE_RELEASE);
  await send(`${api}/releases`, 'POST', token, { ...releaseOf(0, String(item.url)), state: 'draft' });
  const granted = await send(`${api}/releases/27/previews`, 'POST', token, {});
  const previews = isObject(granted.urls) ? granted.urls : {};
  await service.waitUntilIdle();
  await subscribe(UNCONFIRMED);
  const secretUrlsIn = (language: Language): SecretUrls => ({
    preview: String(previews[language]),
    confirm: urlInMail(language, UNCONFIRMED, 'confirm'),
    manage: urlInMail(language, SUBSCRIBER, 'manage'),
    cancel: urlInMail(language, SUBSCRIBER, 'cancel'),
  });
  return {
    url,
    picture: `saarenkunta/media/${item.id}`,
    secretUrls: { fi: secretUrlsIn('fi'), sv: secretUrlsIn('sv'), en: secretUrlsIn('en') },
    async stop() {
      await stop();
      await inbox.close();
    },
  };
}

/** Every part of the text calls `alert` if a browser runs it. */
const ATTACK = `"><img src=x onerror=alert(1)><script>alert(2)</script>' onmouseover=alert(3) x='</title></script>`;
const HOSTILE_RELEASE = {
  state: 'published',
  publishAt: '2025-01-01T00:00',
  variants: {
    fi: {
      title: ATTACK,
      lead: ATTACK,
      keywords: [ATTACK],
      body: `<p onclick=alert(4)>${ATTACK}<a href="javascript:alert(5)">a</a></p><svg onload=alert(6)></svg>`,
    },
  },
  contacts: [{ name: ATTACK, title: ATTACK }],
  media: [{ url: 'https://kuvat.example/"onerror=alert(7).png', type: 'image/png', alt: ATTACK }],
  links: [{ url: 'https://saarenkunta.example/?"onclick=alert(8)', title: ATTACK }],
};

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
