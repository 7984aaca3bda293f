import { isBuiltin } from 'node:module';
import { isIn, isInAny } from '../floors.ts';
import type { Import, Project } from '../import-graph.ts';
import { PACKAGE_HOMES, type PackageHome } from '../packages.ts';

export function strayPackages({ imports }: Project): string[] {
  return PACKAGE_HOMES.flatMap((home) =>
    importsOf(imports, home)
      .filter(({ from }) => !isInAny(from, home.places))
      .map(({ from }) => `${from} imports ${home.name}`),
  );
}

export function unlistedPackages({ imports }: Project): string[] {
  return imports.flatMap(({ from, to, isOurs }) => {
    const isPackage =
      to !== null && !isOurs && !to.includes('://') && !to.startsWith('node:') && !isBuiltin(to);
    const isListed = isPackage && PACKAGE_HOMES.some(({ matches }) => matches.test(to));
    return isPackage && !isListed ? [`${from} imports ${to}`] : [];
  });
}

/** A replaceable package is imported by one file, not counting types. */
export function sharedPackages({ imports }: Project): string[] {
  return PACKAGE_HOMES.filter(({ isSingle }) => isSingle).flatMap((home) => {
    const users = usersOf(imports, home);
    return users.length > 1 ? [`${home.name} is imported by ${users.join(', ')}`] : [];
  });
}

/** A rule for a package that is not used would check nothing. */
export function unusedPackages({ imports }: Project): string[] {
  return PACKAGE_HOMES.filter((home) => usersOf(imports, home).length === 0).map(({ name }) => name);
}

/** Modules of Node, with or without the prefix `node:`. */
export function strayBuiltins({ imports }: Project): string[] {
  return imports.flatMap(({ from, to, isOurs }) => {
    const isNodes = to !== null && !isOurs && (to.startsWith('node:') || isBuiltin(to));
    return isNodes && !isIn(from, 'platform/node') ? [`${from} imports ${to}`] : [];
  });
}

function importsOf(imports: readonly Import[], { matches }: PackageHome): Import[] {
  return imports.filter(({ to, isOurs }) => to !== null && !isOurs && matches.test(to));
}

function usersOf(imports: readonly Import[], home: PackageHome): string[] {
  const values = importsOf(imports, home).filter(({ isType }) => !isType);
  return [...new Set(values.map(({ from }) => from))].sort();
}
