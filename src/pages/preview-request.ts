import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { refused } from '../validation/field-errors.ts';
import * as field from '../validation/fields.ts';
import { read } from '../validation/parse.ts';

const DAY = 24 * 60 * 60;

/** How long a preview's link may hold, in seconds. */
export const PREVIEW_SECONDS = { least: 60, default: 7 * DAY, most: 30 * DAY } as const;

/** `POST …/previews`. */
export const PreviewBody = field.fields({
  expiresIn: v.optional(field.integer(PREVIEW_SECONDS.least, PREVIEW_SECONDS.most), PREVIEW_SECONDS.default),
});

export function parsePreview(input: unknown): Result<v.InferOutput<typeof PreviewBody>> {
  if (isTooDeep(input)) return fail('malformed');
  const { value, errors } = read(PreviewBody, input);
  return value === undefined ? refused(errors) : ok(value);
}
