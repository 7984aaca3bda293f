import type { Context, Hono } from 'hono';
import type { Language } from '../../base/locale/language.ts';
import { isLanguage } from '../../base/locale/language.ts';
import type { PageName } from '../../domain/page-name.ts';
import { SEARCH_ORDERS } from '../../domain/page-name.ts';
import { oneLine } from '../../domain/text.ts';
import { monthUrl, newsroomUrl, searchPageUrl, subscribeUrl } from '../../domain/urls.ts';
import { SEARCH_LIMITS } from '../../search/query.ts';
import type { ClientRates } from '../client-rates.ts';
import { encodingOf } from '../feeds.ts';
import { moved } from '../redirect.ts';
import { type Handler, part, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { subscribe } from '../subscriptions.ts';
import { addressed, answer, beforeOf } from './answer.ts';
import { toRelease } from './release.ts';

/** What an address below a newsroom names: its page, and the same under the newsroom's present slug. */
interface Named {
  readonly page: PageName;
  readonly url: (language: Language, slug: string) => string;
}

/** A newsroom's own page and those beside it. */
export function newsroom(app: Hono, service: Service, clientRates: ClientRates): void {
  const { baseUrl } = service;
  const named = (nameOf: (c: Context) => Named): Handler => {
    return (c) => newsroomPage(c, service, nameOf(c));
  };
  resource(app, '/:language/:newsroom/:month{[0-9]{4}-[0-9]{2}}', {
    GET: named((c) => ({
      page: { kind: 'month', month: part(c, 'month'), before: beforeOf(c) },
      url: (language, slug) => monthUrl(baseUrl, language, slug, part(c, 'month')),
    })),
  });
  resource(app, '/:language/:newsroom/search', {
    GET: named((c) => ({
      page: { kind: 'search', words: wordsOf(c), order: orderOf(c), before: beforeOf(c) },
      url: (language, slug) => searchPageUrl(baseUrl, language, slug),
    })),
  });
  resource(app, '/:language/:newsroom/subscribe', {
    GET: named(() => ({
      page: { kind: 'subscribe' },
      url: (language, slug) => subscribeUrl(baseUrl, language, slug),
    })),
    POST: (c) => subscribe(c, service, clientRates),
  });
  const own = named((c) => ({
    page: { kind: 'newsroom', before: beforeOf(c) },
    url: (language, slug) => newsroomUrl(baseUrl, language, slug),
  }));
  // The same two parts name a release whose language is open.
  resource(app, '/:language/:newsroom', {
    GET: (c) => (isLanguage(part(c, 'language')) ? own(c) : toRelease(c, service)),
  });
  resource(app, '/:language/:newsroom/', {
    GET: async (c) => {
      const address = await addressed(c, service);
      if (address instanceof Response) return address;
      return moved(newsroomUrl(baseUrl, address.language, address.newsroom.slug));
    },
  });
}

async function newsroomPage(c: Context, service: Service, { page, url }: Named): Promise<Response> {
  const address = await addressed(c, service);
  if (address instanceof Response) return address;
  const { language, newsroom, port, isFormer } = address;
  if (isFormer) return moved(url(language, newsroom.slug));
  const served = await port.pages.get({ language, page, encoding: encodingOf(c) });
  return answer(c, service, served, { language, newsroom });
}

/** What is looked for, as the form shows it again: one line, no longer than what counts of it. */
function wordsOf(c: Context): string {
  return [...oneLine(c.req.query('q') ?? '')].slice(0, SEARCH_LIMITS.characters).join('');
}

/** The newest first, unless asked otherwise. */
function orderOf(c: Context) {
  return SEARCH_ORDERS.find((order) => order === c.req.query('sort')) ?? 'newest';
}
