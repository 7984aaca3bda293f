import type { Refusal } from './refusal.ts';

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
  | 'busy'
  | 'unavailable'
  | 'insufficient-storage'
  | 'internal';

/** A problem never contains the input that caused it. */
export interface Problem {
  readonly code: ProblemCode;
  readonly errors?: readonly FieldError[];
  /** Only for `gone`: the publisher's reason for the withdrawal. */
  readonly reason?: { readonly fi?: string; readonly sv?: string; readonly en?: string };
  /** Only for `invalid`: why an import was refused. */
  readonly refusal?: Refusal;
  /** Only for `wrong-state`: a key under `problem.state` in the catalogues. */
  readonly rule?: string;
  /** Only for `forbidden`: what the token lacks, a key under `problem.needs` in the catalogues. */
  readonly needs?: 'read' | 'write' | 'publish' | 'administer' | 'operator';
}

export interface FieldError {
  /** A JSON pointer (RFC 6901) or the name of a query parameter. */
  readonly pointer: string;
  readonly code: string;
  /** Numbers in the message, such as a limit. They never come from the input. */
  readonly params?: { readonly [name: string]: number };
  /** RFC 3339 times that the client can choose from when the wall time does not exist or occurs twice. */
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
