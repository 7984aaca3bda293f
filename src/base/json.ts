/** JSON as it comes from a parser: nothing is known of it but that it is JSON. */
export type JsonObject = { readonly [name: string]: unknown };

/** Nothing in the contract nests deeper than eight levels; what does is refused before anything walks into it. */
export const JSON_DEPTH = 32;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of its own: `constructor` and `toString` are nobody's unless they were sent. */
export function own(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** True when `value` nests more than JSON_DEPTH levels. Level by level, so that depth cannot exhaust the stack. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= JSON_DEPTH; depth += 1) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** Equality of JSON values; the order of an object's fields does not matter. Both within JSON_DEPTH. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
  );
}

/** No field of ours, and none that a schema may be shown: valibot passes over them without a word. */
const FORBIDDEN: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** Paths of fields named so, as deep as JSON_DEPTH. */
export function forbiddenNames(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || path.length > JSON_DEPTH) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = [...path, name];
    return !Array.isArray(value) && FORBIDDEN.includes(name) ? [here] : forbiddenNames(inner, here);
  });
}
