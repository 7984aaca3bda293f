import { isIdentifier, isNode, type Node, nodesOf, walk } from './syntax.ts';

/** The names that a scope binds, as values and as types. A class is both. */
export interface Bindings {
  readonly values: Set<string>;
  readonly types: Set<string>;
}

const BLOCKS = new Set(['Program', 'BlockStatement', 'StaticBlock', 'TSModuleBlock', 'SwitchStatement']);
const CLASSES = new Set(['ClassDeclaration', 'ClassExpression']);
const TYPES = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration']);
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** The names that a node binds for its descendants; nothing if it opens no scope. */
export function bindingsOf(node: Node, parent: Node | null): Bindings | null {
  const bindings: Bindings = { values: new Set(), types: new Set() };
  if (BLOCKS.has(node.type)) {
    for (const statement of statementsOf(node)) declare(statement, bindings);
    const isBodyOfFunction = parent !== null && FUNCTIONS.has(parent.type);
    if (isBodyOfFunction || (node.type !== 'BlockStatement' && node.type !== 'SwitchStatement'))
      hoistVariables(node, bindings);
  } else if (node.type === 'TSMappedType') addTo(bindings.types, node.key);
  else if (node.type === 'TSConditionalType') declareInferred(node.extendsType, bindings);
  else declareOwn(node, bindings);
  return bindings.values.size + bindings.types.size > 0 ? bindings : null;
}

/** Parameters, type parameters, variables of a loop or a catch, and the own name of an expression. */
function declareOwn(node: Node, bindings: Bindings): void {
  if (isNode(node.typeParameters))
    for (const each of nodesOf(node.typeParameters.params)) addTo(bindings.types, each.name);
  if (node.type.endsWith('Instantiation') || node.type.endsWith('ParameterDeclaration')) return;
  for (const each of [...nodesOf(node.params), ...nodesOf(node.parameters)]) declarePattern(each, bindings);
  if (node.type === 'CatchClause') declarePattern(node.param, bindings);
  for (const each of [...nodesOf(node.init), ...nodesOf(node.left)])
    if (each.type === 'VariableDeclaration') declare(each, bindings);
  if (CLASSES.has(node.type) && node.declare !== true) addToBoth(bindings, node.id);
  if (node.type === 'FunctionExpression') addTo(bindings.values, node.id);
}

function statementsOf(node: Node): Node[] {
  const statements =
    node.type === 'SwitchStatement'
      ? nodesOf(node.cases).flatMap(({ consequent }) => nodesOf(consequent))
      : nodesOf(node.body);
  return statements.map((statement) => {
    const isExport = /^Export(Named|Default)Declaration$/.test(statement.type);
    return isExport && isNode(statement.declaration) ? statement.declaration : statement;
  });
}

/** `declare const x` binds nothing, since it names a global. */
function declare(node: Node, bindings: Bindings): void {
  if (node.type === 'ImportDeclaration') declareImported(node, bindings);
  if (TYPES.has(node.type) || CLASSES.has(node.type)) addTo(bindings.types, node.id);
  if (node.declare === true) return;
  if (node.type === 'VariableDeclaration' && node.kind !== 'var') declareVariables(node, bindings);
  if (node.type === 'FunctionDeclaration' || CLASSES.has(node.type)) addTo(bindings.values, node.id);
  if (node.type === 'TSEnumDeclaration') addToBoth(bindings, node.id);
}

function declareImported(node: Node, bindings: Bindings): void {
  for (const specifier of nodesOf(node.specifiers)) {
    addTo(bindings.types, specifier.local);
    if (node.importKind !== 'type' && specifier.importKind !== 'type')
      addTo(bindings.values, specifier.local);
  }
}

function declareVariables(node: Node, bindings: Bindings): void {
  for (const { id } of nodesOf(node.declarations)) declarePattern(id, bindings);
}

/** `var` is visible in the whole function, but is not collected from inner functions. */
function hoistVariables(node: Node, bindings: Bindings): void {
  for (const field in node) {
    for (const child of nodesOf(node[field])) {
      const isVar = child.type === 'VariableDeclaration' && child.kind === 'var' && child.declare !== true;
      if (isVar) declareVariables(child, bindings);
      if (!FUNCTIONS.has(child.type) && !CLASSES.has(child.type)) hoistVariables(child, bindings);
    }
  }
}

function declarePattern(pattern: unknown, bindings: Bindings): void {
  if (!isNode(pattern)) return;
  if (isIdentifier(pattern)) addTo(bindings.values, pattern);
  for (const each of [...nodesOf(pattern.elements), ...nodesOf(pattern.properties)])
    declarePattern(each, bindings);
  if (pattern.type === 'Property') declarePattern(pattern.value, bindings);
  if (pattern.type === 'AssignmentPattern') declarePattern(pattern.left, bindings);
  if (pattern.type === 'RestElement') declarePattern(pattern.argument, bindings);
}

function declareInferred(type: unknown, bindings: Bindings): void {
  if (!isNode(type)) return;
  walk(type, ({ type: kind, name }) => {
    if (kind === 'TSTypeParameter') addTo(bindings.types, name);
  });
}

function addTo(names: Set<string>, id: unknown): void {
  if (isIdentifier(id)) names.add(id.name);
}

function addToBoth(bindings: Bindings, id: unknown): void {
  addTo(bindings.values, id);
  addTo(bindings.types, id);
}
