/**
 * A catalogue with one more text at `path`, behind its siblings. Null when the key is taken, by a text or by a branch,
 * when it would stand below a text, or when there is no text.
 */
export function withText(catalogue: unknown, path: readonly string[], text: string): object | null {
  const [name, ...rest] = path;
  if (!isBranch(catalogue) || name === undefined || text.trim() === '') return null;
  const present = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (rest.length === 0) return present === undefined ? { ...catalogue, [name]: text.trim() } : null;
  const below = withText(present ?? {}, rest, text);
  return below === null ? null : { ...catalogue, [name]: below };
}

function isBranch(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
