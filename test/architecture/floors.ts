/**
 * The floors of `src`, the lowest first: what stands on a floor may import from its own floor and from those below it.
 * A floor is a folder with all that is in it, unless a part of it is named here too: such a part is a floor of its own.
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

/** What stands beside the floors: it imports nothing of ours, and only the files named import it. */
export const APART: Readonly<Record<string, readonly string[]>> = { embed: ['http/embed.ts'] };

/** What is ours but not in `src`, and who may import it. */
export const OUTSIDE: Readonly<Record<string, readonly string[]>> = { '../locales': ['base/locale'] };

/** Whether a file is a place or stands in it, a place being a file or a folder. */
export function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

export function isInAny(file: string, places: readonly string[]): boolean {
  return places.some((place) => isIn(file, place));
}

/** The height of the floor that a file stands on, or nothing if no floor is named for it. */
export function floorOf(file: string): number | undefined {
  let found: number | undefined;
  for (const [height, floor] of FLOORS.entries()) {
    const isNearer = found === undefined || floor.length > (FLOORS[found] ?? '').length;
    if (isNearer && file.startsWith(`${floor}/`)) found = height;
  }
  return found;
}
