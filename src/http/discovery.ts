import type { Context, Hono } from 'hono';
import { newsSitemapUrl, sitemapUrl } from '../domain/urls.ts';
import { type Document, makeDocument, serve } from '../documents/document.ts';
import { FALLBACK_LANGUAGE, isLanguage } from '../base/locale/language.ts';
import type { Discovery } from '../directory/discovery-port.ts';
import type { House, Served } from '../newsroom/port.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { ROBOTS_TYPE, robots } from '../directory/robots.ts';
import { serve as serveDocument } from './documents.ts';
import { encodingOf } from './feeds.ts';
import { problemResponse } from './problem.ts';
import { part, resource } from './resource.ts';

/** A newsroom has less than a million releases, a thousand in a part. */
const PART = ':name{sitemap-[1-9][0-9]{0,8}-[1-9][0-9]{0,3}\\.xml}';

/** What search engines and feed readers find everything by. */
export function discovery(app: Hono, house: House): void {
  resource(app, '/sitemap.xml', { GET: (c) => found(c, house, { kind: 'sitemap-index' }) });
  resource(app, '/news-sitemap.xml', { GET: (c) => found(c, house, { kind: 'news-sitemap' }) });
  resource(app, `/${PART}`, {
    GET: async (c) => answer(c, house, await newsroomSitemap(c, house)),
  });
  resource(app, '/opml', { GET: (c) => found(c, house, { kind: 'opml', language: null }) });
  resource(app, '/:language{fi|sv|en}/opml', {
    GET: (c) => {
      const language = part(c, 'language');
      return found(c, house, { kind: 'opml', language: isLanguage(language) ? language : null });
    },
  });
  let made: Promise<Document> | undefined;
  resource(app, '/robots.txt', {
    GET: async (c) => {
      made ??= robotsDocument(house);
      const response = answer(c, house, ok(serve(await made, encodingOf(c))));
      response.headers.delete('Last-Modified');
      return response;
    },
  });
}

async function found(c: Context, house: House, discovery: Discovery): Promise<Response> {
  const served = await house.directory.discover({ discovery, encoding: encodingOf(c) });
  return answer(c, house, served, discovery);
}

async function newsroomSitemap(c: Context, house: House): Promise<Result<Served>> {
  const [number = 0, of = 0] = (part(c, 'name').match(/[0-9]+/g) ?? []).map(Number);
  const key = await house.directory.keyOfNumber(number);
  return key === null
    ? fail('not-found')
    : house.newsroom(key).sitemap({ part: of, encoding: encodingOf(c) });
}

function answer(c: Context, house: House, served: Result<Served>, discovery?: Discovery): Response {
  if (!served.ok) return problemResponse(c, served.problem);
  const response = serveDocument(c, served.value, 'current', house.now());
  response.headers.delete('Link');
  const language = discovery?.kind === 'opml' ? discovery.language : null;
  if (language === null) response.headers.delete('Content-Language');
  else response.headers.set('Content-Language', language);
  // News grows old without a change that had a date.
  if (discovery?.kind === 'news-sitemap') response.headers.delete('Last-Modified');
  return response;
}

/** Nothing of it is in the store: the ETag alone tells whether a new version of the program says something else. */
function robotsDocument({ baseUrl, compress }: House): Promise<Document> {
  return makeDocument(
    robots([sitemapUrl(baseUrl), newsSitemapUrl(baseUrl)]),
    {
      ...{ mediaType: ROBOTS_TYPE, language: FALLBACK_LANGUAGE, lastModified: 0, crowded: true },
      ...{ tags: [], links: '' },
    },
    compress,
  );
}
