import * as v from 'valibot';
import { forbiddenNames } from '../base/json.ts';
import type { FieldError } from '../base/problem.ts';
import { fieldErrors, pointer } from './field-errors.ts';

/** What a field says, and what was wrong with it. Undefined where it could not be read. */
export interface Reading<T> {
  readonly value: T | undefined;
  readonly errors: readonly FieldError[];
}

/** A request body read by its schema. Every error is told. */
export function read<const S extends v.GenericSchema>(schema: S, input: unknown): Reading<v.InferOutput<S>> {
  const forbidden = forbiddenNames(input).map((path) => ({
    pointer: pointer(...path),
    code: 'unknown-field',
  }));
  const result = v.safeParse(schema, input);
  const errors = [...(result.issues === undefined ? [] : fieldErrors(result.issues)), ...forbidden];
  return { value: result.success ? result.output : undefined, errors };
}
