import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle, ROOT } from './bundle.ts';

await rm(join(ROOT, 'dist'), { recursive: true, force: true });
await bundle('dist');
