import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from '../../src/platform/node/bundle.ts';

export interface Route {
  readonly method: string;
  readonly pattern: string;
}

/** Bundled before it is run, since Node cannot load JSX. */
const LISTING = `
  import { createApp } from './src/http/app.ts';
  import { openService } from './src/platform/node/service.ts';
  const service = openService({ data: null, baseUrl: 'http://localhost', adminToken: null, now: Date.now });
  export const routes = createApp(service).routes.map(({ method, path }) => [method, path]);
  await service.close();`;

/** Reads the routes from the application, so that the fuzzer covers a new route at once. */
export async function readRoutes(directory: string): Promise<readonly Route[]> {
  const outfile = join(directory, 'routes.mjs');
  await build({
    absWorkingDir: ROOT,
    stdin: { contents: LISTING, resolveDir: ROOT, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'warning',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const { routes }: { routes?: unknown } = await import(pathToFileURL(outfile).href);
  const listed: readonly unknown[] = Array.isArray(routes) ? routes : [];
  // A route of all methods only refuses.
  return listed.flatMap((route) => {
    const [method, pattern]: readonly unknown[] = Array.isArray(route) ? route : [];
    return typeof method === 'string' && typeof pattern === 'string' && method !== 'ALL'
      ? [{ method, pattern }]
      : [];
  });
}

export class Coverage {
  readonly #statuses = new Map<string, Set<number>>();

  /** `route` is the pattern as the server's log has it. */
  count(method: string, route: string, status: number): void {
    const key = `${method === 'HEAD' ? 'GET' : method} ${route}`;
    this.#statuses.set(key, (this.#statuses.get(key) ?? new Set()).add(status));
  }

  /** Routes that were only answered by 404 or 405. */
  unmet(routes: readonly Route[]): string[] {
    return this.#without(routes, (status) => status !== 404 && status !== 405);
  }

  /** Routes that were only answered by errors. */
  unsuccessful(routes: readonly Route[]): string[] {
    return this.#without(routes, (status) => status < 400);
  }

  #without(routes: readonly Route[], isMet: (status: number) => boolean): string[] {
    return routes
      .map(({ method, pattern }) => `${method} ${pattern}`)
      .filter((key) => ![...(this.#statuses.get(key) ?? [])].some(isMet));
  }
}
