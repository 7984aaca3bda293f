import { parseSync } from 'rolldown/utils';

/** A node of the syntax tree. Its fields are unknown, so a reader must check each of them. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

export function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value
  );
}

/** @throws when the file cannot be parsed, or it would count as a file without violations. */
export function parse(path: string, text: string): Node {
  const { program, errors } = parseSync(path, text, { sourceType: 'module', preserveParens: false });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  if (!isNode(program)) throw new Error(`${path}: no syntax tree`);
  return program;
}

export function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
}

export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const field in node) for (const child of nodesOf(node[field])) walk(child, visit);
}

export function isIdentifier(value: unknown): value is Node & { readonly name: string } {
  return isNode(value) && value.type === 'Identifier' && typeof value.name === 'string';
}

/** The text of a string, or of a template without substitutions. */
export function literalText(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === 'Literal') return typeof value.value === 'string' ? value.value : null;
  if (value.type !== 'TemplateLiteral' || nodesOf(value.expressions).length > 0) return null;
  const [quasi] = nodesOf(value.quasis);
  const text: unknown = quasi?.value;
  const isCooked = typeof text === 'object' && text !== null && 'cooked' in text;
  return isCooked && typeof text.cooked === 'string' ? text.cooked : null;
}

/** The name of a member, however it is spelled; nothing if it is computed. */
export function memberName(node: Node, field: 'property' | 'key'): string | null {
  const name = node[field];
  return node.computed !== true && isIdentifier(name) ? name.name : literalText(name);
}
