import { dirname, join } from 'node:path/posix';
import { isNode, literalText, type Node, parse, walk } from './syntax.ts';

/** File texts by their path below `src`. */
export type Sources = Readonly<Record<string, string>>;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly program: Node;
}

export interface Import {
  readonly from: string;
  /** A path below `src` or the name of a package; nothing if it is computed. */
  readonly to: string | null;
  readonly isOurs: boolean;
  /** True when the import disappears with the types. */
  readonly isType: boolean;
}

export interface Project {
  readonly files: readonly SourceFile[];
  readonly imports: readonly Import[];
}

const ENDINGS = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];

const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
]);

export function readProject(sources: Sources): Project {
  const files = Object.entries(sources).map(([path, text]) => ({ path, text, program: parse(path, text) }));
  return { files, imports: files.flatMap((file) => importsOf(file, sources)) };
}

function importsOf({ path, program }: SourceFile, sources: Sources): Import[] {
  const found: Import[] = [];
  walk(program, (node) => {
    const source = IMPORTING.has(node.type) ? (node.source ?? node.expression) : null;
    if (!isNode(source)) return;
    const name = literalText(source);
    const isOurs = name !== null && /^\.{1,2}(\/|$)/.test(name);
    const to = isOurs ? resolve(path, name, sources) : name;
    found.push({ from: path, to, isOurs, isType: isOfTypes(node) });
  });
  return found;
}

function resolve(path: string, name: string, sources: Sources): string {
  const target = join(dirname(path), name);
  const stem = target.replace(/\.jsx?$/, '');
  const candidates = ENDINGS.flatMap((ending) => [target + ending, stem + ending]);
  return candidates.find((candidate) => candidate in sources) ?? target;
}

/** `import { type T }` still runs the module; `import type { T }` does not. */
function isOfTypes(node: Node): boolean {
  return node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type';
}

/** For the rules about files, not about packages. */
export function ownImports(project: Project): (Import & { readonly to: string })[] {
  return project.imports.flatMap((each) =>
    each.isOurs && each.to !== null ? [{ ...each, to: each.to }] : [],
  );
}

export function lineOf(file: SourceFile, node: Node): number {
  return file.text.slice(0, node.start).split('\n').length;
}

export function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** All nodes of all files, for the rules that count. */
export function findNodes(project: Project, matches: (node: Node) => boolean): string[] {
  return project.files.flatMap((file) => {
    const found: string[] = [];
    walk(file.program, (node) => {
      if (matches(node)) found.push(`${file.path}:${lineOf(file, node)}`);
    });
    return found;
  });
}
