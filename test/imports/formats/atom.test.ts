import { describe, expect, test } from 'vitest';
import { atomEntry, fetched, handedIn, onlyItem, readFeed, variantOf } from '../feeds.ts';

const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';

describe('documents', () => {
  const expected = { language: 'fi', title: 'Lautta', lead: '', body: '<p>Kulkee</p>', keywords: [] };

  test.each([
    [
      'with a default namespace',
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fi"><entry><title>Lautta</title><content type="html">&lt;p&gt;Kulkee&lt;/p&gt;</content></entry></feed>`,
    ],
    [
      'with prefixes',
      `<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="fi"><a:entry><a:title>Lautta</a:title><a:content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>Kulkee</x:p></x:div></a:content></a:entry></a:feed>`,
    ],
    [
      'an entry alone',
      `<entry xmlns="http://www.w3.org/2005/Atom" xml:lang="fi"><title>Lautta</title><content type="xhtml"><div ${XHTML}><p>Kulkee</p></div></content></entry>`,
    ],
    [
      '0.3, escaped',
      '<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="fi"><entry><title>Lautta</title><content type="text/html" mode="escaped">&lt;p&gt;Kulkee&lt;/p&gt;</content></entry></feed>',
    ],
    [
      '0.3, as elements',
      `<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="fi"><entry><title mode="escaped" type="text/plain">Lautta</title><content type="application/xhtml+xml"><div ${XHTML}><p>Kulkee</p></div></content></entry></feed>`,
    ],
  ])('%s', (_name, xml) => {
    expect(variantOf(onlyItem(xml))).toEqual(expected);
  });

  test('tombstones and entries in other namespaces are no items', () => {
    const xml =
      '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><at:deleted-entry ref="x" when="2025-01-01T00:00:00Z"><at:comment>Pois</at:comment></at:deleted-entry><entry xmlns="urn:x"><title>B</title></entry><entry><title>A</title></entry></feed>';
    expect(variantOf(onlyItem(xml)).title).toBe('A');
  });
});

describe('text constructs', () => {
  test.each<[string, string, { title?: string; lead?: string; body?: string }]>([
    [
      'a title of text is not decoded twice',
      '<title>R&amp;D &amp;amp; &lt;b&gt;x&lt;/b&gt;</title>',
      { title: 'R&D &amp; <b>x</b>' },
    ],
    [
      'a title of HTML',
      '<title type="html">R&amp;amp;D &lt;b&gt;x&lt;/b&gt; &amp;auml;</title>',
      { title: 'R&D x ä' },
    ],
    [
      'a title of XHTML',
      `<title type="xhtml"><div ${XHTML}>R&amp;D <b>x</b>  &lt;y></div></title>`,
      { title: 'R&D x <y>' },
    ],
    [
      'a summary of text is the lead',
      '<title>A</title><summary> Yksi &lt;b&gt; </summary>',
      { lead: 'Yksi <b>', body: '' },
    ],
    [
      'a summary of HTML without markup too',
      '<title>A</title><summary type="html">Yksi &amp;amp; kaksi</summary>',
      { lead: 'Yksi & kaksi', body: '' },
    ],
    [
      'alone and with markup it is the body',
      '<title>A</title><summary type="html">&lt;p&gt;Yksi&lt;/p&gt;</summary>',
      { lead: '', body: '<p>Yksi</p>' },
    ],
    [
      'beside content it is the lead',
      `<title>A</title><summary type="xhtml"><div ${XHTML}><p>Yksi</p><p>Kaksi</p></div></summary><content type="html">Kolme</content>`,
      { lead: 'Yksi\nKaksi', body: 'Kolme' },
    ],
    [
      'content of text is paragraphs',
      '<title>A</title><content>Yksi &amp; &lt;b&gt;\nkaksi\n\nkolme</content>',
      { body: '<p>Yksi &amp; &lt;b&gt;<br>kaksi</p>\n<p>kolme</p>' },
    ],
    [
      'content of XHTML keeps order and white space',
      `<title>A</title><content type="xhtml">\n <div ${XHTML}>a <b>b</b>\n<i>c</i> d<br/></div>\n</content>`,
      { body: 'a <b>b</b>\n<i>c</i> d<br>' },
    ],
    [
      'escaped text in XHTML stays escaped',
      `<title>A</title><content type="xhtml"><div ${XHTML}>&lt;script&gt;</div></content>`,
      { body: '&lt;script&gt;' },
    ],
    [
      'HTML that was not escaped is read too',
      '<title>A</title><content type="html"><p>Yksi</p></content>',
      { body: '<p>Yksi</p>' },
    ],
    [
      'linked content is no body',
      '<title>A</title><summary>Yksi</summary><content src="https://m.example/a.pdf" type="application/pdf"/>',
      { lead: 'Yksi', body: '' },
    ],
    [
      'content of another media type is no body',
      '<title>A</title><summary>Yksi</summary><content type="image/png">iVBORw0KGgo=</content>',
      { lead: 'Yksi', body: '' },
    ],
    [
      'content of XML is no body',
      '<title>A</title><content type="image/svg+xml"><svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg></content>',
      { body: '' },
    ],
    [
      'a title is made of the text',
      `<content type="html">&lt;p&gt;${'sana '.repeat(30)}&lt;/p&gt;</content>`,
      { title: 'sana '.repeat(16).trim() },
    ],
  ])('%s', (_name, inside, expected) => {
    expect(variantOf(onlyItem(atomEntry(inside)))).toMatchObject(expected);
  });

  test('an entry without text is refused and the others are read', () => {
    const { items } = readFeed(
      atomEntry('<id>urn:1</id><content type="xhtml"><div/></content></entry><entry><title>B</title>'),
    );
    expect(items).toMatchObject([{ id: 'urn:1', refusal: { code: 'no-text' } }, { index: 1 }]);
  });
});

describe('xml:base is inherited at every level', () => {
  const link = '<a href="x"/>';
  const content = (attributes: string, inside = link) =>
    `<title>A</title><content type="xhtml" ${attributes}><div ${XHTML}>${inside}</div></content>`;

  test.each<[string, string, string]>([
    ['the content', atomEntry(content('xml:base="https://c.example/c/"')), 'https://c.example/c/x'],
    ['the feed', atomEntry(content(''), 'xml:base="https://f.example/f/"'), 'https://f.example/f/x'],
    [
      'each in turn',
      atomEntry(content('xml:base="c/"'), 'xml:base="https://f.example/f/"').replace(
        '<entry>',
        '<entry xml:base="e/">',
      ),
      'https://f.example/f/e/c/x',
    ],
    [
      'inside the content',
      atomEntry(content('', `<p xml:base="https://p.example/">${link}</p>`), 'xml:base="https://f.example/"'),
      'https://p.example/x',
    ],
    ['none: the fetched address', atomEntry(content('')), 'https://saari.example/tiedotteet/x'],
    [
      'an invalid base is ignored',
      atomEntry(content('xml:base="http://["')),
      'https://saari.example/tiedotteet/x',
    ],
    [
      'a very long base is ignored',
      atomEntry(content(`xml:base="https://f.example/${'x'.repeat(1_000)}/"`)),
      'https://saari.example/tiedotteet/x',
    ],
  ])('%s', (_name, xml, address) => {
    expect(variantOf(onlyItem(xml, fetched)).body).toContain(`href="${address}"`);
  });

  test('for links as for texts', () => {
    const item = onlyItem(
      atomEntry('<title>A</title><link href="1" xml:base="l/"/>', 'xml:base="https://f.example/f/"'),
    );
    expect(item.source.url).toBe('https://f.example/f/l/1');
  });
});

describe('the nearest language wins', () => {
  test.each<[string, string, string]>([
    ['the feed', atomEntry('<title>A</title>', 'xml:lang="fi-FI"'), 'fi'],
    [
      'the entry',
      atomEntry('<title>A</title>', 'xml:lang="fi"').replace('<entry>', '<entry xml:lang="sv">'),
      'sv',
    ],
    ['the content', atomEntry('<title>A</title><content xml:lang="sv">B</content>', 'xml:lang="fi"'), 'sv'],
    [
      'the div',
      atomEntry(
        `<title>A</title><content type="xhtml"><div ${XHTML} xml:lang="sv">B</div></content>`,
        'xml:lang="fi"',
      ),
      'sv',
    ],
    ['the title', atomEntry('<title xml:lang="sv">A</title>', 'xml:lang="fi"'), 'sv'],
    [
      'dc:language',
      atomEntry(
        '<title>A</title><d:language xmlns:d="http://purl.org/dc/elements/1.1/">sv</d:language>',
        'xml:lang="fi"',
      ),
      'sv',
    ],
    [
      'the feed that an entry was copied from',
      atomEntry('<title>A</title><source xml:lang="sv"><title>B</title></source>', 'xml:lang="fi"'),
      'sv',
    ],
    ['the newsroom', atomEntry('<title>A</title>'), 'en'],
  ])('%s', (_name, xml, language) => {
    expect(variantOf(onlyItem(xml)).language).toBe(language);
  });

  test('an unsupported language is refused by name', () => {
    expect(
      readFeed(atomEntry('<id>urn:1</id><title xml:lang="et">A</title>', 'xml:lang="fi"')).items,
    ).toEqual([{ index: 0, id: 'urn:1', refusal: { code: 'language-not-served', name: 'et' } }]);
  });
});

describe('dates', () => {
  const noon = Date.UTC(2025, 6, 3, 9);

  test.each<[string, string, number | null, number | null]>([
    [
      'published and updated',
      '<published>2025-07-03T12:00:00+03:00</published><updated>2025-07-03T10:00:00Z</updated>',
      noon,
      noon + 3_600_000,
    ],
    [
      'updated as published',
      '<published>2025-07-03T12:00:00+03:00</published><updated>2025-07-03T09:00:00Z</updated>',
      noon,
      null,
    ],
    ['updated alone', '<updated>2025-07-03T09:00:00Z</updated>', noon, null],
    ['none', '', null, null],
    [
      '0.3',
      '<issued xmlns="http://purl.org/atom/ns#">2025-07-03T09:00:00Z</issued><modified xmlns="http://purl.org/atom/ns#">2025-07-03T10:00:00Z</modified>',
      noon,
      noon + 3_600_000,
    ],
  ])('%s', (_name, inside, publishAt, updatedAt) => {
    expect(onlyItem(atomEntry(`<title>A</title>${inside}`))).toMatchObject({ publishAt, updatedAt });
  });

  test('an entry with an invalid date is refused', () => {
    expect(readFeed(atomEntry('<title>A</title><updated>tomorrow</updated>')).items).toMatchObject([
      { refusal: { code: 'date-not-understood' } },
    ]);
  });
});

test('links are read by relation, language and type', () => {
  const item = onlyItem(
    atomEntry(
      `<id>urn:1</id><title>A</title>
      <link rel="alternate" type="application/json" href="https://a.example/1.json"/>
      <link rel="http://www.iana.org/assignments/relation/alternate" hreflang="sv" href="https://a.example/sv/1"/>
      <link hreflang="fi" type="text/html" href="https://a.example/fi/1"/>
      <link rel="related" hreflang="en" href="https://a.example/en/1"/>
      <link rel="related" href="https://a.example/lautat" title=" Lautat "/>
      <link rel="enclosure" type="image/jpeg" length="9" title="Lautta" href="https://m.example/a.jpg"/>
      <link rel="enclosure" href=""/><link rel="edit" href="https://a.example/edit"/>
      <content src="b.pdf" type="application/pdf" xml:base="https://m.example/"/>`,
      'xml:lang="fi"',
    ),
  );
  expect(item).toMatchObject({
    source: { id: 'urn:1', url: 'https://a.example/fi/1' },
    related: [
      { language: 'sv', url: 'https://a.example/sv/1' },
      { language: 'en', url: 'https://a.example/en/1' },
    ],
    links: [{ url: 'https://a.example/lautat', title: 'Lautat' }],
    media: [
      { url: 'https://m.example/a.jpg', type: 'image/jpeg', bytes: 9, caption: 'Lautta' },
      { url: 'https://m.example/b.pdf', type: 'application/pdf' },
    ],
  });
});

test('an author of an entry with an e-mail address is a contact, an author of the feed is not', () => {
  const feed = '<author><name>Kunta</name><email>kunta@saari.example</email></author>';
  const entry =
    '<title>A</title><author><name>Aino Virta</name><email>aino@saari.example</email></author><author><name>Eero Salo</name></author>';
  expect(onlyItem(atomEntry(entry, '', feed)).contacts).toEqual([
    { name: 'Aino Virta', email: 'aino@saari.example' },
  ]);
});

test('a category is its label, else its term', () => {
  const item = onlyItem(
    atomEntry('<title>A</title><category term="c1" label="Meri"/><category term="saari"/><category/>'),
  );
  expect(variantOf(item).keywords).toEqual(['Meri', 'saari']);
});

test('without a base a relative address stays', () => {
  const item = onlyItem(
    atomEntry('<title>A</title><content type="html">&lt;a href="x"&gt;y&lt;/a&gt;</content>'),
    handedIn,
  );
  expect(variantOf(item).body).toBe('<a href="x">y</a>');
});
