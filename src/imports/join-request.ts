import * as v from 'valibot';
import { codeWithLimit } from '../validation/field-errors.ts';
import * as field from '../validation/fields.ts';

/** `POST …/join`: `release` is the number of the release that is joined to this one. */
export const JoinBody = field.object({
  release: v.pipe(
    v.number('not-a-number'),
    v.integer('not-an-integer'),
    v.minValue(1, codeWithLimit('too-small', 1)),
  ),
});

/** `POST …/split`: the variant in `language` becomes a separate release. */
export const SplitBody = field.object({ language: field.language });
