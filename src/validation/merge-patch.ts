import { isObject, isTooDeep } from '../base/json.ts';
import { fail, ok, type Result } from '../base/problem.ts';

/** RFC 7396. Fails with `malformed` when the patch nests too deep. */
export function mergePatch(target: unknown, patch: unknown): Result<unknown> {
  return isTooDeep(patch) ? fail('malformed') : ok(merge(target, patch));
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  // An assignment to `__proto__` would set the prototype.
  const fields = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) fields.delete(name);
    else fields.set(name, merge(fields.get(name), value));
  }
  return Object.fromEntries(fields);
}
