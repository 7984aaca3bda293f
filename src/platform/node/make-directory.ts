import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes the directory and those above it. With `recursive` Node never returns where a directory is there but nothing can
 * be made in it, as in /proc, so each is made by itself. @throws the system's error.
 */
export function makeDirectory(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at);
  // What is there already must be a directory.
  if (missing.length === 0) mkdirSync(path, { recursive: true });
  for (const directory of missing) makeOne(directory);
}

function makeOne(directory: string): void {
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST' && existsSync(directory)))
      throw error;
  }
}
