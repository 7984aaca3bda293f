import type { Context, Hono } from 'hono';
import { FALLBACK_LANGUAGE, isLanguage, LANGUAGES, type Language } from '../../base/locale/language.ts';
import { directoryUrl, newsroomUrl } from '../../domain/urls.ts';
import { accessibilityPage } from '../../pages/views/accessibility-page.tsx';
import { requestEncoding, requestLanguageAmong } from '../feeds.ts';
import { negotiatedRedirect, permanentRedirect } from '../redirect.ts';
import { resolveNewsroom } from '../resolve-newsroom.ts';
import { addResource, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { beforeCursor, negotiatedProblemResponse, pageResponse } from './answer.ts';
import { fixedDocument } from './fixed.ts';

/** The directory's pages, the accessibility statement, and redirects from addresses without a language. */
export function addHomePages(app: Hono, service: Service): void {
  const accessibilityStatement = fixedDocument(service, (language) =>
    accessibilityPage({ baseUrl: service.baseUrl, language, contact: service.accessibilityContact }),
  );
  addResource(app, '/', {
    GET: (c) =>
      negotiatedRedirect(
        directoryUrl(service.baseUrl, requestLanguageAmong(c, LANGUAGES, FALLBACK_LANGUAGE)),
        'Accept-Language',
      ),
  });
  addResource(app, '/:owner', { GET: (c) => redirectToNewsroom(c, service) });
  addResource(app, '/:owner/', {
    GET: (c) => {
      const language = pathPart(c, 'owner');
      return isLanguage(language) ? directoryPage(c, service, language) : redirectToNewsroom(c, service);
    },
  });
  addResource(app, '/:language{fi|sv|en}/accessibility.html', {
    GET: async (c) => {
      const language = pathPart(c, 'language');
      if (!isLanguage(language)) return negotiatedProblemResponse(c, service, { code: 'not-found' });
      return pageResponse(c, service, await accessibilityStatement(language, requestEncoding(c)), {
        language,
      });
    },
  });
}

async function directoryPage(c: Context, service: Service, language: Language): Promise<Response> {
  const query = { language, before: beforeCursor(c), encoding: requestEncoding(c) };
  return pageResponse(c, service, await service.directory.pages.get(query), { language });
}

async function redirectToNewsroom(c: Context, service: Service): Promise<Response> {
  const slug = pathPart(c, 'owner');
  if (isLanguage(slug)) return permanentRedirect(directoryUrl(service.baseUrl, slug));
  const resolved = await resolveNewsroom(service, slug);
  if (resolved === null) return negotiatedProblemResponse(c, service, { code: 'not-found' });
  const { newsroom } = resolved;
  if (slug !== newsroom.slug) return permanentRedirect(`${service.baseUrl}/${newsroom.slug}`);
  const language = requestLanguageAmong(c, newsroom.languages, newsroom.defaultLanguage);
  return negotiatedRedirect(newsroomUrl(service.baseUrl, language, newsroom.slug), 'Accept-Language');
}
