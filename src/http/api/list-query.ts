import { isLanguage } from '../../base/locale/language.ts';
import { type FieldError, invalid, ok, type Result } from '../../base/problem.ts';
import { RELEASE_STATES } from '../../domain/release.ts';
import type { ListQuery } from '../../newsroom/release-port.ts';

export const LIMIT = { min: 1, max: 100, default: 20 } as const;

/** `?state&language&limit&cursor`; an error's pointer is the parameter's name. */
export function parseListQuery(
  parameter: (name: string) => string | undefined,
  audience: ListQuery['audience'],
): Result<ListQuery> {
  const [state, language, limit] = [parameter('state'), parameter('language'), parameter('limit')];
  const known = RELEASE_STATES.find((one) => one === state);
  const errors: FieldError[] = [];
  if (state !== undefined && known === undefined) errors.push({ pointer: 'state', code: 'unknown-state' });
  if (language !== undefined && !isLanguage(language)) {
    errors.push({ pointer: 'language', code: 'malformed-language' });
  }
  const wrong = limit === undefined ? null : limitError(limit);
  if (wrong !== null) errors.push(wrong);
  if (errors.length > 0) return invalid(...errors);
  return ok({
    audience,
    state: known ?? null,
    language: isLanguage(language) ? language : null,
    limit: limit === undefined ? LIMIT.default : Number(limit),
    cursor: parameter('cursor') ?? null,
  });
}

export function limitError(limit: string): FieldError | null {
  if (!/^-?[0-9]+$/.test(limit)) return { pointer: 'limit', code: 'not-an-integer' };
  if (Number(limit) < LIMIT.min) return { pointer: 'limit', code: 'too-small', params: { min: LIMIT.min } };
  if (Number(limit) > LIMIT.max) return { pointer: 'limit', code: 'too-big', params: { max: LIMIT.max } };
  return null;
}
