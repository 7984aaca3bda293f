import type { Language } from '../../../base/locale/language.ts';
import type { ReleaseType } from '../../../domain/release.ts';
import type { SampleFileName } from './files.ts';

type Texts = { readonly [L in Language]?: string };

interface SampleVariant {
  readonly title: string;
  readonly lead: string;
  readonly body: string;
  readonly keywords: readonly string[];
}

/** Times are hours before now, so that no text may name a day. */
export interface SampleRelease {
  readonly hoursAgo: number;
  readonly type?: ReleaseType;
  readonly files?: readonly SampleFileName[];
  readonly contact?: 'traffic';
  readonly variants: { readonly [L in Language]?: SampleVariant };
  readonly correction?: {
    readonly hoursAgo: number;
    readonly note: Texts;
    readonly variants: { readonly [L in Language]?: Partial<SampleVariant> };
  };
  readonly withdrawal?: { readonly hoursAgo: number; readonly reason: Texts };
}

const DAY = 24;

/** The oldest first. Some are in one or two languages only. */
export const SAMPLE_RELEASES: readonly SampleRelease[] = [
  {
    hoursAgo: 95 * DAY,
    files: ['ferry', 'film'],
    contact: 'traffic',
    variants: {
      fi: {
        title: 'Sähkökäyttöinen yhteysalus aloittaa liikennöinnin',
        lead: 'Uusi alus kulkee mantereelle kahdeksan kertaa päivässä.',
        body: '<p>Matka kestää 25 minuuttia. Alukseen mahtuu 90 matkustajaa ja 12 autoa.</p><p>Akut ladataan laiturissa jokaisen vuoron jälkeen.</p>',
        keywords: ['liikenne', 'saaristo'],
      },
      sv: {
        title: 'Eldriven förbindelsebåt tas i trafik',
        lead: 'Den nya båten går till fastlandet åtta gånger om dagen.',
        body: '<p>Resan tar 25 minuter. Ombord ryms 90 passagerare och 12 bilar.</p><p>Batterierna laddas vid bryggan efter varje tur.</p>',
        keywords: ['trafik', 'skärgården'],
      },
      en: {
        title: 'Electric ferry enters service',
        lead: 'The new vessel sails to the mainland eight times a day.',
        body: '<p>The crossing takes 25 minutes. There is room for 90 passengers and 12 cars.</p><p>The batteries are charged at the pier after every crossing.</p>',
        keywords: ['transport', 'archipelago'],
      },
    },
    correction: {
      hoursAgo: 93 * DAY,
      note: {
        fi: 'Vuorojen määrä on korjattu: niitä on yhdeksän, ei kahdeksan.',
        sv: 'Antalet turer har rättats: de är nio, inte åtta.',
        en: 'The number of crossings has been corrected: there are nine, not eight.',
      },
      variants: {
        fi: { lead: 'Uusi alus kulkee mantereelle yhdeksän kertaa päivässä.' },
        sv: { lead: 'Den nya båten går till fastlandet nio gånger om dagen.' },
        en: { lead: 'The new vessel sails to the mainland nine times a day.' },
      },
    },
  },
  {
    hoursAgo: 80 * DAY,
    variants: {
      fi: {
        title: 'Kirjaston aukioloajat pitenevät',
        lead: 'Omatoimikirjasto on jatkossa avoinna iltakymmeneen.',
        body: '<p>Kirjastoon pääsee kirjastokortilla ja tunnusluvulla myös silloin, kun henkilökuntaa ei ole paikalla.</p>',
        keywords: ['kirjasto', 'palvelut'],
      },
      sv: {
        title: 'Biblioteket har längre öppet',
        lead: 'Det meröppna biblioteket är framöver öppet till klockan tio på kvällen.',
        body: '<p>Med bibliotekskort och pinkod kommer du in också när personalen inte är på plats.</p>',
        keywords: ['bibliotek', 'service'],
      },
    },
  },
  {
    hoursAgo: 66 * DAY,
    type: 'bulletin',
    contact: 'traffic',
    variants: {
      fi: {
        title: 'Kirkkotie suljetaan päällystystöiden ajaksi',
        lead: 'Liikenne ohjataan viikon ajan Rantatien kautta.',
        body: '<p>Kevyelle liikenteelle jää kulkureitti. Pelastusajoneuvot pääsevät perille koko työn ajan.</p>',
        keywords: ['liikenne', 'tiet'],
      },
    },
  },
  {
    hoursAgo: 52 * DAY,
    files: ['budget'],
    variants: {
      fi: {
        title: 'Talousarvioesitys: veroprosentti ei muutu',
        lead: 'Suurin investointi on uusi koulu. Tiivistelmä on tiedotteen liitteenä.',
        body: '<p>Kunnanhallitus esittää 5,1 miljoonan euron investointeja. Valtuusto käsittelee esityksen seuraavassa kokouksessaan.</p>',
        keywords: ['talous', 'päätöksenteko'],
      },
      sv: {
        title: 'Budgetförslaget: oförändrad skattesats',
        lead: 'Den största investeringen är en ny skola. En sammanfattning finns som bilaga.',
        body: '<p>Kommunstyrelsen föreslår investeringar på 5,1 miljoner euro. Fullmäktige behandlar förslaget på sitt följande möte.</p>',
        keywords: ['ekonomi', 'beslutsfattande'],
      },
      en: {
        title: 'Draft budget leaves the tax rate unchanged',
        lead: 'The largest investment is a new school. A summary is attached.',
        body: '<p>The municipal board proposes investments of EUR 5.1 million. The council will discuss the proposal at its next meeting.</p>',
        keywords: ['finances', 'decisions'],
      },
    },
  },
  {
    hoursAgo: 45 * DAY,
    variants: {
      sv: {
        title: 'Musikinstitutet tar emot nya elever',
        lead: 'Det finns lediga platser i fiol, cello och folkmusik.',
        body: '<p>Undervisningen ges på svenska i Norrbyns skola. Instrument kan lånas under det första läsåret.</p>',
        keywords: ['kultur', 'service'],
      },
    },
  },
  {
    hoursAgo: 38 * DAY,
    type: 'statement',
    contact: 'traffic',
    variants: {
      fi: {
        title: 'Kunnanhallitus: saaristoliikenteen rahoitus turvattava',
        lead: 'Lausunnon mukaan vuorojen karsiminen vaikeuttaisi työmatkoja.',
        body: '<p>Kolmannes saaren työssäkävijöistä käyttää yhteysalusta päivittäin. Kunnanhallitus pitää nykyistä vuoroväliä vähimmäistasona.</p>',
        keywords: ['liikenne', 'päätöksenteko'],
      },
      sv: {
        title: 'Kommunstyrelsen: finansieringen av skärgårdstrafiken måste tryggas',
        lead: 'Enligt utlåtandet skulle färre turer försvåra arbetsresorna.',
        body: '<p>En tredjedel av öns förvärvsarbetande använder förbindelsebåten varje dag. Kommunstyrelsen ser den nuvarande turtätheten som ett minimum.</p>',
        keywords: ['trafik', 'beslutsfattande'],
      },
      en: {
        title: 'Municipal board: funding of island transport must be secured',
        lead: 'Fewer crossings would make commuting harder, the board says.',
        body: '<p>One third of the island’s workforce takes the ferry every day. The board considers the current timetable a minimum.</p>',
        keywords: ['transport', 'decisions'],
      },
    },
  },
  {
    hoursAgo: 30 * DAY,
    type: 'bulletin',
    variants: {
      fi: {
        title: 'Vesijohtoverkosto huuhdellaan',
        lead: 'Vesi voi olla hetken ruskeaa. Se ei ole terveydelle haitallista.',
        body: '<p>Anna veden valua, kunnes se on kirkasta. Vältä pyykinpesua huuhtelun aikana.</p>',
        keywords: ['vesihuolto'],
      },
      sv: {
        title: 'Vattenledningsnätet spolas',
        lead: 'Vattnet kan tillfälligt vara brunt. Det är inte skadligt för hälsan.',
        body: '<p>Låt vattnet rinna tills det är klart. Undvik att tvätta kläder under spolningen.</p>',
        keywords: ['vattenförsörjning'],
      },
    },
  },
  {
    hoursAgo: 21 * DAY,
    files: ['harbour'],
    variants: {
      fi: {
        title: 'Vierassatamassa kävi ennätysmäärä veneitä',
        lead: 'Kaudella yöpyi 3 120 venekuntaa, neljänneksen enemmän kuin vuotta aiemmin.',
        body: '<p>Eniten kasvoi ruotsalaisten veneilijöiden määrä. Satamaan rakennetaan ensi kaudeksi 20 uutta laituripaikkaa.</p>',
        keywords: ['matkailu', 'saaristo'],
      },
      sv: {
        title: 'Rekordmånga båtar i gästhamnen',
        lead: 'Under säsongen övernattade 3 120 båtlag, en fjärdedel fler än året innan.',
        body: '<p>Mest ökade antalet svenska båtfarare. Till nästa säsong byggs 20 nya bryggplatser i hamnen.</p>',
        keywords: ['turism', 'skärgården'],
      },
      en: {
        title: 'Record number of boats in the guest harbour',
        lead: 'A total of 3,120 crews stayed overnight, a quarter more than the year before.',
        body: '<p>Visits by Swedish boaters grew the most. Twenty new berths will be built for next season.</p>',
        keywords: ['tourism', 'archipelago'],
      },
    },
  },
  {
    hoursAgo: 14 * DAY,
    variants: {
      fi: {
        title: 'Asukaskysely: palveluihin ollaan tyytyväisiä',
        lead: 'Parhaat arvosanat saivat kirjasto ja terveysasema.',
        body: '<p>Kyselyyn vastasi 1 040 asukasta. Eniten toivottiin lisää vuokra-asuntoja.</p>',
        keywords: ['palvelut', 'asuminen'],
      },
      en: {
        title: 'Survey: residents are satisfied with services',
        lead: 'The library and the health centre received the best marks.',
        body: '<p>The survey was answered by 1,040 residents. The most common wish was for more rental housing.</p>',
        keywords: ['services', 'housing'],
      },
    },
  },
  {
    hoursAgo: 10 * DAY,
    type: 'bulletin',
    variants: {
      fi: {
        title: 'Saunarannan uimapaikka suljetaan',
        lead: 'Vedessä on havaittu sinilevää.',
        body: '<p>Uimapaikka avataan, kun uudet näytteet ovat puhtaita.</p>',
        keywords: ['vapaa-aika'],
      },
      sv: {
        title: 'Badplatsen i Bastustranden stängs',
        lead: 'Blågröna alger har påträffats i vattnet.',
        body: '<p>Badplatsen öppnas när nya prover är rena.</p>',
        keywords: ['fritid'],
      },
      en: {
        title: 'Saunaranta beach is closed',
        lead: 'Blue-green algae have been found in the water.',
        body: '<p>The beach will reopen when new samples are clean.</p>',
        keywords: ['leisure'],
      },
    },
    withdrawal: {
      hoursAgo: 9 * DAY,
      reason: {
        fi: 'Tiedote perustui toisen uimapaikan näytteeseen. Saunaranta on avoinna.',
        sv: 'Meddelandet byggde på ett prov från en annan badplats. Bastustranden är öppen.',
        en: 'The release was based on a sample from another beach. Saunaranta is open.',
      },
    },
  },
  {
    hoursAgo: 7 * DAY,
    type: 'invitation',
    files: ['school'],
    variants: {
      fi: {
        title: 'Kutsu medialle: koulun harjannostajaiset',
        lead: 'Tervetuloa juhlaan uuden koulun työmaalle.',
        body: '<p>Paikalla ovat kunnanjohtaja, rehtori ja pääsuunnittelija. Ilmoittautumiset viestintään.</p>',
        keywords: ['koulut'],
      },
      sv: {
        title: 'Inbjudan till medier: skolans taklagsfest',
        lead: 'Välkommen till festen på den nya skolans byggplats.',
        body: '<p>På plats är kommundirektören, rektorn och huvudplaneraren. Anmäl dig till kommunikationen.</p>',
        keywords: ['skolor'],
      },
      en: {
        title: 'Media invitation: topping-out of the new school',
        lead: 'Join us at the construction site of the new school.',
        body: '<p>The mayor, the head teacher and the lead architect will be present. Please register with our communications team.</p>',
        keywords: ['schools'],
      },
    },
  },
  {
    hoursAgo: 4 * DAY,
    variants: {
      fi: {
        title: 'Kierrätyspiste siirtyy satamaan',
        lead: 'Uudella paikalla kerätään myös tekstiilejä.',
        body: '<p>Kaupan pihalla oleva piste poistuu käytöstä samalla, kun uusi avataan.</p>',
        keywords: ['ympäristö', 'palvelut'],
      },
      sv: {
        title: 'Återvinningspunkten flyttar till hamnen',
        lead: 'På den nya platsen samlas också textilier in.',
        body: '<p>Punkten på butikens gård tas ur bruk när den nya öppnas.</p>',
        keywords: ['miljö', 'service'],
      },
    },
  },
  {
    hoursAgo: 2 * DAY,
    files: ['harbour'],
    variants: {
      en: {
        title: 'Island Municipality invites tour operators to the archipelago',
        lead: 'Twelve companies will visit local accommodation and boat services.',
        body: '<p>The two-day programme is organised together with the harbour and local entrepreneurs.</p>',
        keywords: ['tourism'],
      },
    },
  },
  {
    hoursAgo: 3,
    variants: {
      fi: {
        title: 'Uuden koulun katolle aurinkovoimala',
        lead: 'Voimala tuottaa kolmanneksen koulun vuodessa käyttämästä sähköstä.',
        body: '<p>Paneeleita asennetaan 400 neliömetriä. Kesällä ylijäämä ladataan yhteysaluksen akkuihin.</p>',
        keywords: ['ympäristö', 'koulut'],
      },
      sv: {
        title: 'Den nya skolan får ett solkraftverk på taket',
        lead: 'Kraftverket producerar en tredjedel av den el som skolan använder på ett år.',
        body: '<p>Panelerna täcker 400 kvadratmeter. På sommaren laddas överskottet i förbindelsebåtens batterier.</p>',
        keywords: ['miljö', 'skolor'],
      },
      en: {
        title: 'New school to have a solar power plant on its roof',
        lead: 'The plant will produce a third of the electricity that the school uses in a year.',
        body: '<p>The panels cover 400 square metres. In summer the surplus will charge the ferry’s batteries.</p>',
        keywords: ['environment', 'schools'],
      },
    },
  },
];

/** Each start of the demo may publish one more of these: nothing in it is new only once. */
export const SCHEDULED_RELEASE = {
  type: 'bulletin',
  variants: {
    fi: {
      title: 'Yhteysaluksen liikennetiedote: vuorot ajetaan aikataulun mukaan',
      lead: 'Tämä tiedote oli ajastettu: sitä ei ollut missään ennen julkaisuhetkeään.',
      body: '<p>Seuraava liikennetiedote annetaan, jos vuoroihin tulee muutoksia.</p>',
      keywords: ['liikenne'],
    },
    sv: {
      title: 'Trafikmeddelande: förbindelsebåten går enligt tidtabell',
      lead: 'Det här meddelandet var tidsinställt: det fanns ingenstans före sin publiceringstid.',
      body: '<p>Nästa trafikmeddelande ges om turerna ändras.</p>',
      keywords: ['trafik'],
    },
    en: {
      title: 'Traffic bulletin: the ferry runs to schedule',
      lead: 'This release was scheduled: it was nowhere before its time of publication.',
      body: '<p>The next bulletin will be issued if the timetable changes.</p>',
      keywords: ['transport'],
    },
  },
} as const;
