import type { Context, Hono } from 'hono';
import { addressed, problemAnswer } from './pages/answer.ts';
import { PAGE_HEADERS } from './pages/headers.ts';
import { privatePage } from './private-page.ts';
import { part, resource } from './resource.ts';
import type { Service } from './service.ts';

/** A release as it is now, for whoever holds the link. */
export function previews(app: Hono, service: Service): void {
  resource(app, '/:language{fi|sv|en}/:newsroom/preview/:token', { GET: (c) => preview(c, service) });
}

/** Under a former slug as well, without a redirect: the link is in no one's cache. */
async function preview(c: Context, service: Service): Promise<Response> {
  const address = await addressed(c, service);
  if (address instanceof Response) return uncached(address);
  const { port, language, newsroom } = address;
  const shown = await port.previews.get(part(c, 'token'), language);
  if (!shown.ok) return uncached(problemAnswer(c, service, shown.problem, { language, newsroom }));
  // It shows the library's pictures, as the release's own page will.
  const policy = { 'Content-Security-Policy': PAGE_HEADERS['Content-Security-Policy'] };
  return privatePage(shown.value, language, 200, policy);
}

/** For no cache and no search engine: the address may be a link that was good until now. */
function uncached(response: Response): Response {
  response.headers.set('Cache-Control', 'private, no-store');
  response.headers.set('Referrer-Policy', 'no-referrer');
  response.headers.set('X-Robots-Tag', 'noindex');
  return response;
}
