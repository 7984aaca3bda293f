import { expect, test } from 'vitest';
import { parseTopic } from '../../src/websub/topic.ts';

const BASE = 'https://tiedotteet.example';

test.each([
  ['/fi/satama/feed.rss', { language: 'fi', newsroom: 'satama', cut: { kind: 'all' } }, 'rss'],
  ['/sv/feed.atom', { language: 'sv', newsroom: null, cut: { kind: 'all' } }, 'atom'],
  [
    '/en/satama/types/bulletin/feed.json',
    { language: 'en', newsroom: 'satama', cut: { kind: 'type', type: 'bulletin' } },
    'json',
  ],
  [
    `/fi/satama/keywords/${encodeURIComponent('jätevesi & sää')}/feed.rss`,
    { language: 'fi', newsroom: 'satama', cut: { kind: 'keyword', keyword: 'jätevesi & sää' } },
    'rss',
  ],
])('%s is a topic', (path, feed, format) => {
  expect(parseTopic(BASE, BASE + path)).toEqual({ feed, format });
});

test.each([
  'https://muualla.example/fi/satama/feed.rss',
  'http://tiedotteet.example/fi/satama/feed.rss',
  `${BASE}.muualla.example/fi/satama/feed.rss`,
  `${BASE}@muualla.example/fi/satama/feed.rss`,
  `${BASE}/satama/feed.rss`,
  `${BASE}/satama/feed`,
  `${BASE}/feed.rss`,
  `${BASE}/de/satama/feed.rss`,
  `${BASE}/fi/satama/feed.xml`,
  `${BASE}/fi/satama/feed.rss?archive=1`,
  `${BASE}/fi/satama/feed.rss?`,
  `${BASE}/fi/satama/feed.rss#`,
  `${BASE}/fi/satama/feed.rss/`,
  `${BASE}//fi/satama/feed.rss`,
  `${BASE}/fi/../fi/satama/feed.rss`,
  `${BASE}/fi/sat%61ma/feed.rss`,
  `${BASE}/fi/satama/keywords/Ilmasto/feed.rss`,
  `${BASE}/fi/satama/keywords/%69lmasto/feed.rss`,
  `${BASE}/fi/satama/keywords/../feed.rss`,
  `${BASE}/fi/satama/keywords/%E0%A4%A/feed.rss`,
  `${BASE}/fi/satama/keywords/%20/feed.rss`,
  `${BASE}/fi/satama/types/uutinen/feed.rss`,
  `${BASE}/fi/satama/search/feed.rss?q=satama`,
  `${BASE}/fi/keywords/ilmasto/feed.rss`,
  BASE,
  '',
  ' ',
])('%j is not a topic', (url) => {
  expect(parseTopic(BASE, url)).toBeNull();
});
