import type { Context, Hono } from 'hono';
import type { Language } from '../../base/locale/language.ts';
import { isLanguage } from '../../base/locale/language.ts';
import type { PageName } from '../../domain/page-name.ts';
import { SEARCH_ORDERS } from '../../domain/page-name.ts';
import { toPlainLine } from '../../domain/text.ts';
import { monthUrl, newsroomUrl, searchPageUrl, subscribeUrl } from '../../domain/urls.ts';
import { SEARCH_LIMITS } from '../../search/query.ts';
import type { ClientRates } from '../client-rates.ts';
import { requestEncoding } from '../feeds.ts';
import { permanentRedirect } from '../redirect.ts';
import { addResource, type Handler, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { handleSubscribeForm } from '../subscriptions.ts';
import { beforeCursor, pageResponse, resolvePageAddress } from './answer.ts';
import { redirectToRelease } from './release.ts';

interface NewsroomRoute {
  readonly page: PageName;
  /** The page's URL under the newsroom's current slug, for a redirect. */
  readonly url: (language: Language, slug: string) => string;
}

/** A newsroom's own page, and its month, search and subscribe pages. */
export function addNewsroomPages(app: Hono, service: Service, clientRates: ClientRates): void {
  const { baseUrl } = service;
  const pageHandler = (toRoute: (c: Context) => NewsroomRoute): Handler => {
    return (c) => newsroomPage(c, service, toRoute(c));
  };
  addResource(app, '/:language/:newsroom/:month{[0-9]{4}-[0-9]{2}}', {
    GET: pageHandler((c) => ({
      page: { kind: 'month', month: pathPart(c, 'month'), before: beforeCursor(c) },
      url: (language, slug) => monthUrl(baseUrl, language, slug, pathPart(c, 'month')),
    })),
  });
  addResource(app, '/:language/:newsroom/search', {
    GET: pageHandler((c) => ({
      page: { kind: 'search', words: searchWords(c), order: searchOrder(c), before: beforeCursor(c) },
      url: (language, slug) => searchPageUrl(baseUrl, language, slug),
    })),
  });
  addResource(app, '/:language/:newsroom/subscribe', {
    GET: pageHandler(() => ({
      page: { kind: 'subscribe' },
      url: (language, slug) => subscribeUrl(baseUrl, language, slug),
    })),
    POST: (c) => handleSubscribeForm(c, service, clientRates),
  });
  const ownPage = pageHandler((c) => ({
    page: { kind: 'newsroom', before: beforeCursor(c) },
    url: (language, slug) => newsroomUrl(baseUrl, language, slug),
  }));
  // `/{newsroom}/{number}` has the same pattern: it redirects to a release.
  addResource(app, '/:language/:newsroom', {
    GET: (c) => (isLanguage(pathPart(c, 'language')) ? ownPage(c) : redirectToRelease(c, service)),
  });
  addResource(app, '/:language/:newsroom/', {
    GET: async (c) => {
      const address = await resolvePageAddress(c, service);
      if (address instanceof Response) return address;
      return permanentRedirect(newsroomUrl(baseUrl, address.language, address.newsroom.slug));
    },
  });
}

async function newsroomPage(c: Context, service: Service, { page, url }: NewsroomRoute): Promise<Response> {
  const address = await resolvePageAddress(c, service);
  if (address instanceof Response) return address;
  const { language, newsroom, port, isFormerSlug } = address;
  if (isFormerSlug) return permanentRedirect(url(language, newsroom.slug));
  const served = await port.pages.get({ language, page, encoding: requestEncoding(c) });
  return pageResponse(c, service, served, { language, newsroom });
}

/** The search text on one line, without the characters that the search ignores. */
function searchWords(c: Context): string {
  return [...toPlainLine(c.req.query('q') ?? '')].slice(0, SEARCH_LIMITS.characters).join('');
}

function searchOrder(c: Context) {
  return SEARCH_ORDERS.find((order) => order === c.req.query('sort')) ?? 'newest';
}
