import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';

function command(baseUrl: string, ...given: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['src/platform/node/import-command.ts', ...given], {
    encoding: 'utf8',
    env: { ...process.env, KAIKU_BASE_URL: baseUrl, KAIKU_TOKEN: 'token' },
  });
  return { status, stderr };
}

test('an option that the command does not know gets its usage', () => {
  const { status, stderr } = command('http://127.0.0.1', 'archive.xml', '--newsrom', 'saimaa');
  expect(status).toBe(2);
  expect(stderr).toContain('Usage: npm run import');
});

test('a file that is not there is named as the reason', async () => {
  // The server accepts connections and never answers, so the file fails first.
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { status, stderr } = command(
    `http://127.0.0.1:${port}`,
    ...['no-such-archive.xml', '--newsroom', 'saimaa'],
  );
  server.close();
  expect(status).toBe(1);
  expect(stderr).toContain('no-such-archive.xml');
});
