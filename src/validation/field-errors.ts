import type { BaseIssue } from 'valibot';
import { type FieldError, invalid, type Result } from '../base/problem.ts';
import { characters } from '../domain/limits.ts';

/** Errors reported at once; a request with more is not being written by hand. */
export const ERRORS_REPORTED = 50;

/** A schema's message: the field error's code, with its limit where it has one (`too-long:500`). */
export function limited(code: string, limit: number): `${string}:${number}` {
  return `${code}:${limit}`;
}

/** The problem of a request with these errors; of very many, the first ones. */
export function refused<T = never>(errors: readonly FieldError[]): Result<T> {
  return invalid(...errors.slice(0, ERRORS_REPORTED));
}

/** An RFC 6901 pointer. */
export function pointer(...names: (string | number)[]): string {
  return names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What the schemas found, as field errors. Their messages are codes; valibot's own wording is never used. */
export function fieldErrors(issues: readonly BaseIssue<unknown>[]): FieldError[] {
  return issues.slice(0, ERRORS_REPORTED).flatMap((snapshot) => {
    const inner = chosenBranch(snapshot);
    return inner.length > 0 ? inner.map((one) => fieldError(one, snapshot)) : [fieldError(snapshot)];
  });
}

/**
 * A text may be a string or an object of languages. When it is neither, valibot tells of both branches: of an object
 * with a wrong language only what is wrong inside it is of use.
 */
function chosenBranch(snapshot: BaseIssue<unknown>): readonly BaseIssue<unknown>[] {
  return snapshot.type === 'union' ? (snapshot.issues ?? []).filter((inner) => inner.path !== undefined) : [];
}

function fieldError(snapshot: BaseIssue<unknown>, parent?: BaseIssue<unknown>): FieldError {
  const path = [...(parent?.path ?? []), ...(snapshot.path ?? [])];
  const names = path
    .map((item) => item.key)
    .filter((key) => typeof key === 'string' || typeof key === 'number');
  const last = snapshot.path?.at(-1);
  if (last?.type === 'object' && last.origin === 'key')
    return { pointer: pointer(...names), code: 'required' };
  const [code = '', limit] = snapshot.message.split(':');
  // A field that the contract does not know is named by its sender: a name no one would choose is not echoed.
  const shown = typeof last?.key === 'string' && !isName(last.key) ? names.slice(0, -1) : names;
  const error = { pointer: pointer(...shown), code };
  return limit === undefined ? error : { ...error, params: { [bound(code)]: Number(limit) } };
}

function bound(code: string): 'min' | 'max' {
  return code === 'too-short' || code === 'too-few' || code === 'too-small' ? 'min' : 'max';
}

function isName(key: string): boolean {
  return key.isWellFormed() && characters(key) <= 40;
}
