export const ROBOTS_TYPE = 'text/plain; charset=utf-8';

/** RFC 9309. Excludes searches, which are endless, and links of subscribers. `sitemaps` are absolute addresses. */
export function robots(sitemaps: readonly string[]): string {
  return [
    'User-agent: *',
    // The `?` keeps releases readable whose slug is `search`.
    'Disallow: /*/*/search?',
    'Disallow: /*/*/search/feed.',
    'Disallow: /subscriptions/',
    'Allow: /',
    '',
    ...sitemaps.map((sitemap) => `Sitemap: ${sitemap}`),
    '',
  ].join('\n');
}
