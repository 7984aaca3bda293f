import type { Context, Hono } from 'hono';
import { negotiatedProblemResponse, resolvePageAddress } from './pages/answer.ts';
import { PAGE_HEADERS } from './pages/headers.ts';
import { privatePage } from './private-page.ts';
import { addResource, pathPart } from './resource.ts';
import type { Service } from './service.ts';

/** The current state of a release, for anyone who has its previewPage link. */
export function addPreviewRoute(app: Hono, service: Service): void {
  addResource(app, '/:language{fi|sv|en}/:newsroom/preview/:token', { GET: (c) => previewPage(c, service) });
}

/** A former slug needs no redirect, because no cache stores the page. */
async function previewPage(c: Context, service: Service): Promise<Response> {
  const address = await resolvePageAddress(c, service);
  if (address instanceof Response) return uncached(address);
  const { port, language, newsroom } = address;
  const html = await port.previews.get(pathPart(c, 'token'), language);
  if (!html.ok) return uncached(negotiatedProblemResponse(c, service, html.problem, { language, newsroom }));
  // The preview shows images of the library, which the policy of private pages forbids.
  const policy = { 'Content-Security-Policy': PAGE_HEADERS['Content-Security-Policy'] };
  return privatePage(html.value, language, 200, policy);
}

/** The address may contain a preview token that was valid, so no cache and no search engine may store it. */
function uncached(response: Response): Response {
  response.headers.set('Cache-Control', 'private, no-store');
  response.headers.set('Referrer-Policy', 'no-referrer');
  response.headers.set('X-Robots-Tag', 'noindex');
  return response;
}
