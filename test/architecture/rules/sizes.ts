import { dirname } from 'node:path/posix';
import { findNodes, lineCount, type Project } from '../import-graph.ts';
import { isIdentifier, type Node } from '../syntax.ts';

const FILE_LINES = 400;
const FOLDER_SHARE = 1 / 5;
const CASTS = 5;

export function longFiles({ files }: Project): string[] {
  return files
    .map(({ path, text }) => ({ path, lines: lineCount(text) }))
    .filter(({ lines }) => lines > FILE_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines`);
}

/** No folder directly in `src` has too large a share of all lines. */
export function wideFolders({ files }: Project): string[] {
  const lines = new Map<string, number>();
  let total = 0;
  for (const { path, text } of files) {
    const folder = dirname(path).split('/')[0] ?? '';
    lines.set(folder, (lines.get(folder) ?? 0) + lineCount(text));
    total += lineCount(text);
  }
  return [...lines]
    .filter(([, count]) => count > total * FOLDER_SHARE)
    .map(([folder, count]) => `${folder} has ${count} of ${total} lines`);
}

/** Few casts, and none to `any`. `as const` and `satisfies` are checked by the compiler, so they do not count. */
export function excessCasts(project: Project): string[] {
  const casts = findNodes(project, isCast);
  return casts.length > CASTS ? casts : [];
}

export function anyTypes(project: Project): string[] {
  return findNodes(project, ({ type }) => type === 'TSAnyKeyword');
}

function isCast({ type, typeAnnotation }: Node): boolean {
  return type === 'TSTypeAssertion' || (type === 'TSAsExpression' && !isConst(typeAnnotation));
}

function isConst(annotation: unknown): boolean {
  if (typeof annotation !== 'object' || annotation === null || !('typeName' in annotation)) return false;
  return isIdentifier(annotation.typeName) && annotation.typeName.name === 'const';
}
