import { describe, expect, test } from 'vitest';
import type { EntryMedia } from '../../../src/feeds/entry.ts';
import { FEED_TTL_MINUTES, renderFeed } from '../../../src/feeds/formats/render-feed.ts';
import { fixture, parseXml } from './parse.ts';
import { archiveHead, emptyHead, ferry, head, library } from './samples.ts';

const image: EntryMedia = { url: 'https://media.example/a.jpg', type: 'image/jpeg', bytes: 1200 };
const secondImage: EntryMedia = { url: 'https://media.example/b.png', type: 'image/png', bytes: 3400 };
const document: EntryMedia = { url: 'https://media.example/c.pdf', type: 'application/pdf', bytes: 5600 };
const untyped: EntryMedia = { url: 'https://media.example/d.jpg' };

function itemWith(media: readonly EntryMedia[]): string {
  return renderFeed('rss', head, [{ ...ferry, media }]);
}

test('a feed is composed as in the fixture', () => {
  expect(renderFeed('rss', head, [ferry, library])).toBe(fixture('feed.rss.xml'));
});

test('a channel without items is complete', () => {
  const parsed = parseXml(renderFeed('rss', emptyHead, []));
  expect(parsed).toMatchObject({
    rss: {
      '@version': '2.0',
      channel: {
        title: { '#text': emptyHead.title },
        link: [{ '#text': emptyHead.homeUrl }],
        description: { '#text': emptyHead.description },
        language: { '#text': 'fi' },
        lastBuildDate: { '#text': 'Tue, 05 Mar 2024 12:00:00 +0200' },
        ttl: { '#text': String(FEED_TTL_MINUTES) },
        'atom:link': [{ '@rel': 'self', '@type': 'application/rss+xml', '@href': emptyHead.selfUrls.rss }],
      },
    },
  });
  expect(parsed).not.toHaveProperty('rss.channel.item');
  expect(parsed).not.toHaveProperty(['rss', 'channel', 'fh:archive']);
});

test('an archive document is marked and links to the older and the current document', () => {
  expect(parseXml(renderFeed('rss', archiveHead, [ferry]))).toMatchObject({
    rss: {
      channel: {
        'fh:archive': { '#text': '' },
        'atom:link': [
          { '@rel': 'self', '@href': 'https://kaiku.example/fi/saaristo/feed.rss?archive=7' },
          { '@rel': 'current', '@href': 'https://kaiku.example/fi/saaristo/feed.rss' },
          { '@rel': 'prev-archive', '@href': 'https://kaiku.example/fi/saaristo/feed.rss?archive=6' },
          { '@rel': 'related', '@hreflang': 'sv' },
        ],
      },
    },
  });
});

test('an item leaves out empty members', () => {
  const xml = renderFeed('rss', emptyHead, [library]);
  for (const name of ['content:encoded', 'category', 'enclosure', 'media:content']) {
    expect(xml).not.toContain(`<${name}`);
  }
  expect(xml.match(/<description>/g)).toHaveLength(1);
});

test('the language is on the channel as language, on items as dc:language', () => {
  const xml = renderFeed('rss', head, [ferry, library]);
  expect(xml.match(/<language>\w+/g)).toEqual(['<language>fi']);
  expect(xml.match(/<dc:language>\w+/g)).toEqual(['<dc:language>fi', '<dc:language>en']);
});

describe('the one enclosure', () => {
  test.each([
    ['is the document, not the image before it', [image, document], document],
    ['is the first image when there are only images', [image, secondImage], image],
    ['is the image rather than something of unknown type', [untyped, image], image],
    ['is the only medium', [untyped], untyped],
  ])('%s', (_outcome, media, expected) => {
    expect(parseXml(itemWith(media))).toHaveProperty('rss.channel.item.0.enclosure.@url', expected.url);
  });

  test('has exactly url, length and type, with the specified values for unknown ones', () => {
    expect(itemWith([untyped])).toContain(
      '<enclosure url="https://media.example/d.jpg" length="0" type="application/octet-stream"/>',
    );
  });
});

test.each([
  ['image/webp', 'image'],
  ['AUDIO/mpeg', 'audio'],
  ['video/mp4', 'video'],
  ['application/pdf', 'document'],
  ['text/csv', 'document'],
])('Media RSS calls %s the medium %s', (type, medium) => {
  expect(itemWith([{ url: 'https://media.example/x', type }])).toContain(`type="${type}" medium="${medium}"`);
});
