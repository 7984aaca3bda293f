import { once } from 'node:events';
import { bundleProgram, SERVER_CORE, start, temporaryDirectory } from './competitor.ts';

/** `node bench/run.ts <name> [arguments]` bundles a program of `programs/` and runs it on one core over an empty directory. */
const [name = '', ...args] = process.argv.slice(2);
const program = await bundleProgram(`programs/${name}.ts`);
const child = start(
  'taskset',
  ['-c', SERVER_CORE, process.execPath, program, temporaryDirectory(), ...args],
  {
    stdio: 'inherit',
  },
);
await once(child, 'exit');
