import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * What is started: it loads the service with what the engine compiled of it the last time. Where that cannot be kept
 * (a disk that is only read) Node says so in what it returns, and everything is compiled anew.
 */
enableCompileCache(join(import.meta.dirname, 'compiled'));
await import('./main.ts');
