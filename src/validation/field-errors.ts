import type { BaseIssue } from 'valibot';
import { type FieldError, invalid, type Result } from '../base/problem.ts';
import { characterCount } from '../domain/limits.ts';

export const MAX_REPORTED_ERRORS = 50;

/** The message of a schema is a code with an optional limit, such as `too-long:500`. */
export function codeWithLimit(code: string, limit: number): `${string}:${number}` {
  return `${code}:${limit}`;
}

export function invalidFields<T = never>(errors: readonly FieldError[]): Result<T> {
  return invalid(...errors.slice(0, MAX_REPORTED_ERRORS));
}

export function jsonPointer(...names: (string | number)[]): string {
  return names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function fieldErrors(issues: readonly BaseIssue<unknown>[]): FieldError[] {
  return issues.slice(0, MAX_REPORTED_ERRORS).flatMap((issue) => {
    const inner = innerIssues(issue);
    return inner.length > 0 ? inner.map((one) => fieldError(one, issue)) : [fieldError(issue)];
  });
}

/** Valibot reports both branches of a union of a string and an object; only issues inside the object are useful. */
function innerIssues(issue: BaseIssue<unknown>): readonly BaseIssue<unknown>[] {
  return issue.type === 'union' ? (issue.issues ?? []).filter((inner) => inner.path !== undefined) : [];
}

function fieldError(issue: BaseIssue<unknown>, parent?: BaseIssue<unknown>): FieldError {
  const path = [...(parent?.path ?? []), ...(issue.path ?? [])];
  const names = path
    .map((item) => item.key)
    .filter((key) => typeof key === 'string' || typeof key === 'number');
  const last = issue.path?.at(-1);
  if (last?.type === 'object' && last.origin === 'key')
    return { pointer: jsonPointer(...names), code: 'required' };
  const [code = '', limit] = issue.message.split(':');
  // The client chooses the name of an unknown field, so an implausible name is not repeated.
  const reported = typeof last?.key === 'string' && !isPlausibleName(last.key) ? names.slice(0, -1) : names;
  const error = { pointer: jsonPointer(...reported), code };
  return limit === undefined ? error : { ...error, params: { [limitName(code)]: Number(limit) } };
}

function limitName(code: string): 'min' | 'max' {
  return code === 'too-short' || code === 'too-few' || code === 'too-small' ? 'min' : 'max';
}

function isPlausibleName(key: string): boolean {
  return key.isWellFormed() && characterCount(key) <= 40;
}
