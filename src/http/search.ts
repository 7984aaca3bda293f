import type { Hono } from 'hono';
import { isLanguage } from '../base/locale/language.ts';
import { searchFeedUrl } from '../domain/urls.ts';
import { queryWords } from '../search/query.ts';
import { documentResponse } from './documents.ts';
import { FEED_DOCUMENT_PATTERN, pathFormat } from './feeds.ts';
import { problemResponse } from './problem.ts';
import { permanentRedirect } from './redirect.ts';
import { resolveNewsroom } from './resolve-newsroom.ts';
import { addResource, pathPart } from './resource.ts';
import type { Service } from './service.ts';

/** `/{lang}/{newsroom}/search/feed.{rss,atom,json}?q=`: the results of a search, newest first. */
export function addSearchFeedRoute(app: Hono, service: Service): void {
  addResource(app, `/:language/:newsroom/search/${FEED_DOCUMENT_PATTERN}`, {
    GET: async (c) => {
      const language = pathPart(c, 'language');
      const format = pathFormat(c);
      if (!isLanguage(language) || format === null) return problemResponse(c, { code: 'not-found' });
      const resolved = await resolveNewsroom(service, pathPart(c, 'newsroom'));
      if (resolved === null) return problemResponse(c, { code: 'not-found' }, { language });
      const { slug } = resolved.newsroom;
      const words = c.req.query('q') ?? '';
      if (pathPart(c, 'newsroom') !== slug) {
        // The query is kept, because without it the address would name another feed.
        const canonical = queryWords(words).join(' ');
        return permanentRedirect(searchFeedUrl(service.baseUrl, language, slug, canonical, format));
      }
      const document = await resolved.port.search.feed({ language, words, format });
      return document.ok
        ? documentResponse(c, document.value, service.now())
        : problemResponse(c, document.problem, { language });
    },
  });
}
