import { ownField } from '../base/json.ts';
import { LANGUAGES } from '../base/locale/language.ts';
import { LIMITS } from '../domain/limits.ts';
import { type SanitizeBody, sanitizeBody } from './sanitize.ts';

/** What `sanitizeBody` returns for each body, in their order. Runs on a thread of its own where the platform has threads. */
export type SanitizeBodies = (
  bodies: readonly string[],
  website: string | null,
) => Promise<readonly (string | null)[]>;

export const sanitizeInPlace: SanitizeBodies = async (bodies, website) =>
  bodies.map((body) => sanitizeBody(body, website));

/** Characters of all bodies together; shorter ones are sanitized in a millisecond or two. */
const MIN_LENGTH = 8_000;

/**
 * Sanitizes the bodies of `requests` (a release or a change of one, not validated yet), so that the returned function has
 * the results at hand for pure code which cannot wait.
 */
export async function sanitizeAhead(
  sanitizeBodies: SanitizeBodies,
  requests: readonly unknown[],
  website: string | null,
): Promise<SanitizeBody> {
  const bodies = requests.flatMap(bodiesIn);
  if (bodies.reduce((length, body) => length + body.length, 0) < MIN_LENGTH) return sanitizeBody;
  const results = await sanitizeBodies(bodies, website);
  const known = new Map(bodies.map((body, at) => [body, results[at] ?? null]));
  return (html, base) => {
    const sanitized = base === website ? known.get(html) : undefined;
    return sanitized === undefined ? sanitizeBody(html, base) : sanitized;
  };
}

/** Longer ones are refused without being sanitized. */
function bodiesIn(request: unknown): string[] {
  const variants = ownField(request, 'variants');
  return LANGUAGES.flatMap((language) => {
    const body = ownField(ownField(variants, language), 'body');
    return typeof body === 'string' && body.length <= LIMITS.bodyBytes ? [body] : [];
  });
}
