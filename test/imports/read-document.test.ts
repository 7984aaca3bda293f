import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/imports/read-document.ts';
import { CONTEXT, documentOf, itemOf, itemsOf, read, refusalOf } from './reading.ts';

const ITEM = { id: 'a', title: 'T' };
const RSS = '<rss version="2.0"><channel><title>K</title><item><title>T</title></item></channel></rss>';
const RDF =
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/><item><title>T</title></item></rdf:RDF>';
const ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:a</id><title>T</title></entry></feed>';

describe('the format of a document is detected', () => {
  it.each([
    ['rss', RSS],
    ['rss', RDF],
    ['atom', ATOM],
    [
      'atom',
      ATOM.replace('<feed xmlns=', '<a:feed xmlns:a=')
        .replace('</feed>', '</a:feed>')
        .replace(
          '<entry><id>urn:a</id><title>T</title></entry>',
          '<a:entry><a:id>urn:a</a:id><a:title>T</a:title></a:entry>',
        ),
    ],
    ['json-feed', JSON.stringify({ version: 'https://jsonfeed.org/version/1', items: [ITEM] })],
    ['json-feed', JSON.stringify({ items: [ITEM] })],
    ['press-json', JSON.stringify({ releases: [ITEM] })],
    ['press-json', JSON.stringify([ITEM])],
    ['press-json', JSON.stringify(ITEM)],
    ['press-xml', '<release id="1" lang="fi"><title>T</title></release>'],
    ['press-xml', '<releases><release id="1" lang="fi"><title>T</title></release></releases>'],
  ])('as %s: %j', (format, text) => {
    const document = documentOf(text, { contentType: 'text/plain' });
    expect(document.format).toBe(format);
    expect(document.items).toMatchObject([{ variants: { fi: { title: 'T' } } }]);
  });

  it('after a byte order mark and white space', () => {
    expect(documentOf(`\uFEFF\n  ${JSON.stringify([ITEM])}`).format).toBe('press-json');
    expect(documentOf(`\uFEFF${RSS}`).format).toBe('rss');
  });

  it('in the charset of its content type', () => {
    const text = JSON.stringify([{ id: 'a', title: 'Tiedote: ääniä' }]);
    const latin1 = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const result = readDocument(latin1, { ...CONTEXT, contentType: 'application/json; charset=iso-8859-1' });
    expect(result).toMatchObject({ value: { items: [{ variants: { fi: { title: 'Tiedote: ääniä' } } }] } });
    expect(readDocument(latin1, CONTEXT)).toMatchObject({ refusal: { code: 'not-in-charset' } });
  });

  it.each([{ releases: [] }, [], { items: [] }])('also when it is empty: %j', (json) => {
    expect(documentOf(json).items).toEqual([]);
  });
});

describe('a document is refused as a whole', () => {
  it.each([
    ['', { code: 'empty' }],
    [' \n\t', { code: 'empty' }],
    ['tiedote', { code: 'unknown-format' }],
    ['"tiedote"', { code: 'unknown-format' }],
    ['17', { code: 'unknown-format' }],
    ['{}', { code: 'unknown-format' }],
    ['{"items":{}}', { code: 'items-not-found' }],
    ['{"releases":{}}', { code: 'items-not-found' }],
    ['{"version":"https://jsonfeed.org/version/1.1","title":"A"}', { code: 'items-not-found' }],
    ['<feed><entry><title>A</title></entry></feed>', { code: 'atom-namespace-missing' }],
    [
      '<feed xmlns="http://www.w3.org/2005/atom"><entry><title>A</title></entry></feed>',
      { code: 'atom-namespace-missing' },
    ],
    ['<entry><title>A</title></entry>', { code: 'atom-namespace-missing' }],
    ['<rss><channel><item/></channel><channel><item/></channel></rss>', { code: 'second-channel' }],
    ['<rss version="2.0"/>', { code: 'channel-missing' }],
    [
      '<rdf:RDF xmlns:foaf="http://xmlns.com/foaf/0.1/"><foaf:Person/></rdf:RDF>',
      { code: 'channel-missing' },
    ],
    [
      '<rss><channel><x:item xmlns:x="urn:x"><x:title>A</x:title></x:item></channel></rss>',
      { code: 'items-not-found' },
    ],
    [
      '<rss><channel><items><item><title>A</title></item></items></channel></rss>',
      { code: 'items-not-found' },
    ],
    [
      '<feed xmlns="http://www.w3.org/2005/Atom"><entry xmlns=""><title>A</title></entry></feed>',
      { code: 'items-not-found' },
    ],
    ['[{"url":"https://a.example/"}]', { code: 'unknown-format' }],
    ['<!DOCTYPE html><html><p>Sivu</html>', { code: 'unknown-format' }],
    ['<html lang="fi"><body/></html>', { code: 'unknown-format' }],
    ['<opml/>', { code: 'unknown-format' }],
    ['{"items":[}', { code: 'not-well-formed', where: '1:11' }],
    ['[1,]', { code: 'not-well-formed', where: '1:4' }],
    ['[] []', { code: 'not-well-formed', where: '1:4' }],
    ['{"a":"\\x"}', { code: 'not-well-formed', where: '1:7' }],
    ['["a\nb"]', { code: 'not-well-formed', where: '1:4' }],
    ['[01]', { code: 'not-well-formed', where: '1:3' }],
    ['{"a" 1}', { code: 'not-well-formed', where: '1:6' }],
    ['[tru]', { code: 'not-well-formed', where: '1:2' }],
    ['{"id":"a"', { code: 'not-well-formed', where: '1:10' }],
    ['{"items":[\n{"id":1,\n  x}]}', { code: 'not-well-formed', where: '3:3' }],
  ])('%j', (text, refusal) => {
    expect(refusalOf(text)).toEqual(refusal);
  });

  it.each([
    ['{"items":[', 200_000, 'too-deep'],
    ['[', 200_000, 'too-deep'],
    ['[', 8, 'not-well-formed'],
  ])(
    'of %j, %i times',
    (text, times, code) => {
      expect(refusalOf(text.repeat(times)).code).toBe(code);
    },
    20_000,
  );

  it.each([33, 100_000])('that nests %i levels', (levels) => {
    const deep = `{"items":[{"title":"T","x":${'['.repeat(levels)}${']'.repeat(levels)}}]}`;
    expect(refusalOf(deep)).toEqual({ code: 'too-deep' });
  });

  it.each([
    ['items of a feed', '{"items":[', ']}'],
    ['records', '[', ']'],
  ])(
    'of more than 50,000 %s',
    (_name, before, after) => {
      const document = (count: number) =>
        `${before}${'{"title":"T"},'.repeat(count - 1)}{"title":"T"}${after}`;
      expect(refusalOf(document(50_001))).toEqual({ code: 'too-many-items' });
      expect(read(document(10_000)).ok).toBe(true);
    },
    20_000,
  );
});

describe('hostile text of any length is read as text', () => {
  it.each([
    ['&lt;a', 40_000],
    ['<a ', 20_000],
    ['<a b="', 20_000],
    ['(', 40_000],
    ['a@', 20_000],
    ['a, ', 20_000],
    ['1 ', 20_000],
    ['src = "https://', 20_000],
    [' \n', 20_000],
    ['\u0000', 40_000],
    ['\uD800', 20_000],
    ['&', 40_000],
    ['fi-', 20_000],
    [']]>', 20_000],
  ])(
    '%j, %i times, in every member',
    (text, times) => {
      const long = text.repeat(times);
      const shared = { contactsAsText: long, keywords: long, date: long, embargo: '' };
      const feed = { items: [{ id: long, title: long, content_html: long, language: 'fi' }] };
      for (const document of [
        feed,
        { ...shared, id: 1, title: 'T', body: long },
        { id: 1, leadtext: long, contactsAsText: long, keywords: long, boilerplate: long, url: long },
      ]) {
        expect(documentOf(document).items).toHaveLength(1);
      }
    },
    20_000,
  );
});

it('is a feed without items when it plainly has none', () => {
  const none = [
    '<rss><channel><title>A</title></channel></rss>',
    '<feed xmlns="http://www.w3.org/2005/Atom"/>',
  ];
  for (const document of [...none, '{"items":[]}']) expect(itemsOf(document)).toEqual([]);
});

it('may be the document of one Atom entry', () => {
  const entry = '<entry xmlns="http://www.w3.org/2005/Atom"><id>urn:1</id><title>A</title></entry>';
  expect(itemOf(entry).source.id).toBe('urn:1');
});
