import type { Context, Hono } from 'hono';
import { FALLBACK_LANGUAGE, isLanguage } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Discovery } from '../directory/discovery-port.ts';
import { ROBOTS_TYPE, robots } from '../directory/robots.ts';
import { type Document, type EncodedDocument, encodeDocument, makeDocument } from '../documents/document.ts';
import { newsSitemapUrl, sitemapUrl } from '../domain/urls.ts';
import { documentResponse } from './documents.ts';
import { encodingOf } from './feeds.ts';
import { problemResponse } from './problem.ts';
import { part, resource } from './resource.ts';
import type { Service } from './service.ts';

/** A newsroom has less than a million releases, a thousand in a part. */
const PART = ':name{sitemap-[1-9][0-9]{0,8}-[1-9][0-9]{0,3}\\.xml}';

/** What search engines and feed readers find everything by. */
export function discovery(app: Hono, service: Service): void {
  resource(app, '/sitemap.xml', { GET: (c) => found(c, service, { kind: 'sitemap-index' }) });
  resource(app, '/news-sitemap.xml', { GET: (c) => found(c, service, { kind: 'news-sitemap' }) });
  resource(app, `/${PART}`, {
    GET: async (c) => answer(c, service, await newsroomSitemap(c, service)),
  });
  resource(app, '/opml', { GET: (c) => found(c, service, { kind: 'opml', language: null }) });
  resource(app, '/:language{fi|sv|en}/opml', {
    GET: (c) => {
      const language = part(c, 'language');
      return found(c, service, { kind: 'opml', language: isLanguage(language) ? language : null });
    },
  });
  let made: Promise<Document> | undefined;
  resource(app, '/robots.txt', {
    GET: async (c) => {
      made ??= robotsDocument(service);
      const response = answer(c, service, ok(encodeDocument(await made, encodingOf(c))));
      response.headers.delete('Last-Modified');
      return response;
    },
  });
}

async function found(c: Context, service: Service, discovery: Discovery): Promise<Response> {
  const served = await service.directory.discovery.get({ discovery, encoding: encodingOf(c) });
  return answer(c, service, served, discovery);
}

async function newsroomSitemap(c: Context, service: Service): Promise<Result<EncodedDocument>> {
  const [number = 0, of = 0] = (part(c, 'name').match(/[0-9]+/g) ?? []).map(Number);
  const key = await service.directory.registry.keyOfNumber(number);
  return key === null
    ? fail('not-found')
    : service.newsroom(key).sitemaps.get({ part: of, encoding: encodingOf(c) });
}

function answer(
  c: Context,
  service: Service,
  served: Result<EncodedDocument>,
  discovery?: Discovery,
): Response {
  if (!served.ok) return problemResponse(c, served.problem);
  const response = documentResponse(c, served.value, 'current', service.now());
  response.headers.delete('Link');
  const language = discovery?.kind === 'opml' ? discovery.language : null;
  if (language === null) response.headers.delete('Content-Language');
  else response.headers.set('Content-Language', language);
  // News grows old without a change that had a date.
  if (discovery?.kind === 'news-sitemap') response.headers.delete('Last-Modified');
  return response;
}

/** Nothing of it is in the store: the ETag alone tells whether a new version of the program says something else. */
function robotsDocument({ baseUrl, compress }: Service): Promise<Document> {
  return makeDocument(
    robots([sitemapUrl(baseUrl), newsSitemapUrl(baseUrl)]),
    {
      mediaType: ROBOTS_TYPE,
      language: FALLBACK_LANGUAGE,
      lastModified: 0,
      crowded: true,
      tags: [],
      links: '',
    },
    compress,
  );
}
