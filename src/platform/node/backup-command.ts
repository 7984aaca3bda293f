import { resolve } from 'node:path';
import { backUp } from './backup.ts';
import { readEnvironment } from './environment.ts';
import type { Manifest } from './manifest.ts';
import { restoreFrom } from './restore.ts';

/** `npm run backup -- <directory>` and `npm run restore -- <directory>` for the data directory in `KAIKU_DATA`. */

const USAGE = 'Usage: npm run backup -- <directory>, or npm run restore -- <directory>';

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : 'unknown');
  return 1;
});

async function run([task, directory, ...rest]: readonly string[]): Promise<number> {
  if (directory === undefined || rest.length > 0 || (task !== 'backup' && task !== 'restore')) {
    console.error(USAGE);
    return 1;
  }
  const data = resolve(readEnvironment(process.env).data);
  const backup = resolve(directory);
  if (task === 'backup') printSummary('Kept', await backUp(data, backup, Date.now()));
  else printSummary('Restored', await restoreFrom(backup, data));
  return 0;
}

function printSummary(verb: string, { madeAt, files }: Manifest): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`${verb} ${files.length} files, ${bytes} bytes, as they were at ${madeAt}`);
}
