import type { Hono } from 'hono';
import { searchFeedUrl } from '../domain/urls.ts';
import { isLanguage } from '../base/locale/language.ts';
import type { House } from '../newsroom/port.ts';
import { queryWords } from '../search/query.ts';
import { serve } from './documents.ts';
import { DOCUMENT, formatOf } from './feeds.ts';
import { problemResponse } from './problem.ts';
import { moved } from './redirect.ts';
import { part, resource } from './resource.ts';
import { visit } from './find-newsroom.ts';

/** `/{lang}/{newsroom}/search/feed.{rss,atom,json}?q=`: what a search finds, newest first. No query finds nothing. */
export function search(app: Hono, house: House): void {
  resource(app, `/:language/:newsroom/search/${DOCUMENT}`, {
    GET: async (c) => {
      const language = part(c, 'language');
      const format = formatOf(c);
      if (!isLanguage(language) || format === null) return problemResponse(c, { code: 'not-found' });
      const found = await visit(house, part(c, 'newsroom'));
      if (found === null) return problemResponse(c, { code: 'not-found' }, { language });
      const { slug } = found.newsroom;
      const words = c.req.query('q') ?? '';
      if (part(c, 'newsroom') !== slug) {
        // Without its query the address would be another feed.
        const canonical = queryWords(words).join(' ');
        return moved(searchFeedUrl(house.baseUrl, language, slug, canonical, format));
      }
      const served = await found.port.searchFeed({ language, words, format });
      return served.ok
        ? serve(c, served.value, 'current', house.now())
        : problemResponse(c, served.problem, { language });
    },
  });
}
