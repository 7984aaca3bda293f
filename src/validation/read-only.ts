import { isObject, isSameJson, type JsonObject, ownField } from '../base/json.ts';
import type { FieldError } from '../base/problem.ts';
import { jsonPointer } from './field-errors.ts';

/** Accepts unchanged read-only members, because clients send back the whole representation. */
export function readOnlyErrors(
  present: unknown,
  merged: unknown,
  names: readonly string[],
  ...path: string[]
): FieldError[] {
  if (!isObject(merged)) return [];
  return names
    .filter((name) => !isSameJson(ownField(present, name), ownField(merged, name)))
    .map((name) => ({ pointer: jsonPointer(...path, name), code: 'read-only' }));
}

export function withoutFields(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
