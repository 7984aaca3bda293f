import { APART, FLOORS, floorOf, isIn, isInAny, OUTSIDE } from '../floors.ts';
import { ownImports, type Project } from '../import-graph.ts';

/** Every file stands in a folder, and every folder on a floor or apart. */
export function homelessFiles({ files }: Project): string[] {
  return files.flatMap(({ path }) => {
    if (!path.includes('/')) return [`${path} stands in no folder`];
    const isKnown = floorOf(path) !== undefined || apartOf(path) !== undefined;
    return isKnown ? [] : [`${path} stands on no floor`];
  });
}

/** Imports point down, of values and of types alike. */
export function upwardImports(project: Project): string[] {
  return ownImports(project)
    .filter(({ from, to }) => !isAllowed(from, to))
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** What is imported by a computed name, or by an address, cannot be judged. */
export function obscureImports({ imports }: Project): string[] {
  return imports
    .filter(({ to, isOurs }) => to === null || (!isOurs && /^(\/|#|(file|data|https?):)/.test(to)))
    .map(({ from, to }) => `${from} imports ${to ?? 'what it computes'}`);
}

/** The names in the list that no folder has: they would be forgotten there. */
export function staleFloors({ files }: Project): string[] {
  return [...FLOORS, ...Object.keys(APART)].filter((floor) => !files.some(({ path }) => isIn(path, floor)));
}

function isAllowed(from: string, to: string): boolean {
  if (to.startsWith('../')) return outsideReaders(to).some((place) => isIn(from, place));
  const [fromApart, toApart] = [apartOf(from), apartOf(to)];
  if (fromApart !== undefined && fromApart === toApart) return true;
  if (toApart !== undefined) return isInAny(from, APART[toApart] ?? []);
  if (fromApart !== undefined) return false;
  const [source, target] = [floorOf(from), floorOf(to)];
  // A file on no floor is reported once, not with all its imports.
  return source === undefined || target === undefined || target <= source;
}

function apartOf(file: string): string | undefined {
  return Object.keys(APART).find((folder) => isIn(file, folder));
}

function outsideReaders(target: string): readonly string[] {
  const place = Object.keys(OUTSIDE).find((each) => isIn(target, each));
  return place === undefined ? [] : (OUTSIDE[place] ?? []);
}
