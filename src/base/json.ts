export type JsonObject = { readonly [name: string]: unknown };

/** The API nests eight levels at most; deeper input is refused before recursive code reads it. */
export const MAX_JSON_DEPTH = 32;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function ownField(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Works level by level, because recursion on deep input would exhaust the stack. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MAX_JSON_DEPTH; depth += 1) {
    level = level.flatMap((item) => (isContainer(item) ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** Ignores the order of object members. Neither value may nest deeper than MAX_JSON_DEPTH. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSameJson(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]))
  );
}

/** Valibot silently ignores these members, so they are refused separately. */
const FORBIDDEN_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

export function forbiddenPaths(value: unknown): string[][] {
  const found: string[][] = [];
  addForbiddenPaths(value, [], found);
  return found;
}

/** Nothing is made for the other members, because a request may have very many of them. */
function addForbiddenPaths(value: unknown, path: readonly string[], found: string[][]): void {
  if (!isContainer(value) || path.length > MAX_JSON_DEPTH) return;
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value) && FORBIDDEN_NAMES.includes(name)) found.push([...path, name]);
    else if (isContainer(inner)) addForbiddenPaths(inner, [...path, name], found);
  }
}

/** `value` with the members of its objects in the order that they have in `model`; those that `model` lacks come last. */
export function inOrderOf(model: unknown, value: unknown): unknown {
  if (Array.isArray(model) && Array.isArray(value))
    return value.map((item, at) => inOrderOf(model[at], item));
  if (!isObject(value)) return value;
  const known = isObject(model) ? Object.keys(model).filter((name) => Object.hasOwn(value, name)) : [];
  const names = new Set([...known, ...Object.keys(value)]);
  return Object.fromEntries(
    Array.from(names, (name) => [name, inOrderOf(ownField(model, name), value[name])]),
  );
}
