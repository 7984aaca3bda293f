import { resolve } from 'node:path';
import { backUp } from './backup.ts';
import { readEnvironment } from './environment.ts';
import type { Incomplete, Manifest } from './manifest.ts';
import { restoreFrom } from './restore.ts';

/** `npm run backup -- <directory>` and `npm run restore -- <directory>` for the data directory in `KAIKU_DATA`. */

/** The exit status when something is missing; 1 means that nothing was done. */
const INCOMPLETE = 2;

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
  const manifest =
    task === 'backup' ? await backUp(data, backup, Date.now()) : await restoreFrom(backup, data);
  printSummary(task === 'backup' ? 'Kept' : 'Restored', manifest);
  if (manifest.incomplete === undefined) return 0;
  printIncomplete(manifest.incomplete);
  return INCOMPLETE;
}

function printIncomplete({ records, replaced, files }: Incomplete): void {
  for (const key of records) console.error(`record ${key}: cannot be read`);
  for (const key of replaced)
    console.error(`record ${key}: cannot be read, its newest readable revision is there`);
  for (const path of files) console.error(`file ${path}: missing or not as it was stored`);
  const count = `${records.length + replaced.length} records and ${files.length} files`;
  console.error(`Incomplete: ${count} could not be read. The other records and files are there.`);
}

function printSummary(verb: string, { madeAt, files }: Manifest): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`${verb} ${files.length} files, ${bytes} bytes, as they were at ${madeAt}`);
}
