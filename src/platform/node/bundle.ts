import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** sanitize-html is CommonJS and loads Node's modules by `require`, which an ES module lacks. */
const REQUIRE_BANNER =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** sanitize-html loads postcss for `style` attributes, which bodies may not have. It would be a twelfth of the bundle. */
const WITHOUT_POSTCSS: Plugin = {
  name: 'without-styles',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^postcss$/ }, () => ({ path: 'postcss', namespace: 'never-called' }));
    onLoad({ filter: /.*/, namespace: 'never-called' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Nothing is minified, so that a place in the log can be read without a source map. */
export async function bundle(outdir: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['server', 'demo', 'thread'].map((name) => `src/platform/node/${name}.ts`),
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
    banner: { js: REQUIRE_BANNER },
    plugins: [WITHOUT_POSTCSS],
    logLevel: 'warning',
  });
}
