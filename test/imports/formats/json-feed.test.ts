import { describe, expect, it } from 'vitest';
import { jsonFeed } from '../../../src/feeds/formats/json-feed.ts';
import { ferry, head, library } from '../../feeds/formats/samples.ts';
import { documentOf, itemOf, itemsOf, refusedIn } from '../reading.ts';

const feed = (item: object, more: object = {}) => ({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'Korpilahden kunta',
  ...more,
  items: [item],
});
const TEXT = { id: 'a', title: 'Koulu aukeaa', content_html: '<p>Koulu aukeaa maanantaina.</p>' };
const time = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

describe('an item of a JSON Feed', () => {
  it('is read with all its content', () => {
    const item = itemOf(
      feed({
        id: 'korpi-7',
        url: 'https://korpi.example/7',
        title: 'Koulu aukeaa',
        language: 'fi-FI',
        summary: 'Lukuvuosi alkaa.',
        content_html: '<p>Tervetuloa!</p>',
        tags: ['koulut', 'lapset'],
        date_published: '2025-08-11T09:00:00+03:00',
        date_modified: '2025-08-12T09:00:00+03:00',
        image: 'https://korpi.example/koulu.jpg',
        attachments: [
          {
            url: 'https://korpi.example/ohje.pdf',
            mime_type: 'application/pdf',
            title: 'Ohje koteihin',
            size_in_bytes: 2048,
          },
        ],
        authors: [{ name: 'Aino Virta', url: 'mailto:aino@korpi.example' }, { name: 'Korpilahden kunta' }],
        external_url: 'https://opetus.example/lukuvuosi',
      }),
    );
    expect(item).toEqual({
      index: 0,
      source: { id: 'korpi-7', url: 'https://korpi.example/7' },
      type: 'release',
      publishAt: Date.parse('2025-08-11T06:00:00Z'),
      updatedAt: Date.parse('2025-08-12T06:00:00Z'),
      variants: {
        fi: {
          title: 'Koulu aukeaa',
          lead: 'Lukuvuosi alkaa.',
          body: '<p>Tervetuloa!</p>',
          keywords: ['koulut', 'lapset'],
        },
      },
      sourceLanguage: 'fi',
      contacts: [{ name: 'Aino Virta', email: 'aino@korpi.example' }],
      media: [
        {
          url: 'https://korpi.example/ohje.pdf',
          type: 'application/pdf',
          bytes: 2048,
          caption: 'Ohje koteihin',
        },
        { url: 'https://korpi.example/koulu.jpg' },
      ],
      links: [{ url: 'https://opetus.example/lukuvuosi' }],
      related: [],
    });
  });

  it.each([
    ['of version 1 has one author', { author: { name: 'A', url: 'mailto:a@b.example' } }, 'A'],
    ['of version 1.1 has several', { authors: [{ name: 'B', url: 'mailto:b@b.example' }] }, 'B'],
  ])('%s', (_name, authors, name) => {
    expect(itemOf(feed({ ...TEXT, ...authors })).contacts).toMatchObject([{ name }]);
  });

  it.each([
    [
      'text without markup becomes paragraphs',
      { content_text: 'Yksi & <b>\nkaksi\n\nkolme' },
      '<p>Yksi &amp; &lt;b&gt;<br>kaksi</p>\n<p>kolme</p>',
    ],
    ['HTML goes before text', { content_html: '<p>H</p>', content_text: 'T' }, '<p>H</p>'],
    ['content that repeats the summary is no body', { summary: 'A < B', content_html: 'A &lt; B' }, ''],
    ['a summary alone leaves the body empty', { summary: 'Lyhyesti' }, ''],
  ])('has a body: %s', (_name, content, body) => {
    expect(itemOf(feed({ id: 'a', title: 'T', ...content })).variants.fi?.body).toBe(body);
  });

  it.each([
    ['of its own', { url: 'https://a.example/1' }, 'a'],
    ['that is a number as its digits', { id: 12 }, '12'],
    ['of its URL when it has none', { id: undefined, url: 'https://a.example/1' }, 'https://a.example/1'],
    ['of its content when it has neither', { id: '' }, expect.stringMatching(/^murmur3:[0-9a-f]{32}$/)],
    ['of its digest when it is too long', { id: 'x'.repeat(2001) }, expect.stringMatching(/^murmur3:/)],
  ])('has an id %s', (_name, given, id) => {
    expect(itemOf(feed({ ...TEXT, ...given })).source.id).toEqual(id);
  });

  it.each([
    [{ date_published: '2025-08-11' }, '2025-08-11T00:00:00.000Z', null],
    [{ date_modified: '2025-08-11T09:00:00Z' }, '2025-08-11T09:00:00.000Z', null],
    [{ date_published: '2025-08-11', date_modified: '2025-08-11' }, '2025-08-11T00:00:00.000Z', null],
    [{ date_published: '2025-08-11', date_modified: '2025-08-01' }, '2025-08-11T00:00:00.000Z', null],
    [{}, null, null],
    [{ date_published: null }, null, null],
  ])('dated %j is published then', (dates, published, updated) => {
    const { publishAt, updatedAt } = itemOf(feed({ ...TEXT, ...dates }));
    expect([time(publishAt), time(updatedAt)]).toEqual([published, updated]);
  });

  it.each([
    [{ language: 'sv' }, { language: 'en' }, 'sv'],
    [{}, { language: 'en-GB' }, 'en'],
    [{}, {}, 'fi'],
  ])('%j in a feed %j is in its own language first', (own, feeds, language) => {
    expect(Object.keys(itemOf(feed({ ...TEXT, ...own }, feeds)).variants)).toEqual([language]);
  });

  it('resolves relative URLs against the document, else against the website', () => {
    const relative = { ...TEXT, url: '7', content_html: '<a href="liite.pdf">x</a>', image: '/k.jpg' };
    const fetched = itemOf(feed(relative), {
      url: 'https://a.example/syote/feed.json',
      website: 'https://w.example/',
    });
    expect(fetched.source.url).toBe('https://a.example/syote/7');
    expect(fetched.variants.fi?.body).toBe('<a href="https://a.example/syote/liite.pdf">x</a>');
    expect(fetched.media).toEqual([{ url: 'https://a.example/k.jpg' }]);
    expect(itemOf(feed(relative), { website: 'https://w.example/' }).source.url).toBe('https://w.example/7');
  });

  it('has the first words of its text when there is no title', () => {
    expect(itemOf(feed({ id: 'a', content_html: '<p>Koulu <b>aukeaa</b>.</p>' })).variants.fi?.title).toBe(
      'Koulu aukeaa.',
    );
    const long = itemOf(feed({ id: 'a', content_text: 'sana '.repeat(100) })).variants.fi?.title ?? '';
    expect(long.length).toBeLessThanOrEqual(80);
  });
});

describe('an item of a JSON Feed is refused', () => {
  it.each([
    ['without any text', { id: 'a', content_html: ' <p> </p> ' }, '0 a no-text'],
    ['with an invalid date', { ...TEXT, date_published: 'eilen' }, '0 a date-not-understood'],
    ['with a date that is a list', { ...TEXT, date_published: [1] }, '0 a date-not-understood'],
    ['in an unsupported language', { ...TEXT, language: 'nb-NO' }, '0 a language-not-served nb-NO'],
  ])('%s', (_name, item, refused) => {
    expect(refusedIn(feed(item))).toEqual([refused]);
  });

  it('and the others are read', () => {
    const document = { version: 'x', items: [null, 'x', [], TEXT, { id: 'b' }] };
    expect(refusedIn(document)).toEqual([
      '0 null not-an-object',
      '1 null not-an-object',
      '2 null not-an-object',
      '4 b no-text',
    ]);
    expect(itemsOf(document).map(({ index }) => index)).toEqual([3]);
  });

  it.each([
    ['__proto__', '{"items":[{"id":"a","title":"T","__proto__":{"summary":"x"}}]}'],
    [
      'members of the wrong kind',
      '{"items":[{"id":{},"title":"T","tags":{},"attachments":7,"authors":"x"}]}',
    ],
    ['half a surrogate pair', '{"items":[{"id":"\\ud800","title":"T"}]}'],
  ])('never for %s', (_name, text) => {
    expect(itemOf(text).variants.fi).toEqual({ title: 'T', lead: '', body: '', keywords: [] });
  });
});

describe("Kaiku's own JSON Feed", () => {
  it('is read as it was written', () => {
    const document = jsonFeed.document(
      head,
      [ferry, library].map((entry) => jsonFeed.entry(entry)),
    );
    const [first, second] = documentOf(document).items;
    expect(first).toEqual({
      index: 0,
      source: { id: ferry.id, url: ferry.url, type: 'release' },
      type: ferry.type,
      publishAt: ferry.publishedAt,
      updatedAt: ferry.updatedAt,
      variants: { fi: { title: ferry.title, lead: ferry.lead, body: ferry.body, keywords: ferry.keywords } },
      sourceLanguage: 'fi',
      contacts: ferry.contacts,
      media: ferry.media,
      links: ferry.links,
      related: ferry.variants.map(({ language, url }) => ({ language, url })),
    });
    expect(second).toMatchObject({
      type: 'bulletin',
      publishAt: library.publishedAt,
      updatedAt: null,
      // The title was written in place of an empty body.
      variants: { en: { title: library.title, lead: '', body: '' } },
    });
  });
});
