/** Each scope includes those before it. */
export const SCOPES = ['read', 'write', 'publish', 'administer'] as const;
export type Scope = (typeof SCOPES)[number];

export function includesScope(given: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(given) >= SCOPES.indexOf(needed);
}
