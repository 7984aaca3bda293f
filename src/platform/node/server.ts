import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Compiled code is kept for the next start. On a read-only disk Node keeps none and returns a status instead of throwing.
enableCompileCache(join(import.meta.dirname, 'compiled'));
await import('./main.ts');
