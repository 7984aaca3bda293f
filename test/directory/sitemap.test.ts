import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LANGUAGES } from '../../src/base/locale/language.ts';
import { newsSince } from '../../src/directory/discovery.ts';
import { groupedOpml, opml } from '../../src/directory/opml.ts';
import { newsSitemap, SITEMAP_LIMITS, sitemap, sitemapIndex } from '../../src/directory/sitemap.ts';
import { LIMITS, RELEASES_PER_SITEMAP } from '../../src/domain/limits.ts';
import { newsroomUrl, releaseUrl } from '../../src/domain/urls.ts';
import { xmlText } from '../../src/feeds/xml/xml-text.ts';
import { parseXml } from '../feeds/formats/parse.ts';
import { at } from '../http/harness.ts';

const BASE = 'https://a-rather-long-name-of-a-host.for-press-releases.example';

test('the largest possible part is far below the size limit of a sitemap', () => {
  const newsroomSlug = 'n'.repeat(LIMITS.newsroomSlug);
  const slug = 's'.repeat(LIMITS.variantSlug);
  const pages = Array.from({ length: RELEASES_PER_SITEMAP }, (_, index) => ({
    languages: LANGUAGES.map((language) => ({
      language,
      changedAt: 0,
      url: releaseUrl(BASE, language, newsroomSlug, 999_000 + index, slug),
    })),
    negotiatedUrl: `${BASE}/${newsroomSlug}/${999_000 + index}`,
  }));
  const text = sitemap(pages);
  expect(text.match(/<url>/g)).toHaveLength(RELEASES_PER_SITEMAP * LANGUAGES.length);
  expect(RELEASES_PER_SITEMAP * LANGUAGES.length).toBeLessThan(SITEMAP_LIMITS.urls);
  expect(text.length).toBeLessThan(SITEMAP_LIMITS.bytes / 10);
});

test('an empty document is well-formed as well', () => {
  for (const text of [
    sitemap([]),
    sitemapIndex([]),
    newsSitemap([]),
    opml('Kaiku', []),
    groupedOpml('Kaiku', []),
  ]) {
    expect(parseXml(text)).toBeTypeOf('object');
  }
});

test('a page has one address per language, and each lists all addresses', () => {
  const languages = LANGUAGES.map((language) => ({
    language,
    url: newsroomUrl(BASE, language, 'satama'),
    changedAt: Date.UTC(2025, 10, 12, 21, 8, 27),
  }));
  const urls = at(parseXml(sitemap([{ languages, negotiatedUrl: `${BASE}/satama` }])), 'urlset', 'url');
  expect([0, 1, 2].map((index) => at(urls, index, 'loc', '#text'))).toEqual(languages.map(({ url }) => url));
  expect(at(urls, 2, 'lastmod', '#text')).toBe('2025-11-12T23:08:27+02:00');
  expect(at(urls, 0, 'xhtml:link')).toEqual(at(urls, 2, 'xhtml:link'));
});

test('any name and title is unchanged in a well-formed document', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(text, text, (publisher, title) => {
      const news = newsSitemap([{ url: BASE, language: 'fi', publisher, title, publishedAt: 0 }]);
      const parsedTitle = at(parseXml(news), 'urlset', 'url', 'news:news', 'news:title', '#text');
      expect(parsedTitle).toBe(xmlText(title));
      const list = opml(title, [{ language: 'sv', title: publisher, feedUrl: BASE, pageUrl: BASE }]);
      const parsedText = at(parseXml(list), 'opml', 'body', 'outline', '@text');
      expect(parsedText).toBe(xmlText(publisher).replace(/[\t\n]/g, ' '));
    }),
    { numRuns: 200 },
  );
});

test('news is never older than two days, and at most ten minutes of news are missing', () => {
  const MINUTE = 60_000;
  for (let now = 0; now < 60 * MINUTE; now += 7_777) {
    const age = now - newsSince(now);
    expect(age).toBeLessThan(2 * 24 * 60 * MINUTE);
    expect(age).toBeGreaterThanOrEqual(2 * 24 * 60 * MINUTE - 10 * MINUTE);
  }
});
