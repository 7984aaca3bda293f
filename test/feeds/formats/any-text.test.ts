import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/feeds/entry.ts';
import type { FeedHead } from '../../../src/feeds/feed.ts';
import { renderFeed } from '../../../src/feeds/formats/render-feed.ts';
import { escapeText, xmlText } from '../../../src/feeds/xml/xml-text.ts';
import { parseXml } from './parse.ts';
import { ferry, head } from './samples.ts';

/** Text that could end an XML construct or break the escaping of the library `feed`. */
const BREAKOUTS = [
  ']]>',
  ']]>]]>',
  ']]',
  '>',
  '<',
  '<![CDATA[',
  '&',
  '&amp;',
  '&amp;amp;',
  '&#1;',
  '"',
  "'",
  '<!--',
  '<?',
];
const ENDS = [
  '<item>',
  '</item>',
  '<channel>',
  '</channel>',
  '</rss>',
  '</entry>',
  '</feed>',
  '$&',
  '$1',
  '{',
  '}',
  '\\',
];
const ILLEGAL = ['\u0000', '\u001F', '\uD800', '\uDC00', '\uFFFE', '\uFFFF', '\r\n', '\r', '\t'];

const hostile = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...BREAKOUTS) },
      fc.constantFrom(...ENDS),
      fc.constantFrom(...ILLEGAL),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 12 },
  )
  // Other tests cover empty fields, which are left out.
  .map((parts) => `x${parts.join('')}`);

/** XML parsers read white space in attributes as spaces (XML 1.0 section 3.3.3). */
function inAttribute(text: string): string {
  return xmlText(text).replace(/[\t\n]/g, ' ');
}

const texts = fc.record({
  title: hostile,
  lead: hostile,
  body: hostile,
  keyword: hostile,
  name: hostile,
  alt: hostile,
  caption: hostile,
  credit: hostile,
  reason: hostile,
  url: hostile,
});
type Texts = typeof texts extends fc.Arbitrary<infer T> ? T : never;

function entryOf({ title, lead, body, keyword, name, alt, caption, credit, url }: Texts): Entry {
  return {
    ...ferry,
    title,
    lead,
    body,
    url,
    keywords: [keyword],
    publisher: { name, url },
    media: [{ url, type: 'image/png', bytes: 1, alt, caption, credit }],
  };
}

function headOf({ title, lead, name, reason, url }: Texts): FeedHead {
  const tombstones = [{ id: 'tag:kaiku.example,2024-03-05:saaristo/1/fi', at: 0, reason }];
  return { ...head, title, description: lead, homeUrl: url, author: { name, url }, tombstones };
}

function inText(text: string) {
  return { '#text': xmlText(text) };
}

describe('any text in any field comes back the same', () => {
  test('from RSS', () => {
    fc.assert(
      fc.property(texts, (input) => {
        const { title, lead, body, keyword, name, alt, caption, credit, url } = input;
        expect(parseXml(renderFeed('rss', headOf(input), [entryOf(input), ferry]))).toMatchObject({
          rss: {
            channel: {
              title: inText(title),
              description: inText(lead),
              link: [inText(url)],
              item: [
                {
                  title: inText(title),
                  description: inText(escapeText(lead)),
                  'content:encoded': inText(body),
                  link: [inText(url)],
                  category: [inText(keyword)],
                  'dc:creator': inText(name),
                  enclosure: { '@url': inAttribute(url) },
                  'media:content': [
                    {
                      '@url': inAttribute(url),
                      'media:title': inText(alt),
                      'media:description': inText(caption),
                      'media:credit': inText(credit),
                    },
                  ],
                },
                { title: inText(ferry.title) },
              ],
            },
          },
        });
      }),
    );
  });

  test('from Atom', () => {
    fc.assert(
      fc.property(texts, (input) => {
        const { title, lead, body, keyword, name, caption, reason, url } = input;
        expect(parseXml(renderFeed('atom', headOf(input), [entryOf(input), ferry]))).toMatchObject({
          feed: {
            title: inText(title),
            subtitle: inText(lead),
            author: { name: inText(name), uri: inText(url) },
            'at:deleted-entry': { 'at:comment': inText(reason) },
            entry: [
              {
                title: inText(title),
                summary: inText(lead),
                content: inText(body),
                category: [{ '@term': inAttribute(keyword) }],
                author: { name: inText(name), uri: inText(url) },
                link: [
                  { '@rel': 'alternate', '@href': inAttribute(url) },
                  { '@rel': 'related' },
                  { '@rel': 'enclosure', '@href': inAttribute(url), '@title': inAttribute(caption) },
                ],
              },
              { title: inText(ferry.title) },
            ],
          },
        });
      }),
    );
  });

  test('from JSON Feed', () => {
    fc.assert(
      fc.property(texts, (input) => {
        const { title, lead, body, keyword, name, alt, caption, credit, reason, url } = input;
        expect(JSON.parse(renderFeed('json', headOf(input), [entryOf(input), ferry]))).toMatchObject({
          title: xmlText(title),
          description: xmlText(lead),
          authors: [{ name: xmlText(name), url: xmlText(url) }],
          _kaiku: { withdrawn: [{ reason: xmlText(reason) }] },
          items: [
            {
              url: xmlText(url),
              title: xmlText(title),
              summary: xmlText(lead),
              content_html: xmlText(body),
              tags: [xmlText(keyword)],
              attachments: [
                {
                  url: xmlText(url),
                  title: xmlText(caption),
                  _kaiku: { alt: xmlText(alt), caption: xmlText(caption), credit: xmlText(credit) },
                },
              ],
            },
            { title: ferry.title },
          ],
        });
      }),
    );
  });
});
