import { fail, ok, type Result } from '../base/problem.ts';

/** Each scope includes those before it. */
export const SCOPES = ['read', 'write', 'publish', 'administer'] as const;
export type Scope = (typeof SCOPES)[number];

export function includesScope(given: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(given) >= SCOPES.indexOf(needed);
}

/** A change of what is public needs `publish`, also of what is scheduled, because that becomes public by itself. */
export function requireScope(given: Scope, mayBecomePublic: boolean): Result<null> {
  const needed = mayBecomePublic ? 'publish' : 'write';
  return includesScope(given, needed) ? ok(null) : fail('forbidden', { needs: needed });
}
