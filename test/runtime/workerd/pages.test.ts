import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';

const ADMIN = 'admin-token-of-the-tests';
const BASE = 'http://localhost:8787';

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(`${BASE}${path}`, { redirect: 'manual', ...init }));
}

async function post(path: string, token: string, body: object): Promise<Record<string, unknown>> {
  const answer = await call(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const json: unknown = await answer.json();
  return typeof json === 'object' && json !== null ? { ...json } : {};
}

test('pages are rendered in the objects, styled, and answered 304 to whoever has them', async () => {
  const founded = await post('/api/v1/newsrooms', ADMIN, {
    slug: 'sivut',
    name: { fi: 'Sivut', sv: 'Sidor' },
    languages: ['fi', 'sv'],
    defaultLanguage: 'fi',
  });
  const variants = { fi: { title: 'Satama jäätyi', keywords: ['jää'] }, sv: { title: 'Hamnen frös' } };
  await post('/api/v1/newsrooms/sivut/releases', String(founded.token), { state: 'published', variants });
  const paths = [
    ...['/fi/sivut/1/satama-jaatyi', '/fi/sivut', '/fi/', '/fi/accessibility.html', '/fi/sivut/subscribe'],
    ...['/fi/sivut/keywords/j%C3%A4%C3%A4', '/fi/sivut/types/release', '/fi/sivut/search?q=satama'],
  ];
  for (const path of paths) {
    const page = await call(path);
    const text = await page.text();
    expect([path, page.status, page.headers.get('content-type')]).toEqual([
      ...[path, 200, 'text/html; charset=utf-8'],
    ]);
    expect(text).toContain('<html lang="fi">');
    const again = await call(path, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } });
    expect([path, again.status]).toEqual([path, 304]);
    const style = /href="http:\/\/localhost:8787(\/assets\/[^"]+)"/.exec(text)?.[1] ?? '';
    expect((await call(style)).headers.get('cache-control')).toContain('immutable');
  }
  expect(await (await call('/sv/sivut/1/hamnen-fros')).text()).toContain('Hamnen frös');
});
