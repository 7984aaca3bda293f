export const ROBOTS_TYPE = 'text/plain; charset=utf-8';

/**
 * What crawlers are asked (RFC 9309): everything that is published may be read. Searches are without end, and a
 * subscriber's links are nobody else's. `sitemaps` are absolute addresses.
 */
export function robots(sitemaps: readonly string[]): string {
  return [
    'User-agent: *',
    // With their query only: a release may have `search` for its last part.
    'Disallow: /*/*/search?',
    'Disallow: /*/*/search/feed.',
    'Disallow: /subscriptions/',
    'Allow: /',
    '',
    ...sitemaps.map((sitemap) => `Sitemap: ${sitemap}`),
    '',
  ].join('\n');
}
