import { isObject, type JsonObject, own, sameJson } from '../base/json.ts';
import type { FieldError } from '../base/problem.ts';
import { pointer } from './field-errors.ts';

/**
 * Read-only fields of a merged representation: accepted as they are, so that get, edit, patch works, refused when they
 * were changed, added or removed. `path` is where the object stands.
 */
export function readOnlyErrors(
  present: unknown,
  merged: unknown,
  names: readonly string[],
  ...path: string[]
): FieldError[] {
  if (!isObject(merged)) return [];
  return names
    .filter((name) => !sameJson(own(present, name), own(merged, name)))
    .map((name) => ({ pointer: pointer(...path, name), code: 'read-only' }));
}

export function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
