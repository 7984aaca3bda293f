import { expect, test } from 'vitest';
import { renderFeed } from '../../../src/feeds/formats/render-feed.ts';
import { fixture } from './parse.ts';
import { archiveHead, emptyHead, ferry, head, library } from './samples.ts';

test('a feed is composed as in the fixture', () => {
  expect(JSON.parse(renderFeed('json', head, [ferry, library]))).toEqual(JSON.parse(fixture('feed.json')));
});

test('the version is the first member', () => {
  expect(renderFeed('json', head, [])).toMatch(/^\{"version":"https:\/\/jsonfeed\.org\/version\/1\.1",/);
});

test('a feed without items is complete', () => {
  expect(JSON.parse(renderFeed('json', emptyHead, []))).toEqual({
    version: 'https://jsonfeed.org/version/1.1',
    title: emptyHead.title,
    home_page_url: emptyHead.homeUrl,
    feed_url: emptyHead.selfUrls.json,
    description: emptyHead.description,
    authors: [emptyHead.author],
    language: 'fi',
    _kaiku: { id: emptyHead.id, translations: [], withdrawn: [] },
    items: [],
  });
});

test('an archive document links to the older and the current document', () => {
  expect(JSON.parse(renderFeed('json', archiveHead, [ferry]))).toMatchObject({
    feed_url: 'https://kaiku.example/fi/saaristo/feed.json?archive=7',
    next_url: 'https://kaiku.example/fi/saaristo/feed.json?archive=6',
    _kaiku: {
      current: 'https://kaiku.example/fi/saaristo/feed.json',
      prev_archive: 'https://kaiku.example/fi/saaristo/feed.json?archive=6',
    },
  });
});

test.each([
  ['the body', { body: '<p>Kulku katkeaa.</p>', lead: 'Katko' }, '<p>Kulku katkeaa.</p>'],
  ['the lead as HTML when there is no body', { body: '', lead: 'Katko < 5 min' }, 'Katko &lt; 5 min'],
  ['the title as HTML when there is only that', { body: '', lead: '', title: 'A & B' }, 'A &amp; B'],
])('content_html is %s', (_outcome, text, expected) => {
  const feed = JSON.parse(renderFeed('json', head, [{ ...ferry, ...text }]));
  expect(feed).toHaveProperty('items.0.content_html', expected);
});

test('media with equal captions have no title, because equal titles would mean one object', () => {
  const media = [
    { url: 'https://media.example/1.jpg', caption: 'Kuvituskuva' },
    { url: 'https://media.example/2.jpg', caption: 'Kuvituskuva' },
    { url: 'https://media.example/3.jpg', alt: 'Laituri' },
  ];
  const attachment = { mime_type: 'application/octet-stream' };
  expect(JSON.parse(renderFeed('json', head, [{ ...ferry, media }]))).toHaveProperty('items.0.attachments', [
    { ...attachment, url: 'https://media.example/1.jpg', _kaiku: { caption: 'Kuvituskuva' } },
    { ...attachment, url: 'https://media.example/2.jpg', _kaiku: { caption: 'Kuvituskuva' } },
    { ...attachment, url: 'https://media.example/3.jpg', title: 'Laituri', _kaiku: { alt: 'Laituri' } },
  ]);
});
