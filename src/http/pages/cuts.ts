import type { Context, Hono } from 'hono';
import type { Cut } from '../../domain/feed-name.ts';
import { homeUrl, mediaPageUrl } from '../../domain/urls.ts';
import { encodingOf, keywordOf, typeOf } from '../feeds.ts';
import { moved } from '../redirect.ts';
import { part, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { addressed, answer, beforeOf, problemAnswer } from './answer.ts';

/** A keyword's page, a type's, and that of a file of the library. */
export function cuts(app: Hono, service: Service): void {
  resource(app, '/:language/:newsroom/keywords/:keyword', { GET: (c) => cutPage(c, service, keywordOf(c)) });
  resource(app, '/:language/:newsroom/types/:type', { GET: (c) => cutPage(c, service, typeOf(c)) });
  resource(app, '/:language/:newsroom/media/:id', { GET: (c) => mediaPage(c, service) });
}

/** A keyword that is not in canonical form redirects, as its feeds do. */
async function cutPage(c: Context, service: Service, cut: Cut | null): Promise<Response> {
  const address = await addressed(c, service);
  if (address instanceof Response) return address;
  const { language, newsroom, port, isFormer } = address;
  if (cut === null || cut.kind === 'all') {
    return problemAnswer(c, service, { code: 'not-found' }, { language, newsroom });
  }
  const isCanonical = cut.kind !== 'keyword' || cut.keyword === part(c, 'keyword');
  if (isFormer || !isCanonical) {
    return moved(homeUrl(service.baseUrl, { language, newsroom: newsroom.slug, cut }));
  }
  const page = { ...cut, before: beforeOf(c) };
  return answer(c, service, await port.pages.get({ language, page, encoding: encodingOf(c) }), {
    language,
    newsroom,
  });
}

async function mediaPage(c: Context, service: Service): Promise<Response> {
  const address = await addressed(c, service);
  if (address instanceof Response) return address;
  const { language, newsroom, port, isFormer } = address;
  const id = part(c, 'id');
  if (isFormer) return moved(mediaPageUrl(service.baseUrl, language, newsroom.slug, id));
  const page = { kind: 'media', id } as const;
  return answer(c, service, await port.pages.get({ language, page, encoding: encodingOf(c) }), {
    language,
    newsroom,
  });
}
