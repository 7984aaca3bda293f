import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const WORKERD_TESTS = 'test/runtime/workerd/**/*.test.ts';

// Required secrets of wrangler.toml come from the process's environment; the tests have their own.
process.env.KAIKU_ADMIN_TOKEN = 'admin-token-of-the-tests';

/** Everything runs on Node; what is the platform's own runs once more inside workerd. */
export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['test/**/*.test.ts'], exclude: [WORKERD_TESTS] },
      },
      {
        extends: true,
        plugins: [
          cloudflareTest({
            main: './test/runtime/workerd/worker.ts',
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: { KAIKU_ALLOW_PRIVATE_HOSTS: '1' },
              durableObjects: { STORE: { className: 'StoreObject', useSQLite: true } },
            },
          }),
        ],
        test: { name: 'workerd', include: [WORKERD_TESTS] },
      },
    ],
  },
});
