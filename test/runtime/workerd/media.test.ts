import { env, exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { MEDIA_LIMITS } from '../../../src/media/limits.ts';
import { mediaBucket } from '../../../src/platform/cloudflare/media-bucket.ts';
import { startDigest } from '../../../src/platform/node/digest.ts';
import { openMediaStore } from '../../../src/storage/open-media-store.ts';
import { describeMediaStore } from '../../storage/media-contract.ts';

describeMediaStore('R2', async (use) => {
  await empty();
  await use(openMediaStore(mediaBucket(env.MEDIA), startDigest));
});

async function empty(): Promise<void> {
  const { objects } = await env.MEDIA.list();
  await env.MEDIA.delete(objects.map(({ key }) => key));
}

const ADMIN = 'admin-token-of-the-tests';
const MEDIA = '/api/v1/newsrooms/kirjasto/media';

function call(path: string, method: string, token: string | null, body?: BodyInit, headers: object = {}) {
  return exports.default.fetch(
    new Request(`http://localhost:8787${path}`, {
      method,
      body: body ?? null,
      headers: { ...headers, ...(token !== null && { authorization: `Bearer ${token}` }) },
    }),
  );
}

async function member(answer: Response, name: string): Promise<string> {
  const json: unknown = await answer.json();
  const fields = typeof json === 'object' && json !== null ? new Map(Object.entries(json)) : new Map();
  return String(fields.get(name));
}

function pdf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set(new TextEncoder().encode('%PDF-1.7'));
  return bytes;
}

test('a file goes into the bucket, is served whole from it, and leaves it when it is removed', async () => {
  await empty();
  const profile = { slug: 'kirjasto', name: 'Kirjasto', languages: ['fi'], defaultLanguage: 'fi' };
  const json = { 'content-type': 'application/json' };
  const founded = await call('/api/v1/newsrooms', 'POST', ADMIN, JSON.stringify(profile), json);
  const token = await member(founded, 'token');

  const bytes = pdf(7 * 1024 * 1024);
  const form = new FormData();
  form.append('file', new Blob([bytes]), 'Esite ä.pdf');
  form.append('metadata', JSON.stringify({ visibility: 'public' }));
  const made = await call(MEDIA, 'PUT', token, form);
  expect(made.status).toBe(201);
  const path = new URL(await member(made, 'url')).pathname;

  const whole = await call(path, 'GET', null, undefined, { range: 'bytes=0-9' });
  expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, null]);
  expect(new Uint8Array(await whole.arrayBuffer())).toEqual(bytes);
  const etag = whole.headers.get('etag') ?? '';
  expect((await call(path, 'GET', null, undefined, { 'if-none-match': etag })).status).toBe(304);

  const again = await call(MEDIA, 'PUT', token, bytes);
  expect(again.status).toBe(200);
  expect((await env.MEDIA.list()).objects).toHaveLength(1);

  expect((await call(MEDIA, 'PUT', token, pdf(MEDIA_LIMITS.fileBytes + 1))).status).toBe(413);
  expect((await call(MEDIA, 'PUT', token, '<svg/>')).status).toBe(415);
  expect((await env.MEDIA.list()).objects).toHaveLength(1);

  const id = await member(again, 'id');
  expect((await call(`${MEDIA}/${id}`, 'DELETE', token)).status).toBe(204);
  expect((await call(path, 'GET', null)).status).toBe(404);
  await expect.poll(async () => (await env.MEDIA.list()).objects.length, { timeout: 10_000 }).toBe(0);
}, 90_000);
