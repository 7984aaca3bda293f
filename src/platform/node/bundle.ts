import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** A CommonJS dependency (sanitize-html) asks for Node's modules by `require`, which an ES module lacks. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** sanitize-html loads a parser for `style` attributes, which no body may have: a twelfth of all code, never called. */
const WITHOUT_STYLES: Plugin = {
  name: 'without-styles',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^postcss$/ }, () => ({ path: 'postcss', namespace: 'never-called' }));
    onLoad({ filter: /.*/, namespace: 'never-called' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * Builds what runs on Node into `outdir`: `server.mjs`, `demo.mjs`, the thread beside them, and what they share or load
 * later. Names and lines stay, so that a place in the log tells something without its map.
 */
export async function bundle(outdir: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['server', 'demo', 'import-thread'].map((name) => `src/platform/node/${name}.ts`),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    sourcemap: 'linked',
    banner: { js: REQUIRE },
    plugins: [WITHOUT_STYLES],
    logLevel: 'warning',
  });
}
