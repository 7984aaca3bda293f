import type { Context } from 'hono';
import { isLanguage, type Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Problem, Result } from '../../base/problem.ts';
import type { EncodedDocument } from '../../documents/document.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { parseWeighted, weightOf } from '../../negotiation/weighted.ts';
import { problemPage } from '../../pages/views/problem-page.tsx';
import { documentResponse } from '../documents.ts';
import { type FoundNewsroom, findNewsroom } from '../find-newsroom.ts';
import { detailOf, languageOf, problemResponse } from '../problem.ts';
import { part } from '../resource.ts';
import type { Service } from '../service.ts';
import { PAGE_HEADERS } from './headers.ts';

/** Where a problem was met, as far as the address says. */
export interface ProblemPlace {
  readonly language?: Language | undefined;
  readonly newsroom?: Newsroom | undefined;
}

/** A page, or 304; or the problem that came instead. */
export function answer(
  c: Context,
  service: Service,
  served: Result<EncodedDocument>,
  place: ProblemPlace,
): Response {
  if (!served.ok) return problemAnswer(c, service, served.problem, place);
  const response = documentResponse(c, served.value, 'current', service.now());
  for (const [name, value] of Object.entries(PAGE_HEADERS)) response.headers.set(name, value);
  // A page names its feeds and languages in its head.
  response.headers.delete('Link');
  return response;
}

/** To people a page, to programs the problem as RFC 9457 says it. The status is the same. */
export function problemAnswer(
  c: Context,
  service: Service,
  problem: Problem,
  place: ProblemPlace = {},
): Response {
  const { language } = place;
  const response = problemResponse(c, problem, language === undefined ? {} : { language });
  const vary = response.headers.get('Vary');
  response.headers.set('Vary', vary === null ? 'Accept' : `${vary}, Accept`);
  if (!wantsPage(c)) return response;
  const said = language ?? languageOf(c);
  const html = problemPage({
    baseUrl: service.baseUrl,
    language: said,
    newsroom: place.newsroom?.slug ?? null,
    title: translate(said, `problem:${problem.code}.title`),
    detail: detailOf(problem, said),
  });
  const headers = new Headers(response.headers);
  headers.set('Content-Type', 'text/html; charset=utf-8');
  for (const [name, value] of Object.entries(PAGE_HEADERS)) headers.set(name, value);
  return new Response(html, { status: response.status, headers });
}

/** A browser names HTML; whoever takes anything gets what programs read. */
function wantsPage(c: Context): boolean {
  const accept = parseWeighted(c.req.header('accept') ?? null);
  const html = weightOf(accept, 'text/html', 'application/xhtml+xml') ?? 0;
  const json = weightOf(accept, 'application/problem+json', 'application/json') ?? 0;
  return html > 0 && html >= json;
}

/** A newsroom's page as an address names it: the language, and the newsroom by its present slug or a former one. */
export interface Address extends FoundNewsroom {
  readonly language: Language;
  /** The address has a former slug: whoever answers redirects. */
  readonly isFormer: boolean;
}

/** The newsroom that `/:language/:newsroom/…` names, or the answer where there is none in the language. */
export async function addressed(c: Context, service: Service): Promise<Address | Response> {
  const language = part(c, 'language');
  if (!isLanguage(language)) return problemAnswer(c, service, { code: 'not-found' });
  const slug = part(c, 'newsroom');
  const found = await findNewsroom(service, slug);
  if (!found?.newsroom.languages.includes(language)) {
    return problemAnswer(c, service, { code: 'not-found' }, { language });
  }
  return { ...found, language, isFormer: slug !== found.newsroom.slug };
}

/** The place in a list that the address continues from. */
export function beforeOf(c: Context): string | null {
  return c.req.query('before') ?? null;
}
