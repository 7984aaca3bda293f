import { findNodes, type Project } from '../import-graph.ts';
import { isIdentifier, isNode, memberName, type Node, nodesOf } from '../syntax.ts';

const FORWARDERS = 15;

const METHODS = new Set(['MethodDefinition', 'PropertyDefinition', 'Property']);
const FUNCTIONS = new Set(['FunctionExpression', 'ArrowFunctionExpression']);

/** Few methods may only pass their parameters on to a method of the same name, or they would be an empty layer. */
export function excessForwarders(project: Project): string[] {
  const found = forwarders(project);
  return found.length > FORWARDERS ? found : [];
}

export function forwarders(project: Project): string[] {
  return findNodes(project, isForwarder);
}

function isForwarder(node: Node): boolean {
  const method = node.value;
  if (!METHODS.has(node.type) || node.kind === 'get' || node.kind === 'set') return false;
  if (!isNode(method) || !FUNCTIONS.has(method.type)) return false;
  const name = memberName(node, 'key');
  const call = soleCall(method);
  const callee = call?.callee;
  if (name === null || call === null || !isNode(callee) || callee.type !== 'MemberExpression') return false;
  const isOther = isNode(callee.object) && callee.object.type !== 'ThisExpression';
  return isOther && memberName(callee, 'property') === name && isSame(method.params, call.arguments);
}

/** The call that is the whole body of a function, with or without `await` and `return`. */
function soleCall({ body }: Node): Node | null {
  if (!isNode(body)) return null;
  const [first, ...rest] = body.type === 'BlockStatement' ? nodesOf(body.body) : [body];
  if (first === undefined || rest.length > 0) return null;
  return callIn(first);
}

const WRAPPINGS: Readonly<Record<string, string>> = {
  ReturnStatement: 'argument',
  AwaitExpression: 'argument',
  ExpressionStatement: 'expression',
  ChainExpression: 'expression',
};

function callIn(node: Node): Node | null {
  if (node.type === 'CallExpression') return node;
  const inner = node[WRAPPINGS[node.type] ?? 'type'];
  return isNode(inner) ? callIn(inner) : null;
}

function isSame(params: unknown, args: unknown): boolean {
  const [names, passed] = [nodesOf(params).map(spelled), nodesOf(args).map(spelled)];
  return names.length === passed.length && names.every((name, at) => name !== null && name === passed[at]);
}

function spelled(node: Node): string | null {
  if (isIdentifier(node)) return node.name;
  const isRest = node.type === 'RestElement' || node.type === 'SpreadElement';
  return isRest && isIdentifier(node.argument) ? `...${node.argument.name}` : null;
}
