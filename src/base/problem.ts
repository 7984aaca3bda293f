import type { Refusal } from './refusal.ts';

/**
 * Everything that can go wrong, by name. The pure parts return these as values; `http/problem.ts` alone turns
 * them into localized RFC 9457 answers. A problem never carries the input that caused it.
 */
export type ProblemCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'gone'
  | 'too-large'
  | 'unsupported-media-type'
  | 'malformed'
  | 'precondition-required'
  | 'stale'
  | 'wrong-state'
  | 'taken'
  | 'invalid'
  | 'idempotency-mismatch'
  | 'too-many-requests'
  | 'unavailable'
  | 'insufficient-storage'
  | 'internal';

export interface Problem {
  readonly code: ProblemCode;
  /** For `invalid`: every field that was refused. */
  readonly errors?: readonly FieldError[];
  /** For `gone`: the publisher's own words, per language. */
  readonly reason?: { readonly fi?: string; readonly sv?: string; readonly en?: string };
  /** For `invalid`: why a foreign document does not come in. */
  readonly refusal?: Refusal;
  /** For `wrong-state`: which rule, as a key under `problem.state` in the catalogues. */
  readonly rule?: string;
}

/** One refused field. `pointer` is a JSON pointer (RFC 6901), or the name of a query parameter. */
export interface FieldError {
  readonly pointer: string;
  /** Key under `problem.field` in the catalogues. */
  readonly code: string;
  /** Numbers for the message, such as a limit. Never input. */
  readonly params?: { readonly [name: string]: number };
  /** RFC 3339 times to choose from, for a wall time that is missing or doubled. */
  readonly choices?: readonly string[];
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail<T = never>(code: ProblemCode, rest: Omit<Problem, 'code'> = {}): Result<T> {
  return { ok: false, problem: { code, ...rest } };
}

export function invalid<T = never>(...errors: FieldError[]): Result<T> {
  return fail('invalid', { errors });
}
