import * as v from 'valibot';
import { forbiddenPaths } from '../base/json.ts';
import type { FieldError } from '../base/problem.ts';
import { fieldErrors, jsonPointer } from './field-errors.ts';

export interface ParseResult<T> {
  readonly value: T | undefined;
  readonly errors: readonly FieldError[];
}

export function parseInput<const S extends v.GenericSchema>(
  schema: S,
  input: unknown,
): ParseResult<v.InferOutput<S>> {
  const forbidden = forbiddenPaths(input).map((path) => ({
    pointer: jsonPointer(...path),
    code: 'unknown-field',
  }));
  const result = v.safeParse(schema, input);
  const errors = [...(result.issues === undefined ? [] : fieldErrors(result.issues)), ...forbidden];
  return { value: result.success ? result.output : undefined, errors };
}
