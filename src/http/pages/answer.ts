import type { Context } from 'hono';
import { isLanguage, type Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Problem, Result } from '../../base/problem.ts';
import type { EncodedDocument } from '../../documents/document.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { parseWeighted, weightOf } from '../../negotiation/weighted.ts';
import { problemPage } from '../../pages/views/problem-page.tsx';
import { documentResponse } from '../documents.ts';
import { problemDetail, problemResponse, requestLanguage } from '../problem.ts';
import { type ResolvedNewsroom, resolveNewsroom } from '../resolve-newsroom.ts';
import { pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { PAGE_HEADERS } from './headers.ts';

/** The part of the address that was valid when a problem occurred. */
export interface ProblemPlace {
  readonly language?: Language | undefined;
  readonly newsroom?: Newsroom | undefined;
}

export function pageResponse(
  c: Context,
  service: Service,
  document: Result<EncodedDocument>,
  context: ProblemPlace,
): Response {
  if (!document.ok) return negotiatedProblemResponse(c, service, document.problem, context);
  const response = documentResponse(c, document.value, service.now());
  for (const [name, value] of Object.entries(PAGE_HEADERS)) response.headers.set(name, value);
  // The page's `<head>` has the same links.
  response.headers.delete('Link');
  return response;
}

/** A page for browsers, and a problem document (RFC 9457) for other clients. */
export function negotiatedProblemResponse(
  c: Context,
  service: Service,
  problem: Problem,
  context: ProblemPlace = {},
): Response {
  const { language } = context;
  const response = problemResponse(c, problem, language === undefined ? {} : { language });
  const vary = response.headers.get('Vary');
  response.headers.set('Vary', vary === null ? 'Accept' : `${vary}, Accept`);
  if (!wantsPage(c)) return response;
  const pageLanguage = language ?? requestLanguage(c);
  const html = problemPage({
    baseUrl: service.baseUrl,
    language: pageLanguage,
    newsroom: context.newsroom?.slug ?? null,
    title: translate(pageLanguage, `problem:${problem.code}.title`),
    detail: problemDetail(problem, pageLanguage),
  });
  const headers = new Headers(response.headers);
  headers.set('Content-Type', 'text/html; charset=utf-8');
  for (const [name, value] of Object.entries(PAGE_HEADERS)) headers.set(name, value);
  return new Response(html, { status: response.status, headers });
}

/** Browsers name HTML in `Accept`; a client that accepts any type gets JSON. */
function wantsPage(c: Context): boolean {
  const accept = parseWeighted(c.req.header('accept') ?? null);
  const html = weightOf(accept, 'text/html', 'application/xhtml+xml') ?? 0;
  const json = weightOf(accept, 'application/problem+json', 'application/json') ?? 0;
  return html > 0 && html >= json;
}

/** The newsroom and the language of a path `/:language/:newsroom/…`. */
export interface PageAddress extends ResolvedNewsroom {
  readonly language: Language;
  /** True when the path has a former slug, so that the handler must redirect. */
  readonly isFormerSlug: boolean;
}

/** Returns a 404 response when no newsroom has the slug, or when the newsroom does not use the language. */
export async function resolvePageAddress(c: Context, service: Service): Promise<PageAddress | Response> {
  const language = pathPart(c, 'language');
  if (!isLanguage(language)) return negotiatedProblemResponse(c, service, { code: 'not-found' });
  const slug = pathPart(c, 'newsroom');
  const resolved = await resolveNewsroom(service, slug);
  if (!resolved?.newsroom.languages.includes(language)) {
    return negotiatedProblemResponse(c, service, { code: 'not-found' }, { language });
  }
  return { ...resolved, language, isFormerSlug: slug !== resolved.newsroom.slug };
}

export function beforeCursor(c: Context): string | null {
  return c.req.query('before') ?? null;
}
