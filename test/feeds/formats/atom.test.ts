import { expect, test } from 'vitest';
import { renderFeed } from '../../../src/feeds/formats/render-feed.ts';
import { fixture, parseXml } from './parse.ts';
import { archiveHead, emptyHead, ferry, head, library } from './samples.ts';

test('a feed is composed as in the fixture', () => {
  expect(renderFeed('atom', head, [ferry, library])).toBe(fixture('feed.atom.xml'));
});

test('a feed without entries is complete', () => {
  const parsed = parseXml(renderFeed('atom', emptyHead, []));
  expect(parsed).toMatchObject({
    feed: {
      '@xml:lang': 'fi',
      id: { '#text': emptyHead.id },
      title: { '#text': emptyHead.title, '@type': 'text' },
      updated: { '#text': '2024-03-05T12:00:00+02:00' },
      author: { name: { '#text': 'Saariston kunta' } },
      link: [
        { '@rel': 'alternate', '@type': 'text/html', '@hreflang': 'fi', '@href': emptyHead.homeUrl },
        { '@rel': 'self', '@type': 'application/atom+xml', '@href': emptyHead.selfUrls.atom },
      ],
    },
  });
  for (const name of ['entry', 'at:deleted-entry', 'fh:archive']) {
    expect(parsed).not.toHaveProperty(['feed', name]);
  }
});

test('an archive document is marked and links to the older and the current document', () => {
  expect(parseXml(renderFeed('atom', archiveHead, [ferry]))).toMatchObject({
    feed: {
      'fh:archive': { '#text': '' },
      link: [
        { '@rel': 'alternate' },
        { '@rel': 'self', '@href': 'https://kaiku.example/fi/saaristo/feed.atom?archive=7' },
        { '@rel': 'current', '@href': 'https://kaiku.example/fi/saaristo/feed.atom' },
        { '@rel': 'prev-archive', '@href': 'https://kaiku.example/fi/saaristo/feed.atom?archive=6' },
        { '@rel': 'related', '@hreflang': 'sv' },
      ],
    },
  });
});

test('a withdrawal is a tombstone with its instant and the reason in the language of the feed', () => {
  expect(parseXml(renderFeed('atom', head, []))).toMatchObject({
    feed: {
      'at:deleted-entry': {
        '@ref': 'tag:kaiku.example,2024-03-05:saaristo/58/fi',
        '@when': '2025-11-20T09:30:00+02:00',
        'at:comment': { '@xml:lang': 'fi', '#text': 'Tiedote koski väärää lauttaa.' },
      },
    },
  });
});

test('a withdrawal without a reason has no comment', () => {
  const tombstones = head.tombstones.map((tombstone) => ({ ...tombstone, reason: '' }));
  expect(renderFeed('atom', { ...head, tombstones }, [])).not.toContain('at:comment');
});

test('feed and entries have one alternate link each, to their page', () => {
  const xml = renderFeed('atom', head, [ferry, library]);
  expect(xml.match(/rel="alternate"[^>]*/g)).toEqual([
    'rel="alternate" type="text/html" hreflang="fi" href="https://kaiku.example/fi/saaristo"/',
    'rel="alternate" type="text/html" hreflang="fi" href="https://kaiku.example/fi/saaristo/61/lautta-merikotka"/',
    'rel="alternate" type="text/html" hreflang="en" href="https://kaiku.example/en/saaristo/60/library-closed"/',
  ]);
});

test('an entry leaves out empty and unknown members', () => {
  const xml = renderFeed('atom', head, [library, { ...ferry, media: [{ url: 'https://media.example/x' }] }]);
  expect(xml.match(/<(summary|content|category) /g)).toEqual([
    '<category ',
    '<category ',
    '<summary ',
    '<content ',
  ]);
  expect(xml).toContain('<link rel="enclosure" href="https://media.example/x"/>');
});

test('every entry has its own language and author', () => {
  expect(parseXml(renderFeed('atom', head, [ferry, library]))).toMatchObject({
    feed: {
      entry: [
        { '@xml:lang': 'fi', author: { name: { '#text': 'Saariston kunta' } } },
        { '@xml:lang': 'en', author: { name: { '#text': 'Archipelago municipality' } } },
      ],
    },
  });
});
