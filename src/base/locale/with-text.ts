/** Adds the text behind its siblings. Returns null when the key exists, lies below a text, or `text` is empty. */
export function withText(catalogue: unknown, path: readonly string[], text: string): object | null {
  const [name, ...rest] = path;
  if (!isBranch(catalogue) || name === undefined || text.trim() === '') return null;
  const present = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (rest.length === 0) return present === undefined ? { ...catalogue, [name]: text.trim() } : null;
  const branch = withText(present ?? {}, rest, text);
  return branch === null ? null : { ...catalogue, [name]: branch };
}

function isBranch(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
