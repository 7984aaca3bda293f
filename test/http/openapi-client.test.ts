import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { at, openNewsroom } from './harness.ts';

const run = promisify(execFile);

/** Does not compile when the types of the answers or of the bodies are wrong. */
const USE = `import { configure, createRelease, readNewsroom } from './client.ts';
export async function life(send: typeof fetch): Promise<string[]> {
  configure({ fetch: send });
  const newsroom = await readNewsroom({ path: { newsroom: 'satamakaupunki' } });
  const body = { variants: { fi: { title: 'Asiakas kirjoittaa' } } };
  const release = await createRelease({ path: { newsroom: newsroom.slug }, body });
  return [newsroom.slug, release.state, String(release.variants.fi?.title)];
}
`;

test('a client generated from the document compiles and works', async () => {
  const { app, get, token } = await openNewsroom();
  const folder = await mkdtemp(join(tmpdir(), 'kaiku-client-'));
  try {
    const [document, client, use] = ['openapi.json', 'client.ts', 'use.ts'].map((name) => join(folder, name));
    await writeFile(String(document), (await get('/api/v1/openapi.json')).text);
    await writeFile(String(use), USE);
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const cli = 'node_modules/@redocly/cli/bin/cli.js';
    await run(process.execPath, [cli, 'generate-client', String(document), '-o', String(client)], { env });
    const flags =
      '--noEmit --strict --target es2024 --module nodenext --lib es2024,dom --ignoreConfig --allowImportingTsExtensions';
    await run('node_modules/.bin/tsc', [...flags.split(' '), String(use)]);
    const module: unknown = await import(String(use));
    const life = at(module, 'life');
    if (typeof life !== 'function') throw new TypeError('the client does not load');
    const send = (input: string | URL | Request, init?: RequestInit) => {
      const request = new Request(input, init);
      request.headers.set('Authorization', `Bearer ${token}`);
      return app.request(request);
    };
    expect(await life(send)).toEqual(['satamakaupunki', 'draft', 'Asiakas kirjoittaa']);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
