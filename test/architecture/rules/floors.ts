import { APART, FLOORS, floorOf, isIn, isInAny, OUTSIDE } from '../floors.ts';
import { ownImports, type Project } from '../import-graph.ts';

/** Every file is in a folder, and every folder is on a floor or in `APART`. */
export function homelessFiles({ files }: Project): string[] {
  return files.flatMap(({ path }) => {
    if (!path.includes('/')) return [`${path} stands in no folder`];
    const isKnown = floorOf(path) !== undefined || apartOf(path) !== undefined;
    return isKnown ? [] : [`${path} stands on no floor`];
  });
}

/** Imports of values and of types point to the same floor or a lower one. */
export function upwardImports(project: Project): string[] {
  return ownImports(project)
    .filter(({ from, to }) => !isAllowed(from, to))
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** An import by a computed name or by an address cannot be checked. */
export function obscureImports({ imports }: Project): string[] {
  return imports
    .filter(({ to, isOurs }) => to === null || (!isOurs && /^(\/|#|(file|data|https?):)/.test(to)))
    .map(({ from, to }) => `${from} imports ${to ?? 'what it computes'}`);
}

/** Finds names in the lists without a folder, which would be forgotten there. */
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
