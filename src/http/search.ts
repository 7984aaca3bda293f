import type { Hono } from 'hono';
import { isLanguage } from '../base/locale/language.ts';
import { searchFeedUrl } from '../domain/urls.ts';
import { queryWords } from '../search/query.ts';
import { documentResponse } from './documents.ts';
import { DOCUMENT, formatOf } from './feeds.ts';
import { findNewsroom } from './find-newsroom.ts';
import { problemResponse } from './problem.ts';
import { moved } from './redirect.ts';
import { part, resource } from './resource.ts';
import type { Service } from './service.ts';

/** `/{lang}/{newsroom}/search/feed.{rss,atom,json}?q=`: what a search finds, newest first. No query finds nothing. */
export function search(app: Hono, service: Service): void {
  resource(app, `/:language/:newsroom/search/${DOCUMENT}`, {
    GET: async (c) => {
      const language = part(c, 'language');
      const format = formatOf(c);
      if (!isLanguage(language) || format === null) return problemResponse(c, { code: 'not-found' });
      const found = await findNewsroom(service, part(c, 'newsroom'));
      if (found === null) return problemResponse(c, { code: 'not-found' }, { language });
      const { slug } = found.newsroom;
      const words = c.req.query('q') ?? '';
      if (part(c, 'newsroom') !== slug) {
        // Without its query the address would be another feed.
        const canonical = queryWords(words).join(' ');
        return moved(searchFeedUrl(service.baseUrl, language, slug, canonical, format));
      }
      const served = await found.port.search.feed({ language, words, format });
      return served.ok
        ? documentResponse(c, served.value, 'current', service.now())
        : problemResponse(c, served.problem, { language });
    },
  });
}
