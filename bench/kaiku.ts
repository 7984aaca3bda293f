import { join } from 'node:path';
import { bundle } from '../src/platform/node/bundle.ts';
import { type Competitor, pickPort, SERVER_CORE, start, temporaryDirectory, waitFor } from './competitor.ts';
import { profileOf, releaseOf } from './sample.ts';

const ADMIN = 'admin-token-of-the-measurements';

export interface Running extends Pick<Competitor, 'url' | 'pids' | 'child'> {
  readonly data: string;
}

/** Starts the bundled service on the servers' core, over an empty directory unless `data` is given. */
export async function startKaiku({ data = temporaryDirectory(), environment = {} } = {}): Promise<Running> {
  const program = temporaryDirectory();
  await bundle(program);
  const port = pickPort();
  const url = `http://127.0.0.1:${port}`;
  const child = start('taskset', ['-c', SERVER_CORE, process.execPath, join(program, 'server.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      KAIKU_DATA: data,
      KAIKU_BASE_URL: url,
      KAIKU_ADMIN_TOKEN: ADMIN,
      KAIKU_ALLOW_PRIVATE_HOSTS: '1',
      ...environment,
    },
  });
  await waitFor(`${url}/healthz`);
  return { url, pids: [child.pid ?? 0], child, data };
}

/** Creates a newsroom with published releases through the API. Returns its token. */
export async function fillOverHttp(
  { url }: Pick<Running, 'url'>,
  { slug, releases, bytes }: { readonly slug: string; readonly releases: number; readonly bytes: number },
): Promise<string> {
  const created = await call(url, '/api/v1/newsrooms', ADMIN, profileOf(slug));
  const { token } = JSON.parse(created);
  for (let n = 1; n <= releases; n += 1) {
    await call(url, `/api/v1/newsrooms/${slug}/releases`, token, releaseOf(n, bytes));
  }
  return token;
}

export async function call(url: string, path: string, token: string, json: object): Promise<string> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify(json),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
