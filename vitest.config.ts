import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const WORKERD_TESTS = 'test/runtime/workerd/**/*.test.ts';
const BROWSER_TESTS = 'test/browser/**/*.test.ts';

// Required secrets of wrangler.toml come from the process's environment; the tests have their own.
process.env.KAIKU_ADMIN_TOKEN = 'admin-token-of-the-tests';

/**
 * Everything runs on Node; what is the platform's own runs once more inside workerd. What a browser must judge needs
 * Chromium, which `npm test` does without.
 */
export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [WORKERD_TESTS, BROWSER_TESTS],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: [BROWSER_TESTS], testTimeout: 60_000, hookTimeout: 60_000 },
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
        test: {
          name: 'workerd',
          include: [WORKERD_TESTS],
          globalSetup: ['./test/runtime/workerd/site.ts'],
          // A worker that starts on a busy machine takes seconds.
          testTimeout: 60_000,
        },
      },
    ],
  },
});
