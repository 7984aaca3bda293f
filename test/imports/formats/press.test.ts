import { describe, expect, it } from 'vitest';
import { documentOf, itemOf, itemsOf, refusalOf, refusedIn } from '../reading.ts';

/** A release of a press service with a title and these elements. */
const xml = (inside = '', attributes = 'id="900" lang="fi"') =>
  `<?xml version="1.0" encoding="UTF-8"?><!-- vienti --><release ${attributes}><title>Silta aukeaa</title>${inside}</release>`;

const json = (record: object) => ({ releases: [record], paging: { total: 1 } });
const FI = {
  title: 'Silta aukeaa',
  leadtext: 'Liikenne alkaa.',
  body: { complete: '<p>Silta on valmis.</p>' },
};
const SV = { title: 'Bron öppnas', leadtext: 'Trafiken inleds.', body: { complete: '<p>Bron är klar.</p>' } };

const time = (instant: number | null) =>
  instant === null ? null : new Date(instant).toISOString().slice(0, 16);

describe('a press service release in XML', () => {
  it('is read with all its content', () => {
    const item = itemOf(
      xml(`
        <longurl>https://tiedotteet.example/silta?releaseId=900</longurl><shorturl>https://t.example/900</shorturl>
        <body>&lt;p&gt;Silta on &amp;auml;&amp;auml;nekk&amp;auml;s.&lt;/p&gt;
  &lt;p&gt;Toinen &amp;amp; kolmas.&lt;/p&gt;</body>
        <boilerplate>Kunta rakentaa &lt;siltoja>.

Ja teitä.</boilerplate>
        <contactsAsText>Ei käytetä</contactsAsText><embargo/>
        <keywords>sillat, liikenne ; Korpilahden kunta</keywords>
        <leadtext>Liikenne &lt;b&gt;alkaa&lt;/b&gt; &amp;ndash; heti.</leadtext>
        <videoembedcode>&lt;iframe src="https://video.example/embed/7" width="1">&lt;/iframe></videoembedcode>
        <videodescription>Sillan vihkiäiset</videodescription>
        <videochannellink>https://video.example/kunta</videochannellink>
        <publicationDate>12.11.2025 09:30</publicationDate>
        <language id="1"><label>Suomi</label></language>
        <type id="3"><label>Kutsu</label></type>
        <logos><logo id="1"><url>https://kuvat.example/logo.png</url></logo></logos>
        <images>
          <image id="1"><url>https://kuvat.example/silta.jpg</url><caption>Silta &amp; joki</caption>
            <photographer>Aino Virta</photographer>
            <smallimageurl>https://kuvat.example/silta-s.jpg</smallimageurl>
            <mediumimageurl>https://kuvat.example/silta-m.jpg</mediumimageurl></image>
          <image id="2"><smallimageurl>https://kuvat.example/joki-s.jpg</smallimageurl>
            <mediumimageurl>https://kuvat.example/joki-m.jpg</mediumimageurl></image>
        </images>
        <documents><document id="3"><url>https://kuvat.example/kartta.pdf</url><title>Kartta</title>
          <mimeType>application/pdf</mimeType></document></documents>
        <links><link id="4"><url>https://korpi.example/silta</url><description>Hankkeen sivut</description></link>
          <link id="5"><url>https://korpi.example/</url><description/></link></links>
        <contacts><contact id="6"><name>Eero Koski</name><title>Kunnaninsinööri</title><phone>+358 40 123 4567 </phone>
          <email>eero@korpi.example</email><url>https://kuvat.example/eero.jpg</url><skype/></contact></contacts>
        <categories><category id="7"><label>Liikenne</label></category></categories>
        <publisher id="8"><name>Korpilahden kunta</name><keywords>kunta</keywords><description>…</description></publisher>`),
    );
    expect(item).toEqual({
      index: 0,
      source: { id: '900', url: 'https://tiedotteet.example/silta?releaseId=900', type: 'Kutsu' },
      type: 'invitation',
      publishAt: Date.parse('2025-11-12T07:30:00Z'),
      notes: [{ code: 'date-without-zone', zone: 'Europe/Helsinki' }],
      updatedAt: null,
      variants: {
        fi: {
          title: 'Silta aukeaa',
          lead: 'Liikenne alkaa – heti.',
          body:
            '<p>Silta on &auml;&auml;nekk&auml;s.</p>\n  <p>Toinen &amp; kolmas.</p>\n' +
            '<p>Kunta rakentaa &lt;siltoja&gt;.</p>\n<p>Ja teitä.</p>',
          keywords: ['sillat', 'liikenne', 'Korpilahden kunta'],
        },
      },
      sourceLanguage: 'fi',
      contacts: [
        {
          name: 'Eero Koski',
          title: 'Kunnaninsinööri',
          email: 'eero@korpi.example',
          phone: '+358 40 123 4567',
        },
      ],
      media: [
        { url: 'https://kuvat.example/silta.jpg', caption: 'Silta & joki', credit: 'Aino Virta' },
        { url: 'https://kuvat.example/joki-m.jpg' },
        { url: 'https://kuvat.example/kartta.pdf', type: 'application/pdf', caption: 'Kartta' },
      ],
      links: [
        { url: 'https://korpi.example/silta', title: 'Hankkeen sivut' },
        { url: 'https://korpi.example/' },
        { url: 'https://video.example/embed/7', title: 'Sillan vihkiäiset' },
        { url: 'https://video.example/kunta', title: 'Sillan vihkiäiset' },
      ],
      related: [],
    });
  });

  it.each([
    ['<publicationDate>12.11.2025 09:30</publicationDate>', '2025-11-12T07:30'],
    ['<publicationDate>12.07.2025 09:30</publicationDate>', '2025-07-12T06:30'],
    ['<publicationDate>29.03.2026 03:30</publicationDate>', '2026-03-29T01:30'],
    ['<embargo>13.11.2025 06:00</embargo>', '2025-11-13T04:00'],
    // The later of publication date and embargo counts.
    [
      '<publicationDate>12.11.2025 09:30</publicationDate><embargo>13.11.2025 06:00</embargo>',
      '2025-11-13T04:00',
    ],
    [
      '<publicationDate>12.11.2025 09:30</publicationDate><embargo>11.11.2025 06:00</embargo>',
      '2025-11-12T07:30',
    ],
    ['<publicationDate/>', null],
  ])('with %s is published then', (inside, published) => {
    expect(time(itemOf(xml(inside)).publishAt)).toBe(published);
  });

  it.each([
    ['<keywords>sillat</keywords>', ['sillat']],
    ['<keywords>Korpilahden kunta</keywords>', ['Korpilahden kunta']],
    ['<keywords>sillat joet tiet kunta liikenne</keywords>', ['sillat', 'joet', 'tiet', 'kunta', 'liikenne']],
    ['<keywords>Uusi silta yli joen, tiet,</keywords>', ['Uusi silta yli joen', 'tiet']],
    ['<keywords><keyword>a, b</keyword><keyword>c</keyword></keywords>', ['a, b', 'c']],
    ['<keywords/>', []],
  ])('with %s has these keywords', (inside, keywords) => {
    expect(itemOf(xml(inside)).variants.fi?.keywords).toEqual(keywords);
  });

  it.each([
    ['Tiedote', 'release'],
    ['Pressmeddelande', 'release'],
    ['Pressemelding', 'release'],
    ['Lehdistökutsu', 'invitation'],
    ['Inbjudan', 'invitation'],
    ['Pressinvitation', 'invitation'],
    ['Kannanotto', 'statement'],
    ['Sta\u0308llningstagande', 'statement'],
    ['Statement', 'statement'],
    ['Lyhyt tiedote', 'bulletin'],
    ['Bulletin', 'bulletin'],
    ['Uutinen', 'bulletin'],
    ['Nyhetsbrev', 'release'],
    ['Rapport', 'release'],
    ['', 'release'],
  ])('of type %j is a %s', (label, type) => {
    expect(itemOf(xml(`<type id="1"><label>${label}</label></type>`)).type).toBe(type);
  });

  it.each([
    ['lang="sv"', '', 'sv'],
    ['lang="sv"', '<language id="1"><label>Suomi</label></language>', 'sv'],
    ['xml:lang="en"', '', 'en'],
    ['', '<language id="1"><label>Svenska</label></language>', 'sv'],
    ['', '', 'fi'],
  ])('with %s and %s is in its language', (attribute, inside, language) => {
    expect(itemOf(xml(inside, attribute)).sourceLanguage).toBe(language);
  });

  it.each([
    [xml('', 'id="1" lang="no"'), '0 1 language-not-served no'],
    [xml('<language><label>Norsk</label></language>', 'id="1"'), '0 1 language-not-served Norsk'],
    [xml('<publicationDate>huomenna</publicationDate>'), '0 900 date-not-understood'],
    [xml('<embargo>32.1.2025 10:00</embargo>'), '0 900 date-not-understood'],
    ['<release id="2" lang="fi"><longurl>https://t.example/2</longurl></release>', '0 2 no-text'],
    ['<release lang="fi"><longurl>https://t.example/2</longurl></release>', '0 https://t.example/2 no-text'],
  ])('is refused: %s', (document, refused) => {
    expect(refusedIn(document)).toEqual([refused]);
  });

  it('has its URL as id and its first words as title when they are missing', () => {
    const item = itemOf(
      '<release lang="fi"><shorturl>https://t.example/2</shorturl><body>&lt;p&gt;Silta aukeaa.&lt;/p&gt;</body></release>',
    );
    expect(item.source).toEqual({ id: 'https://t.example/2', url: 'https://t.example/2' });
    expect(item.variants.fi?.title).toBe('Silta aukeaa.');
  });

  it('is read with others in any root element', () => {
    const inside = ['1', '2', '3'].map(
      (id) => `<release id="${id}" lang="fi"><title>T${id}</title></release>`,
    );
    for (const root of ['releases', 'export']) {
      const document = `<${root}><count>3</count>${inside.join('\n')}</${root}>`;
      expect(itemsOf(document).map(({ source }) => source.id)).toEqual(['1', '2', '3']);
    }
    expect(documentOf('<releases/>')).toEqual({ format: 'press-xml', site: null, items: [] });
  });

  it('is one item for one id in two languages', () => {
    const one = (lang: string, title: string, contact: string) =>
      `<release id="5" lang="${lang}"><title>${title}</title><contacts><contact><name>Aino Virta</name>` +
      `<title>${contact}</title><email>aino@a.example</email></contact></contacts></release>`;
    const item = itemOf(
      `<releases>${one('fi', 'Silta', 'Insinööri')}${one('sv', 'Bron', 'Ingenjör')}</releases>`,
    );
    expect(item.variants).toMatchObject({ fi: { title: 'Silta' }, sv: { title: 'Bron' } });
    expect(item.contacts).toEqual([
      { name: 'Aino Virta', title: { fi: 'Insinööri', sv: 'Ingenjör' }, email: 'aino@a.example' },
    ]);
  });

  it('is not recognized inside another element', () => {
    expect(refusalOf('<catalogue><book/></catalogue>')).toEqual({ code: 'unknown-format' });
  });
});

describe('contacts as text', () => {
  it.each([
    [
      'Lisätietoja:\nEero Koski\nkunnaninsinööri\neero@k.example\n+358 40 123 4567\nAino Virta\naino@k.example',
      [
        { name: 'Eero Koski', title: 'kunnaninsinööri', email: 'eero@k.example', phone: '+358 40 123 4567' },
        { name: 'Aino Virta', email: 'aino@k.example' },
      ],
    ],
    [
      'Eero Koski, kunnaninsinööri, tekninen toimi, puh. 040 123 4567, eero@k.example',
      [
        {
          name: 'Eero Koski',
          title: 'kunnaninsinööri, tekninen toimi',
          email: 'eero@k.example',
          phone: '040 123 4567',
        },
      ],
    ],
    ['Vaihde\n(09) 310 1641 (vaihde)', [{ name: 'Vaihde', phone: '(09) 310 1641 (vaihde)' }]],
    ['Kunnan viestintä', [{ name: 'Kunnan viestintä' }]],
    [
      'Soita meille numeroon 040 123 4567 tai kirjoita.',
      [{ name: 'Soita meille numeroon 040 123 4567 tai kirjoita.' }],
    ],
    ['', []],
  ])('%j give contacts', (text, contacts) => {
    expect(itemOf(xml(`<contactsAsText>${text}</contactsAsText>`)).contacts).toEqual(contacts);
  });

  it('that are too long for a name become the end of the body', () => {
    const longText = 'Tietoja saa kunnan virastosta. '.repeat(10).trim();
    const item = itemOf(xml(`<body>&lt;p>B&lt;/p></body><contactsAsText>${longText}</contactsAsText>`));
    expect(item.contacts).toEqual([]);
    expect(item.variants.fi?.body).toBe(`<p>B</p>\n<p>${longText}</p>`);
  });
});

describe("a press service's JSON", () => {
  it('gives one item for all versions', () => {
    const item = itemOf(
      json({
        id: 71,
        date: '12.11.2025 09:30',
        type: { label: 'Kannanotto' },
        versions: {
          sv: { ...SV, url: 'https://t.example/sv/71', keywords: 'broar, trafik' },
          fi: { ...FI, url: 'https://t.example/71', keywords: ['sillat', 'liikenne'], metadescription: 'M' },
        },
        contacts: [{ name: 'Eero Koski', title: 'Insinööri', phone: '040 1234567', email: 'e@k.example' }],
        images: [{ url: 'https://k.example/silta.jpg', caption: 'Silta', photographer: 'Aino Virta' }],
        documents: [{ url: 'https://k.example/kartta.pdf', title: 'Kartta', mimeType: 'application/pdf' }],
        links: [{ url: 'https://k.example/', description: 'Sivut' }],
      }),
    );
    expect(item).toEqual({
      index: 0,
      source: { id: '71', url: 'https://t.example/71', type: 'Kannanotto' },
      type: 'statement',
      publishAt: Date.parse('2025-11-12T07:30:00Z'),
      notes: [{ code: 'date-without-zone', zone: 'Europe/Helsinki' }],
      updatedAt: null,
      variants: {
        fi: {
          title: 'Silta aukeaa',
          lead: 'Liikenne alkaa.',
          body: '<p>Silta on valmis.</p>',
          keywords: ['sillat', 'liikenne'],
        },
        sv: {
          title: 'Bron öppnas',
          lead: 'Trafiken inleds.',
          body: '<p>Bron är klar.</p>',
          keywords: ['broar', 'trafik'],
        },
      },
      sourceLanguage: 'fi',
      contacts: [
        { name: 'Eero Koski', title: { fi: 'Insinööri' }, phone: '040 1234567', email: 'e@k.example' },
      ],
      media: [
        { url: 'https://k.example/silta.jpg', caption: { fi: 'Silta' }, credit: 'Aino Virta' },
        { url: 'https://k.example/kartta.pdf', caption: { fi: 'Kartta' }, type: 'application/pdf' },
      ],
      links: [{ url: 'https://k.example/', title: { fi: 'Sivut' } }],
      related: [{ language: 'sv', url: 'https://t.example/sv/71' }],
    });
  });

  it.each([
    ['a list', [{ id: 1, versions: { fi: FI } }]],
    ['one record alone', { id: 1, versions: { fi: FI } }],
    ['a record without versions', { id: 1, ...FI }],
    ['versions as a list', { releases: [{ id: 1, versions: [{ language: 'fi', ...FI }] }] }],
    [
      'an empty version beside it',
      json({ id: 1, versions: { fi: FI, sv: { title: '', body: '' }, en: null } }),
    ],
  ])('is read as %s', (_name, document) => {
    const { source, variants } = itemOf(document);
    expect(source.id).toBe('1');
    expect(variants).toEqual({
      fi: { title: 'Silta aukeaa', lead: 'Liikenne alkaa.', body: '<p>Silta on valmis.</p>', keywords: [] },
    });
  });

  it.each([
    ['<p>HTML &ndash; sellaisenaan</p>', '<p>HTML &ndash; sellaisenaan</p>'],
    [{ complete: '<p>Koko</p>', short: 'x' }, '<p>Koko</p>'],
    ['Ensin\n\ntoiseksi &amp; <siltaa>', '<p>Ensin</p>\n<p>toiseksi &amp; &lt;siltaa&gt;</p>'],
    [null, ''],
    [7, '<p>7</p>'],
    [['x'], ''],
  ])('has the body %j', (body, expected) => {
    expect(itemOf(json({ id: 1, versions: { fi: { title: 'T', body } } })).variants.fi?.body).toBe(expected);
  });

  it.each([
    ['12.11.2025 09:30', '2025-11-12T07:30'],
    ['2025-11-12T09:30:00+02:00', '2025-11-12T07:30'],
    ['2025-11-12T07:30:00.000Z', '2025-11-12T07:30'],
    ['2025-11-12T09:30:00', '2025-11-12T07:30'],
    [1762932600000, '2025-11-12T07:30'],
    [1762932600, '2025-11-12T07:30'],
    [null, null],
  ])('dated %j is published then', (date, published) => {
    expect(time(itemOf(json({ id: 1, date, versions: { fi: FI } })).publishAt)).toBe(published);
  });

  it.each([
    [{ id: 1, versions: {} }, ['0 1 no-text']],
    [{ id: 1, versions: { no: FI } }, ['0 1 language-not-served no']],
    [{ id: 1, date: 'pian', versions: { fi: FI } }, ['0 1 date-not-understood']],
    [{ id: 1, date: {}, versions: { fi: FI } }, ['0 1 date-not-understood']],
    [{ id: 1, date: 1e300, versions: { fi: FI } }, ['0 1 date-not-understood']],
    [{ id: 1, versions: { fi: { url: 'https://t.example/1' } } }, ['0 1 no-text']],
    ['tiedote', ['0 null not-an-object']],
  ])('with %j is refused', (record, refused) => {
    expect(refusedIn({ releases: [record] })).toEqual(refused);
  });

  it('gives a refusal for an unsupported version and an item for the others', () => {
    const document = json({ id: 1, versions: { fi: FI, se: FI } });
    expect(refusedIn(document)).toEqual(['0 1 language-not-served se']);
    expect(itemOf(document).variants).toHaveProperty('fi');
  });

  it('keeps the contacts and images of each version', () => {
    const contact = (title: string) => ({ name: 'Aino Virta', title, email: 'aino@a.example' });
    const versions = {
      fi: {
        ...FI,
        contacts: [contact('Insinööri')],
        images: [{ url: 'https://k.example/s.jpg', caption: 'Silta' }],
      },
      sv: {
        ...SV,
        contacts: [contact('Ingenjör')],
        images: [{ url: 'https://k.example/s.jpg', caption: 'Bron' }],
      },
    };
    expect(itemOf(json({ id: 1, versions }))).toMatchObject({
      contacts: [{ name: 'Aino Virta', title: { fi: 'Insinööri', sv: 'Ingenjör' } }],
      media: [{ url: 'https://k.example/s.jpg', caption: { fi: 'Silta', sv: 'Bron' } }],
    });
  });
});
