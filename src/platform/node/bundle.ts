import { resolve } from 'node:path';
import { build } from 'esbuild';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** A CommonJS dependency (sanitize-html) asks for Node's modules by `require`, which an ES module lacks. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Builds what runs on Node into `outdir`: `server.mjs`, `demo.mjs` and the thread beside them. */
export async function bundle(outdir: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['server', 'demo', 'intake-thread'].map((name) => `src/platform/node/${name}.ts`),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    sourcemap: 'linked',
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
}
