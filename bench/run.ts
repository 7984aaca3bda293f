import { once } from 'node:events';
import { bundled, SERVER_CORE, start, temporary } from './competitor.ts';

/** `node bench/run.ts <name> [arguments]`: bundles a program of `programs/` and runs it on one core over an empty directory. */
const [name = '', ...args] = process.argv.slice(2);
const program = await bundled(`programs/${name}.ts`);
const child = start('taskset', ['-c', SERVER_CORE, process.execPath, program, temporary(), ...args], {
  stdio: 'inherit',
});
await once(child, 'exit');
