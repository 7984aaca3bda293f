import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sources } from './import-graph.ts';

const GENERATED: readonly string[] = [
  'embed/kaiku.generated.ts',
  'platform/cloudflare/environment.generated.d.ts',
  'platform/cloudflare/runtime.generated.d.ts',
];

/** Every file that can be run or typed, without the generated ones, which follow other rules. */
export function readSources(root: string): Sources {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !GENERATED.includes(path))
    .sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
