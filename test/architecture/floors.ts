/**
 * The floors (layers) of `src`, the lowest first. A file may import from its own floor and from lower ones. A floor is a
 * folder with all its files; a subfolder that is named here too is a floor of its own.
 */
export const FLOORS: readonly string[] = [
  'base',
  'domain',
  'negotiation',
  'outgoing',
  'storage',
  'documents',
  'validation',
  'lifecycle',
  'jobs',
  'repository',
  'feeds',
  'search',
  'media',
  'websub',
  'imports',
  'subscribers',
  'pages',
  'rebuild',
  'directory',
  'backup',
  'newsroom',
  'http',
  'platform',
];

/** Folders outside of the floors: they import no other folder, and only the named files import them. */
export const APART: Readonly<Record<string, readonly string[]>> = { embed: ['http/embed.ts'] };

/** Folders outside of `src`, and the places that may import them. */
export const OUTSIDE: Readonly<Record<string, readonly string[]>> = { '../locales': ['base/locale'] };

/** `place` is a file or a folder. */
export function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

export function isInAny(file: string, places: readonly string[]): boolean {
  return places.some((place) => isIn(file, place));
}

/** The index of the file's floor; undefined if it has none. */
export function floorOf(file: string): number | undefined {
  let found: number | undefined;
  for (const [height, floor] of FLOORS.entries()) {
    const isNearer = found === undefined || floor.length > (FLOORS[found] ?? '').length;
    if (isNearer && file.startsWith(`${floor}/`)) found = height;
  }
  return found;
}
