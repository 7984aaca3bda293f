import type { Context, Hono } from 'hono';
import { homeOf, newsroomUrl } from '../../domain/urls.ts';
import { FALLBACK_LANGUAGE, isLanguage, LANGUAGES, type Language } from '../../base/locale/language.ts';
import type { House } from '../../newsroom/port.ts';
import { accessibilityPage } from '../../pages/views/accessibility-page.tsx';
import { encodingOf, languageOf } from '../feeds.ts';
import { moved, negotiated } from '../redirect.ts';
import { part, resource } from '../resource.ts';
import { visit } from '../find-newsroom.ts';
import { answer, beforeOf, problemAnswer } from './answer.ts';
import { fixedDocument } from './fixed.ts';

/** The service, and the addresses that leave the language open. */
export function home(app: Hono, house: House): void {
  const statement = fixedDocument(house, (language) =>
    accessibilityPage({ baseUrl: house.baseUrl, language, contact: house.accessibilityContact }),
  );
  resource(app, '/', {
    GET: (c) =>
      negotiated(homeOf(house.baseUrl, languageOf(c, LANGUAGES, FALLBACK_LANGUAGE)), 'Accept-Language'),
  });
  resource(app, '/:owner', { GET: (c) => toNewsroom(c, house) });
  resource(app, '/:owner/', {
    GET: (c) => {
      const language = part(c, 'owner');
      return isLanguage(language) ? directory(c, house, language) : toNewsroom(c, house);
    },
  });
  resource(app, '/:language{fi|sv|en}/accessibility.html', {
    GET: async (c) => {
      const language = part(c, 'language');
      if (!isLanguage(language)) return problemAnswer(c, house, { code: 'not-found' });
      return answer(c, house, await statement(language, encodingOf(c)), { language });
    },
  });
}

async function directory(c: Context, house: House, language: Language): Promise<Response> {
  const query = { language, before: beforeOf(c), encoding: encodingOf(c) };
  return answer(c, house, await house.directory.page(query), { language });
}

async function toNewsroom(c: Context, house: House): Promise<Response> {
  const slug = part(c, 'owner');
  if (isLanguage(slug)) return moved(homeOf(house.baseUrl, slug));
  const found = await visit(house, slug);
  if (found === null) return problemAnswer(c, house, { code: 'not-found' });
  const { newsroom } = found;
  if (slug !== newsroom.slug) return moved(`${house.baseUrl}/${newsroom.slug}`);
  const language = languageOf(c, newsroom.languages, newsroom.defaultLanguage);
  return negotiated(newsroomUrl(house.baseUrl, language, newsroom.slug), 'Accept-Language');
}
