import { exports } from 'cloudflare:workers';
import { vi } from 'vitest';
import { Documents } from '../../../src/platform/cloudflare/worker.ts';

export const BASE = 'http://localhost:8787';
export const API = '/api/v1/newsrooms';
export const ADMIN = 'admin-token-of-the-tests';

export interface Founded {
  readonly slug: string;
  readonly token: string;
  readonly key: number;
}

export function call(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(BASE + path, init));
}

/** `body` is sent as JSON unless it is a string. */
export function send(
  method: 'POST' | 'PATCH',
  path: string,
  token: string,
  body: object | string,
  headers: { readonly [name: string]: string } = {},
): Promise<Response> {
  return call(API + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export async function found(slug: string, languages: readonly string[] = ['fi']): Promise<Founded> {
  const profile = { slug, name: slug, languages, defaultLanguage: 'fi' };
  const said: unknown = await (await send('POST', '', ADMIN, profile)).json();
  const { token, newsroom } = Object(said);
  return { slug, token: String(token), key: Number(newsroom.number) };
}

/** Records the calls to the edge cache from now on. */
export function listen() {
  const told: { readonly cure: string; readonly tags: readonly string[] }[] = [];
  for (const cure of ['invalidate', 'purge'] as const) {
    vi.spyOn(Documents.prototype, cure).mockImplementation(async (tags) => {
      told.push({ cure, tags });
      return true;
    });
  }
  return told;
}
