import type { Context, Hono } from 'hono';
import { FALLBACK_LANGUAGE, isLanguage, LANGUAGES, type Language } from '../../base/locale/language.ts';
import { homeOf, newsroomUrl } from '../../domain/urls.ts';
import { accessibilityPage } from '../../pages/views/accessibility-page.tsx';
import { encodingOf, languageOf } from '../feeds.ts';
import { findNewsroom } from '../find-newsroom.ts';
import { moved, negotiated } from '../redirect.ts';
import { part, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { answer, beforeOf, problemAnswer } from './answer.ts';
import { fixedDocument } from './fixed.ts';

/** The service, and the addresses that leave the language open. */
export function home(app: Hono, service: Service): void {
  const statement = fixedDocument(service, (language) =>
    accessibilityPage({ baseUrl: service.baseUrl, language, contact: service.accessibilityContact }),
  );
  resource(app, '/', {
    GET: (c) =>
      negotiated(homeOf(service.baseUrl, languageOf(c, LANGUAGES, FALLBACK_LANGUAGE)), 'Accept-Language'),
  });
  resource(app, '/:owner', { GET: (c) => toNewsroom(c, service) });
  resource(app, '/:owner/', {
    GET: (c) => {
      const language = part(c, 'owner');
      return isLanguage(language) ? directory(c, service, language) : toNewsroom(c, service);
    },
  });
  resource(app, '/:language{fi|sv|en}/accessibility.html', {
    GET: async (c) => {
      const language = part(c, 'language');
      if (!isLanguage(language)) return problemAnswer(c, service, { code: 'not-found' });
      return answer(c, service, await statement(language, encodingOf(c)), { language });
    },
  });
}

async function directory(c: Context, service: Service, language: Language): Promise<Response> {
  const query = { language, before: beforeOf(c), encoding: encodingOf(c) };
  return answer(c, service, await service.directory.pages.get(query), { language });
}

async function toNewsroom(c: Context, service: Service): Promise<Response> {
  const slug = part(c, 'owner');
  if (isLanguage(slug)) return moved(homeOf(service.baseUrl, slug));
  const found = await findNewsroom(service, slug);
  if (found === null) return problemAnswer(c, service, { code: 'not-found' });
  const { newsroom } = found;
  if (slug !== newsroom.slug) return moved(`${service.baseUrl}/${newsroom.slug}`);
  const language = languageOf(c, newsroom.languages, newsroom.defaultLanguage);
  return negotiated(newsroomUrl(service.baseUrl, language, newsroom.slug), 'Accept-Language');
}
