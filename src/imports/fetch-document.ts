import { type FieldError, invalid, ok, type Result } from '../base/problem.ts';
import type { Outgoing, OutgoingAnswer } from '../outgoing/outgoing.ts';

/** `timeout` is in milliseconds. */
export const FETCH_LIMITS = { maxBytes: 5 * 1024 * 1024, timeout: 20_000, redirects: 5 } as const;

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1';

type FetchedAnswer = Extract<OutgoingAnswer, { ok: true }>;

/** `conditions` are headers for a conditional request (RFC 9110 section 13). */
export function fetchDocument(
  outgoing: Outgoing,
  url: string,
  conditions: { readonly [name: string]: string } = {},
): Promise<OutgoingAnswer> {
  const headers = { accept: ACCEPT, ...conditions };
  return outgoing.send({ method: 'GET', url, headers, body: null, ...FETCH_LIMITS });
}

/** What a fetched document says of itself in its head, for reading it. */
export function contextOf({ headers, url }: FetchedAnswer) {
  return {
    contentType: headers['content-type'] ?? null,
    contentLanguage: headers['content-language'] ?? null,
    url,
  };
}

export function toContentResult(answer: OutgoingAnswer, pointer: string): Result<FetchedAnswer> {
  const error = fetchError(answer);
  if (error === null && answer.ok) return ok(answer);
  return invalid({ pointer, code: 'fetch-failed', ...error });
}

export function fetchError(answer: OutgoingAnswer): Omit<FieldError, 'pointer'> | null {
  if (!answer.ok) return { code: ERROR_CODES[answer.reason] };
  const isContent = answer.status >= 200 && answer.status < 300;
  return isContent ? null : { code: 'fetch-status', params: { status: answer.status } };
}

const ERROR_CODES: { readonly [R in Extract<OutgoingAnswer, { ok: false }>['reason']]: string } = {
  'refused-address': 'fetch-refused',
  'bad-url': 'malformed-url',
  unreachable: 'fetch-failed',
  'bad-answer': 'fetch-failed',
  timeout: 'fetch-timeout',
  'too-large': 'fetch-too-large',
  'too-many-redirects': 'fetch-redirects',
};
