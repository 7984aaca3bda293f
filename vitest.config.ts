import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const WORKERD_TESTS = 'test/runtime/workerd/**/*.test.ts';
const BROWSER_TESTS = 'test/browser/**/*.test.ts';
const PROCESS_TESTS = [
  'test/runtime/node/**/*.test.ts',
  'test/platform/**/*.test.ts',
  'test/storage/**/*.test.ts',
];

// Required secrets of wrangler.toml come from the process's environment; the tests have their own.
process.env.KAIKU_ADMIN_TOKEN = 'admin-token-of-the-tests';

/**
 * Most tests run on Node in threads that are used again. What starts processes or reads what belongs to one has a process
 * of its own for each file. What is Cloudflare's runs inside workerd. Pages are judged in Chromium, which `npm test` does
 * without.
 */
export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    // The default leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [WORKERD_TESTS, BROWSER_TESTS, ...PROCESS_TESTS],
          pool: 'threads',
          isolate: false,
          restoreMocks: true,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'process', include: PROCESS_TESTS, testTimeout: 20_000 },
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
