import { describe, expect, test } from 'vitest';
import type { ImportContext } from '../../../src/imports/document.ts';
import { fetched, handedIn, onlyItem, readFeed, rssItem, variantOf } from '../feeds.ts';

describe('versions', () => {
  const expected = { language: 'sv', title: 'Färjan', lead: 'Går varje timme', body: '', keywords: [] };

  test.each([
    [
      '2.0',
      '<rss version="2.0"><channel><language>sv-FI</language><item><title>Färjan</title><description>Går varje timme</description></item></channel></rss>',
    ],
    [
      '0.91 with its DOCTYPE',
      '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><language>sv</language><item><title>F&auml;rjan</title><description>G&aring;r varje timme</description></item></channel></rss>',
    ],
    [
      '1.0, items beside the channel',
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://a.example/"><title>A</title><dc:language>sv</dc:language></channel><item rdf:about="https://a.example/1"><title>Färjan</title><description>Går varje timme</description></item></rdf:RDF>',
    ],
    [
      '0.90',
      '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/" xml:lang="sv"><channel><title>A</title></channel><item><title>Färjan</title><description>Går varje timme</description></item></r:RDF>',
    ],
    [
      'in a namespace of its own',
      '<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel><language>sv</language><item><title>Färjan</title><description>Går varje timme</description></item></channel></rss>',
    ],
    [
      'prefixed',
      '<r:rss version="2.0" xmlns:r="urn:rss"><r:channel><r:language>sv</r:language><r:item><r:title>Färjan</r:title><r:description>Går varje timme</r:description></r:item></r:channel></r:rss>',
    ],
    [
      'without a channel',
      '<rss version="0.92"><item xml:lang="sv"><title>Färjan</title><description>Går varje timme</description></item></rss>',
    ],
  ])('%s', (_name, xml) => {
    expect(variantOf(onlyItem(xml))).toEqual(expected);
  });

  test('elements in other namespaces are ignored', () => {
    const item = onlyItem(
      rssItem('<media:title>Kuva</media:title><itunes:title>Jakso</itunes:title><title>Lautta</title>'),
    );
    expect(variantOf(item).title).toBe('Lautta');
  });

  test('a document without items has none', () => {
    expect(readFeed('<rss version="2.0"><channel><title>A</title></channel></rss>')).toEqual({
      format: 'rss',
      site: null,
      items: [],
    });
  });
});

describe('title, lead and body', () => {
  test.each<[string, string, { title?: string; lead?: string; body?: string }]>([
    [
      'a sole description without markup is the lead',
      '<title>A</title><description>Yksi &amp;amp; kaksi</description>',
      { title: 'A', lead: 'Yksi & kaksi', body: '' },
    ],
    [
      'with markup it is the body',
      '<title>A</title><description>&lt;p&gt;Yksi&lt;/p&gt;</description>',
      { title: 'A', lead: '', body: '<p>Yksi</p>' },
    ],
    [
      'beside content it is the lead, as text',
      '<title>A</title><description><![CDATA[<p>Yksi<br>kaksi</p>]]></description><content:encoded><![CDATA[<p>Kolme</p>]]></content:encoded>',
      { lead: 'Yksi\nkaksi', body: '<p>Kolme</p>' },
    ],
    [
      'empty content is none',
      '<title>A</title><description>&lt;b&gt;x&lt;/b&gt;</description><content:encoded> </content:encoded>',
      { lead: '', body: '<b>x</b>' },
    ],
    [
      'content alone is the body',
      '<title>A</title><content:encoded>Sana</content:encoded>',
      { lead: '', body: 'Sana' },
    ],
    [
      'elements that were not escaped are HTML',
      '<title>A</title><description><p>Yksi <b>&amp; </b>kaksi<br/></p></description>',
      { lead: '', body: '<p>Yksi <b>&amp; </b>kaksi<br></p>' },
    ],
    [
      'an XHTML body is the content',
      '<title>A</title><description>x</description><body xmlns="http://www.w3.org/1999/xhtml"><p>Yksi</p></body>',
      { lead: 'x', body: '<p>Yksi</p>' },
    ],
    [
      'a title is made of the first words of the lead',
      `<description>${'sana '.repeat(30)}</description>`,
      { title: 'sana '.repeat(16).trim() },
    ],
    [
      'or of the body',
      '<description>&lt;p&gt;Lautta&lt;/p&gt;&lt;p&gt;kulkee&lt;/p&gt;</description>',
      { title: 'Lautta kulkee' },
    ],
    [
      'an empty title is none',
      '<title> </title><description>Lautta</description>',
      { title: 'Lautta', lead: 'Lautta' },
    ],
    [
      'a title may be HTML',
      '<title>&lt;b&gt;Lautta&lt;/b&gt; &amp;amp; meri</title>',
      { title: 'Lautta & meri' },
    ],
    [
      'a title may have references in CDATA',
      '<title><![CDATA[Lautta &#8211; R&D &auml;]]></title>',
      { title: 'Lautta – R&D ä' },
    ],
    [
      'a title keeps what only looks like a tag',
      '<title>Kulku &lt; 30 &lt;nimi&gt;</title>',
      { title: 'Kulku < 30 <nimi>' },
    ],
    ['a title is one line', '<title>\n  Lautta\n  kulkee\n</title>', { title: 'Lautta kulkee' }],
  ])('%s', (_name, inside, expected) => {
    expect(variantOf(onlyItem(rssItem(inside)))).toMatchObject(expected);
  });

  test('a description that repeats the whole long text is no lead', () => {
    const text = 'sana '.repeat(2_000);
    const item = onlyItem(
      rssItem(
        `<title>A</title><description>${text}</description><content:encoded>&lt;p&gt;${text}&lt;/p&gt;</content:encoded>`,
      ),
    );
    expect(variantOf(item)).toMatchObject({ lead: '', body: `<p>${text}</p>` });
  });

  test('an item without text is refused by its id and the others are read', () => {
    const { items } = readFeed(
      '<rss><channel><item><guid>x1</guid><description>&lt;p&gt; &lt;/p&gt;</description></item><item><title>A</title></item></channel></rss>',
    );
    expect(items).toMatchObject([
      { index: 0, id: 'x1', refusal: { code: 'no-text' } },
      { index: 1, variants: { en: { title: 'A' } } },
    ]);
  });
});

describe('identity', () => {
  test.each<[string, string, { id?: unknown; url?: string }]>([
    [
      'a guid, and its link',
      '<guid isPermaLink="false">0012</guid><link>https://a.example/1</link>',
      { id: '0012', url: 'https://a.example/1' },
    ],
    [
      'a guid that is the link',
      '<guid>https://a.example/1</guid>',
      { id: 'https://a.example/1', url: 'https://a.example/1' },
    ],
    [
      'a guid that is not a permalink',
      '<guid isPermaLink="false">https://a.example/1</guid>',
      { id: 'https://a.example/1' },
    ],
    [
      'the link',
      '<link> https://a.example/1 </link>',
      { id: 'https://a.example/1', url: 'https://a.example/1' },
    ],
    [
      'the link in Atom',
      '<atom:link href="https://a.example/1"/>',
      { id: 'https://a.example/1', url: 'https://a.example/1' },
    ],
    ['a digest of its content', '', { id: expect.stringMatching(/^murmur3:[0-9a-f]{32}$/) }],
    [
      'a guid of many characters, by its digest',
      `<guid>${'x'.repeat(5_000)}</guid>`,
      { id: expect.stringMatching(/^murmur3:[0-9a-f]{32}$/) },
    ],
  ])('%s', (_name, inside, expected) => {
    expect(onlyItem(rssItem(`<title>A</title>${inside}`)).source).toEqual(expected);
  });

  test('a relative link is resolved against the fetched address', () => {
    expect(onlyItem(rssItem('<title>A</title><link>/1</link>'), fetched).source.url).toBe(
      'https://saari.example/1',
    );
  });
});

describe('dates', () => {
  const noon = Date.UTC(2025, 6, 3, 9);
  const day = 86_400_000;

  test.each<[string, string, number | null, number | null]>([
    ['pubDate', '<pubDate>Thu, 03 Jul 2025 12:00:00 +0300</pubDate>', noon, null],
    ['dc:date', '<dc:date>2025-07-03T12:00:00+03:00</dc:date>', noon, null],
    [
      'pubDate before dc:date',
      '<dc:date>2020-01-01</dc:date><pubDate>Thu, 3 Jul 2025 09:00 GMT</pubDate>',
      noon,
      null,
    ],
    ['an empty pubDate is ignored', '<pubDate/><dc:date>2025-07-03T09:00:00Z</dc:date>', noon, null],
    ['no date means the time of the import', '', null, null],
    [
      'a later update',
      '<pubDate>Thu, 03 Jul 2025 09:00:00 GMT</pubDate><atom:updated>2025-07-04T09:00:00Z</atom:updated>',
      noon,
      noon + day,
    ],
    [
      'an update at publication is none',
      '<pubDate>Thu, 03 Jul 2025 09:00:00 GMT</pubDate><atom:updated>2025-07-03T09:00:00Z</atom:updated>',
      noon,
      null,
    ],
    [
      'an update before publication is none',
      '<pubDate>Thu, 03 Jul 2025 09:00:00 GMT</pubDate><atom:updated>2025-07-01T09:00:00Z</atom:updated>',
      noon,
      null,
    ],
    ['only an update is the publication', '<atom:updated>2025-07-03T09:00:00Z</atom:updated>', noon, null],
  ])('%s', (_name, inside, publishAt, updatedAt) => {
    expect(onlyItem(rssItem(`<title>A</title>${inside}`))).toMatchObject({ publishAt, updatedAt });
  });

  test.each([
    '<pubDate>eilen</pubDate>',
    '<atom:updated>0000-00-00</atom:updated>',
    '<pubDate>Thu, 32 Jul 2025 12:00:00 GMT</pubDate>',
  ])('%s is not understood, and the item refused', (inside) => {
    expect(readFeed(rssItem(`<title>A</title>${inside}`)).items).toEqual([
      { index: 0, id: null, refusal: { code: 'date-not-understood' } },
    ]);
  });
});

describe('the nearest language wins', () => {
  const swedish: ImportContext = { ...handedIn, contentLanguage: 'sv' };

  test.each<[string, string, string, ImportContext, string]>([
    ['the item before the feed', '<dc:language>fi</dc:language>', '<language>sv</language>', swedish, 'fi'],
    [
      'xml:lang before dc:language',
      '<dc:language>sv</dc:language>',
      '<dc:language>fi</dc:language>',
      handedIn,
      'sv',
    ],
    [
      'dc:language before language',
      '<language>fi</language><dc:language>sv</dc:language>',
      '',
      handedIn,
      'sv',
    ],
    ['the channel, with a region', '', '<language>fi-FI</language>', swedish, 'fi'],
    ['then Content-Language', '', '', swedish, 'sv'],
    ['then the newsroom', '', '', handedIn, 'en'],
    ['an empty tag is ignored', '<dc:language/>', '<language>fi</language>', handedIn, 'fi'],
  ])('%s', (_name, inside, channel, context, language) => {
    expect(variantOf(onlyItem(rssItem(`<title>A</title>${inside}`, channel), context)).language).toBe(
      language,
    );
  });

  test.each([
    ['rss', 'fi', '<rss xml:lang="fi"><channel><item><title>A</title></item></channel></rss>'],
    [
      'channel',
      'fi',
      '<rss xml:lang="sv"><channel xml:lang="fi"><item><title>A</title></item></channel></rss>',
    ],
    [
      'language of the channel',
      'fi',
      '<rss xml:lang="sv"><channel><language>fi</language><item><title>A</title></item></channel></rss>',
    ],
    ['item', 'sv', '<rss><channel xml:lang="fi"><item xml:lang="sv"><title>A</title></item></channel></rss>'],
    ['title', 'sv', rssItem('<title xml:lang="sv">A</title>', '<language>fi</language>')],
    [
      'description',
      'sv',
      rssItem(
        '<title xml:lang="fi">A</title><description xml:lang="sv">B</description>',
        '<language>fi</language>',
      ),
    ],
    [
      'content:encoded',
      'sv',
      rssItem(
        '<title>A</title><description xml:lang="fi">B</description><content:encoded xml:lang="sv">C</content:encoded>',
      ),
    ],
    [
      'XHTML body',
      'sv',
      rssItem(
        '<title>A</title><body xmlns="http://www.w3.org/1999/xhtml" xml:lang="sv"><p>B</p></body>',
        '<language>fi</language>',
      ),
    ],
    [
      'XHTML body with lang',
      'sv',
      rssItem(
        '<title>A</title><body xmlns="http://www.w3.org/1999/xhtml" lang="sv"><p>B</p></body>',
        '<language>fi</language>',
      ),
    ],
  ])('xml:lang counts on %s', (_name, language, feed) => {
    expect(variantOf(onlyItem(feed)).language).toBe(language);
  });

  test.each([
    ['', 'en'],
    ['<dc:language>fi</dc:language>', 'fi'],
  ])(
    'an empty xml:lang undeclares what stands further out, not what stands beside it: %s',
    (inside, language) => {
      const feed = rssItem(`<title>A</title>${inside}`, '<language>sv</language>').replace(
        '<item>',
        '<item xml:lang="">',
      );
      expect(variantOf(onlyItem(feed, swedish)).language).toBe(language);
    },
  );

  test('a language named by the publisher stands in for the feed and for unusable tags, not for those of an item', () => {
    const named: ImportContext = { ...swedish, language: 'fi' };
    const languageOf = (inside: string, channel: string) =>
      variantOf(onlyItem(rssItem(`<title>A</title>${inside}`, channel), named)).language;
    expect([
      languageOf('', '<language>en-US</language>'),
      languageOf('', '<language>suomi</language>'),
      languageOf('<dc:language>x-default</dc:language>', ''),
      languageOf('<dc:language>sv</dc:language>', '<language>suomi</language>'),
    ]).toEqual(['fi', 'fi', 'fi', 'sv']);
  });

  test('an unsupported language is refused by name', () => {
    expect(
      readFeed(
        rssItem('<title>A</title><guid>1</guid><dc:language>nb-NO</dc:language>', '<language>fi</language>'),
      ).items,
    ).toEqual([{ index: 0, id: '1', refusal: { code: 'language-not-served', name: 'nb-NO' } }]);
  });
});

describe('relative addresses in a text', () => {
  const item =
    '<title>A</title><description>&lt;a href="../lautta"&gt;&lt;img src="/k.jpg"&gt;&lt;/a&gt;</description>';

  test.each<[string, string, ImportContext, string]>([
    [
      'resolve against xml:base',
      rssItem(item).replace('<item>', '<item xml:base="https://b.example/x/y/">'),
      fetched,
      '<a href="https://b.example/x/lautta"><img src="https://b.example/k.jpg"></a>',
    ],
    [
      'against one of the channel, in turn relative',
      rssItem(item).replace('<channel>', '<channel xml:base="/x/y/">'),
      fetched,
      '<a href="https://saari.example/x/lautta"><img src="https://saari.example/k.jpg"></a>',
    ],
    [
      'else against the fetched address',
      rssItem(item),
      fetched,
      '<a href="https://saari.example/lautta"><img src="https://saari.example/k.jpg"></a>',
    ],
    [
      'else against the website',
      rssItem(item),
      { ...handedIn, website: 'https://w.example/' },
      '<a href="https://w.example/lautta"><img src="https://w.example/k.jpg"></a>',
    ],
    ['else stay', rssItem(item), handedIn, '<a href="../lautta"><img src="/k.jpg"></a>'],
  ])('%s', (_name, xml, context, body) => {
    expect(variantOf(onlyItem(xml, context)).body).toBe(body);
  });
});

describe('media', () => {
  test.each<[string, string, object[]]>([
    [
      'an enclosure',
      '<enclosure url="https://m.example/a.pdf" length="1024" type="application/pdf"/>',
      [{ url: 'https://m.example/a.pdf', type: 'application/pdf', bytes: 1024 }],
    ],
    [
      'several enclosures, sizes and types unknown',
      '<enclosure url="https://m.example/a" length="0" type="application/octet-stream"/><enclosure url="/b" length="many"/>',
      [{ url: 'https://m.example/a' }, { url: 'https://saari.example/b' }],
    ],
    [
      'Media RSS with its texts',
      '<media:content url="https://m.example/a.jpg" type="image/jpeg" fileSize="9"><media:title>Lautta</media:title><media:description type="html">&lt;p&gt;M/S &lt;b&gt;Meri&lt;/b&gt;&lt;/p&gt;</media:description><media:credit role="photographer">Aino Virta</media:credit><media:credit>Kunta</media:credit></media:content>',
      [
        {
          url: 'https://m.example/a.jpg',
          type: 'image/jpeg',
          bytes: 9,
          alt: 'Lautta',
          caption: 'M/S Meri',
          credit: 'Aino Virta, Kunta',
        },
      ],
    ],
    [
      'the default of a group, with the texts of the group',
      '<media:group><media:title>Lautta</media:title><media:content url="https://m.example/s.jpg"/><media:content url="https://m.example/l.jpg" isDefault="true"/></media:group>',
      [{ url: 'https://m.example/l.jpg', alt: 'Lautta' }],
    ],
    [
      'texts of the item apply to its media',
      '<media:credit>Aino Virta</media:credit><media:content url="https://m.example/a.jpg"/><media:content url="https://m.example/b.jpg"><media:credit>Eero Salo</media:credit></media:content>',
      [
        { url: 'https://m.example/a.jpg', credit: 'Aino Virta' },
        { url: 'https://m.example/b.jpg', credit: 'Eero Salo' },
      ],
    ],
    [
      'one medium per URL, with all details',
      '<enclosure url="https://m.example/a.jpg" length="9" type="image/jpeg"/><media:content url="https://m.example/a.jpg"><media:title>Lautta</media:title></media:content>',
      [{ url: 'https://m.example/a.jpg', type: 'image/jpeg', bytes: 9, alt: 'Lautta' }],
    ],
    [
      'a thumbnail when there is no image',
      '<enclosure url="https://m.example/a.pdf" type="application/pdf"/><media:thumbnail url="https://m.example/t.jpg"/>',
      [{ url: 'https://m.example/a.pdf', type: 'application/pdf' }, { url: 'https://m.example/t.jpg' }],
    ],
    [
      'no thumbnail when there is an image',
      '<media:content url="https://m.example/a.jpg"/><media:thumbnail url="https://m.example/t.jpg"/>',
      [{ url: 'https://m.example/a.jpg' }],
    ],
    [
      'no medium without a URL',
      '<enclosure type="image/jpeg"/><media:content type="image/jpeg"/><media:thumbnail/>',
      [],
    ],
  ])('%s', (_name, inside, media) => {
    expect(onlyItem(rssItem(`<title>A</title>${inside}`), fetched).media).toEqual(media);
  });
});

test('a text that applies to thousands of media is read once', () => {
  const contents = Array.from(
    { length: 50_000 },
    (_, n) => `<media:content url="https://m.example/${n}"/>`,
  ).join('');
  const { media } = onlyItem(rssItem(`<title>A</title>${contents}<media:credit>Aino Virta</media:credit>`));
  expect(media).toHaveLength(50_000);
  expect(media.at(-1)?.credit).toBe('Aino Virta');
}, 20_000);

describe('contacts are persons with an e-mail address', () => {
  test.each<[string, string, object[]]>([
    [
      'as RSS has it',
      '<author>aino@saari.example (Aino Virta)</author>',
      [{ name: 'Aino Virta', email: 'aino@saari.example' }],
    ],
    [
      'as mail has it',
      '<dc:creator>Aino Virta &lt;aino@saari.example&gt;</dc:creator>',
      [{ name: 'Aino Virta', email: 'aino@saari.example' }],
    ],
    ['no name alone', '<dc:creator>Aino Virta</dc:creator>', []],
    ['no address alone', '<author>aino@saari.example</author>', []],
    ['no machine', '<author>noreply@blogger.example (Kunta)</author>', []],
    ['no hostile text', `<author>${'@'.repeat(1_000)} ${'('.repeat(1_000)}</author>`, []],
  ])('%s', (_name, inside, contacts) => {
    expect(onlyItem(rssItem(`<title>A</title>${inside}`)).contacts).toEqual(contacts);
  });
});

test('keywords come from categories and subjects, each spelling once', () => {
  const item = onlyItem(
    rssItem(
      '<title>A</title><category domain="x">Meri</category><category> meri  &amp; saari</category><category/><dc:subject>meri</dc:subject><dc:subject>ilmasto, sää</dc:subject>',
    ),
  );
  expect(variantOf(item).keywords).toEqual(['Meri', 'meri & saari', 'ilmasto, sää']);
});

test('pages in other languages are translations, other related pages are links', () => {
  const item = onlyItem(
    rssItem(
      `<title>A</title><dc:language>fi</dc:language><link>https://a.example/fi/1</link>
      <atom:link rel="alternate" hreflang="fi" href="https://a.example/fi/1"/>
      <atom:link rel="related" hreflang="sv-FI" href="https://a.example/sv/1"/>
      <atom:link rel="alternate" type="text/html" hreflang="en" href="https://a.example/en/1"/>
      <atom:link rel="alternate" hreflang="de" href="https://a.example/de/1"/>
      <atom:link rel="related" hreflang="sv" type="application/pdf" href="https://a.example/sv/1.pdf"/>
      <atom:link rel="related" href="https://a.example/lautat" title="Lautat"/>
      <atom:link rel="self" href="https://a.example/self"/>`,
    ),
  );
  expect(item.related).toEqual([
    { language: 'sv', url: 'https://a.example/sv/1' },
    { language: 'en', url: 'https://a.example/en/1' },
  ]);
  expect(item.links).toEqual([{ url: 'https://a.example/lautat', title: 'Lautat' }]);
});
