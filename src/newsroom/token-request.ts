import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { LIMITS } from '../domain/limits.ts';
import { SCOPES, type Scope } from '../domain/scope.ts';
import { invalidFields } from '../validation/field-errors.ts';
import * as field from '../validation/fields.ts';
import { parseInput } from '../validation/parse.ts';

/** What a token is for, in the publisher's words. */
export const tokenLabel = v.pipe(
  v.nullable(field.text(LIMITS.name)),
  v.transform((label) => (label === '' ? null : label)),
);

export const tokenScope = v.picklist(SCOPES, 'unknown-scope');

/** `POST …/tokens`. */
export const TokenBody = field.object({
  label: v.optional(tokenLabel, null),
  scope: v.optional(tokenScope, 'administer'),
});

export interface TokenRequest {
  readonly label: string | null;
  readonly scope: Scope;
}

export function parseTokenRequest(input: unknown): Result<TokenRequest> {
  if (isTooDeep(input)) return fail('malformed');
  const { value, errors } = parseInput(TokenBody, input);
  return value === undefined || errors.length > 0 ? invalidFields(errors) : ok(value);
}
