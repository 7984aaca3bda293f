import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { invalidFields } from '../validation/field-errors.ts';
import * as field from '../validation/fields.ts';
import { parseInput } from '../validation/parse.ts';

const DAY = 24 * 60 * 60;

/** The lifetime of a preview link, in seconds. */
export const PREVIEW_SECONDS = { least: 60, default: 7 * DAY, most: 30 * DAY } as const;

/** The lifetime of a file's address in a preview, at most as long as the preview's: it is new each time that one is opened. */
export const PREVIEW_FILE_SECONDS = DAY / 2;

/** The body of `POST …/previews`. */
export const PreviewBody = field.object({
  expiresIn: v.optional(field.integer(PREVIEW_SECONDS.least, PREVIEW_SECONDS.most), PREVIEW_SECONDS.default),
});

export function parsePreview(input: unknown): Result<v.InferOutput<typeof PreviewBody>> {
  if (isTooDeep(input)) return fail('malformed');
  const { value, errors } = parseInput(PreviewBody, input);
  return value === undefined ? invalidFields(errors) : ok(value);
}
