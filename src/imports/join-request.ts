import * as v from 'valibot';
import { limited } from '../validation/field-errors.ts';
import * as field from '../validation/fields.ts';

/** `POST …/join`: the number of the release whose variants come here. */
export const JoinBody = field.fields({
  release: v.pipe(
    v.number('not-a-number'),
    v.integer('not-an-integer'),
    v.minValue(1, limited('too-small', 1)),
  ),
});

/** `POST …/split`: the language whose variant becomes a release of its own. */
export const SplitBody = field.fields({ language: field.language });
