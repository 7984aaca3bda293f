import { resolve } from 'node:path';
import { readEnvironment } from './environment.ts';
import { checkStore } from './store-check.ts';

/**
 * `npm run check-store`: compares the records and files in `KAIKU_DATA`, also while the service runs. The exit status is 0
 * when all is well, 1 when something is wrong, and 2 when the check was not possible.
 */

process.exitCode = await run().catch((error: unknown) => {
  console.error(`The store cannot be checked: ${error instanceof Error ? error.message : 'unknown'}`);
  return 2;
});

async function run(): Promise<number> {
  const { records, files, faults } = await checkStore(resolve(readEnvironment(process.env).data));
  for (const fault of faults) console.log(fault);
  const result = faults.length === 0 ? 'nothing is wrong' : `${faults.length} wrong`;
  console.log(`Checked ${records} records and ${files} files: ${result}`);
  return faults.length === 0 ? 0 : 1;
}
