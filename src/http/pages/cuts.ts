import type { Context, Hono } from 'hono';
import type { Cut } from '../../domain/feed-name.ts';
import { feedHomeUrl, mediaPageUrl } from '../../domain/urls.ts';
import { pathKeywordCut, pathTypeCut, requestEncoding } from '../feeds.ts';
import { permanentRedirect } from '../redirect.ts';
import { addResource, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { beforeCursor, negotiatedProblemResponse, pageResponse, resolvePageAddress } from './answer.ts';

/** Pages of a keyword, of a release type and of a media file. */
export function addCutPages(app: Hono, service: Service): void {
  addResource(app, '/:language/:newsroom/keywords/:keyword', {
    GET: (c) => cutPage(c, service, pathKeywordCut(c)),
  });
  addResource(app, '/:language/:newsroom/types/:type', { GET: (c) => cutPage(c, service, pathTypeCut(c)) });
  addResource(app, '/:language/:newsroom/media/:id', { GET: (c) => mediaPage(c, service) });
}

/** A keyword that is not in canonical form redirects. */
async function cutPage(c: Context, service: Service, cut: Cut | null): Promise<Response> {
  const address = await resolvePageAddress(c, service);
  if (address instanceof Response) return address;
  const { language, newsroom, port, isFormerSlug } = address;
  if (cut === null || cut.kind === 'all') {
    return negotiatedProblemResponse(c, service, { code: 'not-found' }, { language, newsroom });
  }
  const isCanonical = cut.kind !== 'keyword' || cut.keyword === pathPart(c, 'keyword');
  if (isFormerSlug || !isCanonical) {
    return permanentRedirect(feedHomeUrl(service.baseUrl, { language, newsroom: newsroom.slug, cut }));
  }
  const page = { ...cut, before: beforeCursor(c) };
  return pageResponse(c, service, await port.pages.get({ language, page, encoding: requestEncoding(c) }), {
    language,
    newsroom,
  });
}

async function mediaPage(c: Context, service: Service): Promise<Response> {
  const address = await resolvePageAddress(c, service);
  if (address instanceof Response) return address;
  const { language, newsroom, port, isFormerSlug } = address;
  const id = pathPart(c, 'id');
  if (isFormerSlug) return permanentRedirect(mediaPageUrl(service.baseUrl, language, newsroom.slug, id));
  const page = { kind: 'media', id } as const;
  const document = await port.pages.get({ language, page, encoding: requestEncoding(c) });
  const response = pageResponse(c, service, document, { language, newsroom });
  // The file may become public with the next release.
  if (!document.ok) response.headers.set('Cache-Control', 'no-store');
  return response;
}
