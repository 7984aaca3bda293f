import { type Bindings, bindingsOf } from './bindings.ts';
import { isIdentifier, type Node, nodesOf } from './syntax.ts';

type Space = 'value' | 'type' | 'either';

/** A name that no scope of the file binds, and that therefore comes from the platform. */
export interface FreeReference {
  readonly name: string;
  readonly node: Node;
  readonly parent: Node;
  readonly isType: boolean;
}

interface Place {
  readonly parent: Node | null;
  readonly scopes: readonly Bindings[];
  readonly space: Space;
}

const SPACES: Readonly<Record<string, Space>> = {
  'TSTypeReference.typeName': 'type',
  'TSInterfaceHeritage.expression': 'type',
  'TSClassImplements.expression': 'type',
  'TSTypeQuery.exprName': 'either',
  'ExportSpecifier.local': 'either',
};

/** Fields whose names refer to nothing outside: member names, labels, and names that types bind. */
const NAMES = new Set([
  'LabeledStatement.label',
  'BreakStatement.label',
  'ContinueStatement.label',
  'ExportSpecifier.exported',
  'MetaProperty.meta',
  'MetaProperty.property',
  'TSQualifiedName.right',
  'TSImportType.qualifier',
  'TSNamedTupleMember.label',
  'TSTypeParameter.name',
  'TSInterfaceDeclaration.id',
  'TSTypeAliasDeclaration.id',
  'TSModuleDeclaration.id',
  'TSMappedType.key',
  'TSEnumMember.id',
  'TSIndexSignature.parameters',
]);

export function freeReferences(program: Node): FreeReference[] {
  const found: FreeReference[] = [];
  visit(program, { parent: null, scopes: [], space: 'value' }, found);
  return found;
}

function visit(node: Node, { parent, scopes, space }: Place, found: FreeReference[]): void {
  if (parent !== null && isIdentifier(node) && !isBound(node.name, scopes, space))
    found.push({ name: node.name, node, parent, isType: space !== 'value' });
  if (refersElsewhere(node)) return;
  const bindings = bindingsOf(node, parent);
  const inner = bindings === null ? scopes : [...scopes, bindings];
  for (const field in node) {
    if (isName(node, field)) continue;
    const place = { parent: node, scopes: inner, space: spaceOf(node, field, space) };
    for (const child of nodesOf(node[field])) visit(child, place, found);
  }
}

function isBound(name: string, scopes: readonly Bindings[], space: Space): boolean {
  return scopes.some(
    ({ values, types }) => (space !== 'type' && values.has(name)) || (space !== 'value' && types.has(name)),
  );
}

/** Names that are imported or re-exported belong to another file. */
function refersElsewhere({ type, source }: Node): boolean {
  if (type === 'ImportDeclaration' || type === 'ExportAllDeclaration') return true;
  return type === 'ExportNamedDeclaration' && nodesOf(source).length > 0;
}

function isName({ type, computed }: Node, field: string): boolean {
  const isMember = field === 'key' || (field === 'property' && type === 'MemberExpression');
  return (isMember && computed !== true) || NAMES.has(`${type}.${field}`);
}

/** `a.b` in the place of a type refers to the type or namespace `a`. */
function spaceOf({ type }: Node, field: string, space: Space): Space {
  const isPath = type === 'TSQualifiedName' || type === 'MemberExpression';
  return SPACES[`${type}.${field}`] ?? (isPath ? space : 'value');
}
