import type { Context, Hono } from 'hono';
import { FALLBACK_LANGUAGE, isLanguage } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Discovery } from '../directory/discovery-port.ts';
import { ROBOTS_TYPE, robots } from '../directory/robots.ts';
import { type Document, type EncodedDocument, encodeDocument, makeDocument } from '../documents/document.ts';
import { newsSitemapUrl, sitemapUrl } from '../domain/urls.ts';
import { documentResponse } from './documents.ts';
import { requestEncoding } from './feeds.ts';
import { problemResponse } from './problem.ts';
import { addResource, pathPart } from './resource.ts';
import type { Service } from './service.ts';

/** `sitemap-{newsroom number}-{part}.xml`. A part has 1000 releases, a newsroom less than a million. */
const SITEMAP_PART_PATTERN = ':name{sitemap-[1-9][0-9]{0,8}-[1-9][0-9]{0,3}\\.xml}';

export function addDiscoveryRoutes(app: Hono, service: Service): void {
  addResource(app, '/sitemap.xml', { GET: (c) => discoveryDocument(c, service, { kind: 'sitemap-index' }) });
  addResource(app, '/news-sitemap.xml', {
    GET: (c) => discoveryDocument(c, service, { kind: 'news-sitemap' }),
  });
  addResource(app, `/${SITEMAP_PART_PATTERN}`, {
    GET: async (c) => discoveryResponse(c, service, await newsroomSitemap(c, service)),
  });
  addResource(app, '/opml', { GET: (c) => discoveryDocument(c, service, { kind: 'opml', language: null }) });
  addResource(app, '/:language{fi|sv|en}/opml', {
    GET: (c) => {
      const language = pathPart(c, 'language');
      return discoveryDocument(c, service, {
        kind: 'opml',
        language: isLanguage(language) ? language : null,
      });
    },
  });
  let robotsTxt: Promise<Document> | undefined;
  addResource(app, '/robots.txt', {
    GET: async (c) => {
      robotsTxt ??= robotsDocument(service);
      const response = discoveryResponse(c, service, ok(encodeDocument(await robotsTxt, requestEncoding(c))));
      response.headers.delete('Last-Modified');
      return response;
    },
  });
}

async function discoveryDocument(c: Context, service: Service, discovery: Discovery): Promise<Response> {
  const document = await service.directory.discovery.get({ discovery, encoding: requestEncoding(c) });
  return discoveryResponse(c, service, document, discovery);
}

async function newsroomSitemap(c: Context, service: Service): Promise<Result<EncodedDocument>> {
  const [number = 0, sitemapPart = 0] = (pathPart(c, 'name').match(/[0-9]+/g) ?? []).map(Number);
  const key = await service.directory.registry.keyOfNumber(number);
  return key === null
    ? fail('not-found')
    : service.newsroom(key).sitemaps.get({ part: sitemapPart, encoding: requestEncoding(c) });
}

function discoveryResponse(
  c: Context,
  service: Service,
  document: Result<EncodedDocument>,
  discovery?: Discovery,
): Response {
  if (!document.ok) return problemResponse(c, document.problem);
  const response = documentResponse(c, document.value, service.now());
  response.headers.delete('Link');
  const language = discovery?.kind === 'opml' ? discovery.language : null;
  if (language === null) response.headers.delete('Content-Language');
  else response.headers.set('Content-Language', language);
  // The news sitemap also changes when a release becomes too old for it, which no date records.
  if (discovery?.kind === 'news-sitemap') response.headers.delete('Last-Modified');
  return response;
}

/** The document changes only with the program, so it has an ETag but no date. */
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
