import { isLanguage } from '../../base/locale/language.ts';
import { type FieldError, invalid, ok, type Result } from '../../base/problem.ts';
import { RELEASE_STATES } from '../../domain/release.ts';
import type { ListQuery } from '../../newsroom/release-port.ts';

export const LIST_LIMIT = { min: 1, max: 100, default: 20 } as const;

/** The pointer of an error is the parameter's name. */
export function parseListQuery(
  parameter: (name: string) => string | undefined,
  audience: ListQuery['audience'],
): Result<ListQuery> {
  const [state, language, limit] = [parameter('state'), parameter('language'), parameter('limit')];
  const knownState = RELEASE_STATES.find((one) => one === state);
  const errors: FieldError[] = [];
  if (state !== undefined && knownState === undefined)
    errors.push({ pointer: 'state', code: 'unknown-state' });
  if (language !== undefined && !isLanguage(language)) {
    errors.push({ pointer: 'language', code: 'malformed-language' });
  }
  const wrongLimit = limit === undefined ? null : limitError(limit);
  if (wrongLimit !== null) errors.push(wrongLimit);
  if (errors.length > 0) return invalid(...errors);
  return ok({
    audience,
    state: knownState ?? null,
    language: isLanguage(language) ? language : null,
    limit: limit === undefined ? LIST_LIMIT.default : Number(limit),
    cursor: parameter('cursor') ?? null,
  });
}

export function limitError(limit: string): FieldError | null {
  if (!/^-?[0-9]+$/.test(limit)) return { pointer: 'limit', code: 'not-an-integer' };
  if (Number(limit) < LIST_LIMIT.min)
    return { pointer: 'limit', code: 'too-small', params: { min: LIST_LIMIT.min } };
  if (Number(limit) > LIST_LIMIT.max)
    return { pointer: 'limit', code: 'too-big', params: { max: LIST_LIMIT.max } };
  return null;
}
