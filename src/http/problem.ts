import type { Context } from 'hono';
import { FALLBACK_LANGUAGE, LANGUAGES, type Language } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import type { FieldError, Problem, ProblemCode } from '../base/problem.ts';
import { refusalText } from '../imports/refusal.ts';
import { chooseLanguage } from '../negotiation/language.ts';

const STATUS: { readonly [Code in ProblemCode]: number } = {
  malformed: 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'wrong-state': 409,
  taken: 409,
  gone: 410,
  stale: 412,
  'too-large': 413,
  'unsupported-media-type': 415,
  invalid: 422,
  'idempotency-mismatch': 422,
  'precondition-required': 428,
  'too-many-requests': 429,
  busy: 429,
  internal: 500,
  unavailable: 503,
  'insufficient-storage': 507,
};

/** For every response to a request with `Authorization`. A proxy that transforms content would weaken the ETag. */
export const PRIVATE = 'private, no-store, no-transform';

/** A document that does not exist may be created soon. */
const MISSING_DOCUMENT_CACHE = 'public, max-age=10';

interface ProblemOptions {
  /** The language of the address, which takes precedence over the request's headers. */
  readonly language?: Language;
  readonly headers?: { readonly [name: string]: string };
}

/** A problem document (RFC 9457). */
export function problemResponse(c: Context, problem: Problem, options: ProblemOptions = {}): Response {
  const language = options.language ?? requestLanguage(c);
  const status = STATUS[problem.code];
  const vary = [
    ...(options.language === undefined ? ['Accept-Language'] : []),
    ...(c.req.path.startsWith('/api/') ? ['Authorization'] : []),
  ].join(', ');
  return new Response(JSON.stringify(problemBody(problem, language)), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Content-Language': language,
      'Cache-Control': cacheControl(c, status),
      'Cloudflare-CDN-Cache-Control': 'no-store',
      ...(vary !== '' && { Vary: vary }),
      'X-Content-Type-Options': 'nosniff',
      'Access-Control-Allow-Origin': '*',
      // RFC 9110 section 11.6.1: a 401 names the scheme.
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="Kaiku"' }),
      // RFC 6750 section 3.1.
      ...(problem.needs !== undefined && { 'WWW-Authenticate': insufficientScope(problem.needs) }),
      ...(status === 503 && { 'Retry-After': '5' }),
      ...options.headers,
    },
  });
}

export function problemBody(problem: Problem, language: Language): object {
  const { code, errors, refusal } = problem;
  const fieldErrors = [
    ...(errors ?? []).map(({ pointer, choices, ...error }) => ({
      pointer,
      detail: fieldText(language, error),
      ...(choices !== undefined && { choices }),
    })),
    ...(refusal === undefined ? [] : [{ pointer: '', detail: refusalText(language, refusal) }]),
  ];
  return {
    type: `urn:kaiku:problem:${code}`,
    title: translate(language, `problem:${code}.title`),
    status: STATUS[code],
    detail: problemDetail(problem, language),
    ...(fieldErrors.length > 0 && { errors: fieldErrors }),
  };
}

export function fieldText(language: Language, { code, params }: Pick<FieldError, 'code' | 'params'>): string {
  return translate(language, `problem:field.${code}`, params);
}

function insufficientScope(scope: string): string {
  return `Bearer realm="Kaiku", error="insufficient_scope", scope="${scope}"`;
}

/** The language of `?lang=`, else of `Accept-Language`. */
export function requestLanguage(c: Context): Language {
  return chooseLanguage({
    query: c.req.query('lang'),
    acceptLanguage: c.req.header('accept-language') ?? null,
    available: LANGUAGES,
    fallback: FALLBACK_LANGUAGE,
  });
}

/** A withdrawal's reason is used only in `language`: `Content-Language` would be wrong for another one. */
export function problemDetail({ code, reason, rule, needs }: Problem, language: Language): string {
  if (code === 'gone' && reason?.[language] !== undefined) return reason[language];
  if (code === 'wrong-state' && rule !== undefined) return translate(language, `problem:state.${rule}`);
  if (needs !== undefined) return translate(language, `problem:needs.${needs}`);
  return translate(language, `problem:${code}.detail`);
}

function cacheControl(c: Context, status: number): string {
  if (c.req.header('authorization') !== undefined) return PRIVATE;
  const isDocument = (status === 404 || status === 410) && !c.req.path.startsWith('/api/');
  return isDocument ? MISSING_DOCUMENT_CACHE : 'no-store';
}
