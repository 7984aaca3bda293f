import { expect, test } from 'vitest';
import { png } from '../media/samples.ts';
import { ADMIN, API, at, NEWSROOM, openHarness, PROFILE, pointers, RELEASES, VARIANTS } from './harness.ts';

const TOKENS = `${NEWSROOM}/tokens`;
const DRAFT = { variants: VARIANTS };

/** Changes the last digit of the secret. */
function mistyped(token: string): string {
  return token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
}

test('a token is identified by its secret, not by its id alone', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  const wrong = [
    mistyped(token),
    token.slice(0, -1),
    `${token}0`,
    token.toUpperCase(),
    token.replace(/[0-9a-f]{64}$/, '0'.repeat(64)),
    token.replace(/^kaiku_1_[0-9a-f]{16}/, 'kaiku_1_0000000000000000'),
    '',
    ADMIN.slice(0, -1),
    `${ADMIN}x`,
  ];
  for (const given of wrong) {
    for (const [method, path] of [
      ['POST', RELEASES],
      ['GET', TOKENS],
      ['GET', RELEASES],
    ] as const) {
      const json = method === 'POST' ? { json: DRAFT } : {};
      expect([given, path, (await call(method, path, { token: given, ...json })).status]).toEqual([
        given,
        path,
        401,
      ]);
    }
  }
  expect((await call('POST', RELEASES, { token, json: DRAFT })).status).toBe(201);
});

test('a token of another newsroom is forbidden, and a mistyped one is unauthorized', async () => {
  const { call, createNewsroom } = openHarness();
  await createNewsroom();
  const other = await createNewsroom({ ...PROFILE, slug: 'kylat' });
  expect((await call('POST', RELEASES, { token: other, json: DRAFT })).status).toBe(403);
  expect((await call('POST', RELEASES, { token: mistyped(other), json: DRAFT })).status).toBe(401);
  expect((await call('POST', `${API}/kylat/releases`, { token: other, json: DRAFT })).status).toBe(201);
});

test('the admin token creates newsrooms but cannot write in them', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  expect((await call('POST', RELEASES, { token: ADMIN, json: DRAFT })).status).toBe(403);
  expect((await call('GET', `${NEWSROOM}/export`, { token: ADMIN })).status).toBe(403);
  expect((await call('POST', API, { token, json: { ...PROFILE, slug: 'kylat' } })).status).toBe(403);
  expect((await call('POST', API, { json: { ...PROFILE, slug: 'kylat' } })).status).toBe(401);
});

test('a revoked token is invalid at once, and other tokens stay valid', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  const added = await call('POST', TOKENS, { token });
  const fresh = String(added.json.token);
  expect((await call('POST', RELEASES, { token: fresh, json: DRAFT })).status).toBe(201);
  const id = fresh.split('_')[2];
  expect((await call('DELETE', `${TOKENS}/${id}`, { token })).status).toBe(204);
  expect((await call('POST', RELEASES, { token: fresh, json: DRAFT })).status).toBe(401);
  expect((await call('DELETE', `${TOKENS}/${id}`, { token })).status).toBe(404);
  expect((await call('POST', RELEASES, { token, json: DRAFT })).status).toBe(201);
});

async function withScopes() {
  const harness = openHarness();
  const own = await harness.createNewsroom();
  const made = async (json: object) =>
    String((await harness.call('POST', TOKENS, { token: own, json })).json.token);
  const [read, write, publish] = await Promise.all(
    ['read', 'write', 'publish'].map((scope) => made({ label: scope, scope })),
  );
  return { ...harness, own, read, write, publish };
}

test('a token has a label and a scope, and administers when nothing is said', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  const plain = await call('POST', TOKENS, { token });
  const given = await call('POST', TOKENS, { token, json: { label: '  CI\u0000  robot ', scope: 'write' } });
  expect([plain.status, plain.json.label, plain.json.scope, plain.json.lastUsedAt]).toEqual([
    201,
    null,
    'administer',
    null,
  ]);
  expect([given.json.label, given.json.scope]).toEqual(['CI robot', 'write']);
  const { tokens } = (await call('GET', TOKENS, { token })).json;
  expect(JSON.stringify(tokens)).not.toContain('hash');
  expect(tokens).toContainEqual({
    id: given.json.id,
    label: 'CI robot',
    scope: 'write',
    createdAt: '2026-03-10T12:00:00+02:00',
    lastUsedAt: null,
  });
});

test.each([
  [{ name: 'x' }, '/name'],
  [{ scope: 'root' }, '/scope'],
  [{ label: 7 }, '/label'],
  [{ label: 'x'.repeat(201) }, '/label'],
  [[], ''],
])('a token is not made from %j', async (json, pointer) => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  const refused = await call('POST', TOKENS, { token, json });
  expect([refused.status, pointers(refused)]).toEqual([422, [pointer]]);
  expect(at((await call('GET', TOKENS, { token })).json, 'tokens', 1)).toBeUndefined();
});

test('a token does what its scope includes, and is told which scope is needed for the rest', async () => {
  const { call, read = '', write = '', publish = '' } = await withScopes();
  const draft = { json: DRAFT, headers: { 'If-Match': '*' } };
  const refused = await call('POST', RELEASES, { token: read, ...draft });
  expect([refused.status, refused.json.detail]).toEqual([
    403,
    'Käyttöoikeustunnukselta puuttuu laajuus ”write”.',
  ]);
  expect(refused.headers.get('WWW-Authenticate')).toContain('error="insufficient_scope", scope="write"');
  expect((await call('POST', RELEASES, { token: write, ...draft })).status).toBe(201);
  expect((await call('GET', `${RELEASES}/1`, { token: read })).status).toBe(200);
  const expected: [string, string, string, unknown, number][] = [
    [write, 'PATCH', `${RELEASES}/1`, { type: 'statement' }, 200],
    [read, 'PATCH', `${RELEASES}/1`, { type: 'statement' }, 403],
    [write, 'POST', `${RELEASES}/1/previews`, {}, 201],
    [read, 'POST', `${RELEASES}/1/previews`, {}, 403],
    [write, 'POST', `${RELEASES}/1/publish`, {}, 403],
    [write, 'POST', RELEASES, { ...DRAFT, state: 'published' }, 403],
    [write, 'POST', RELEASES, { ...DRAFT, state: 'scheduled', publishAt: '2026-04-01T09:00' }, 403],
    [write, 'POST', `${NEWSROOM}/imports`, { url: 'https://a.example/' }, 403],
    [publish, 'POST', `${RELEASES}/1/publish`, {}, 200],
    [write, 'PATCH', `${RELEASES}/1`, { type: 'release' }, 403],
    [publish, 'PATCH', `${RELEASES}/1`, { type: 'release' }, 200],
    [publish, 'PATCH', NEWSROOM, { name: 'Muu' }, 403],
    [publish, 'GET', TOKENS, undefined, 403],
    [publish, 'POST', TOKENS, {}, 403],
    [publish, 'GET', `${NEWSROOM}/export`, undefined, 403],
    [publish, 'POST', `${NEWSROOM}/restore`, {}, 403],
    [publish, 'POST', `${NEWSROOM}/rebuild`, {}, 403],
    [read, 'GET', `${RELEASES}/1/deliveries`, undefined, 200],
    [read, 'HEAD', `${RELEASES}/1/revisions`, undefined, 200],
  ];
  for (const [token, method, path, json, status] of expected) {
    const headers = { 'If-Match': '*' };
    const answer = await call(method, path, { token, headers, ...(json !== undefined && { json }) });
    expect([method, path, json, answer.status]).toEqual([method, path, json, status]);
  }
});

test('a file that everybody may read is published and changed with the scope publish only', async () => {
  const { app, call, write = '', publish = '' } = await withScopes();
  const put = async (token: string, width: number, metadata: object) => {
    const body = new FormData();
    body.append('file', new Blob([png(width, 1)]), 'kuva.png');
    body.append('metadata', JSON.stringify(metadata));
    const headers = { Authorization: `Bearer ${token}` };
    const response = await app.request(`${NEWSROOM}/media`, { method: 'PUT', body, headers });
    return { status: response.status, id: String(at(await response.json(), 'id')) };
  };
  const patch = async (token: string, id: string, json: object) => {
    const answer = await call('PATCH', `${NEWSROOM}/media/${id}`, {
      token,
      json,
      headers: { 'If-Match': '*' },
    });
    return answer.status;
  };
  expect((await put(write, 1, { visibility: 'public' })).status).toBe(403);
  expect((await call('GET', `${NEWSROOM}/media`, { token: write })).json.media).toEqual([]);
  const { status, id } = await put(write, 1, { credit: 'Meri' });
  expect(status).toBe(201);
  expect(await patch(write, id, { credit: 'Ranta' })).toBe(200);
  expect(await patch(write, id, { visibility: 'public' })).toBe(403);
  expect((await put(write, 1, { visibility: 'public' })).status).toBe(403);
  expect(await patch(publish, id, { visibility: 'public' })).toBe(200);
  expect(await patch(write, id, { credit: 'Joku' })).toBe(403);
  expect(await patch(write, id, { visibility: 'private' })).toBe(403);
  expect((await put(write, 1, { credit: 'Joku' })).status).toBe(403);
  // The same bytes alone say nothing new, and heal a file that was lost.
  expect((await put(write, 1, {})).status).toBe(200);
  expect((await call('GET', `${NEWSROOM}/media/${id}`)).json.credit).toBe('Ranta');
  // A file that a public release shows is as public as one by itself.
  const used = await put(write, 2, {});
  const { json } = await call('GET', `${NEWSROOM}/media/${used.id}`, { token: write });
  const release = { ...DRAFT, state: 'published', media: [{ url: json.url }] };
  expect((await call('POST', RELEASES, { token: publish, json: release })).status).toBe(201);
  expect(await patch(write, used.id, { credit: 'Joku' })).toBe(403);
  expect(await patch(publish, used.id, { credit: 'Joku' })).toBe(200);
});

test('a scheduled release is patched with the scope publish, since it becomes public by itself', async () => {
  const { call, write = '', publish = '' } = await withScopes();
  const json = { ...DRAFT, state: 'scheduled', publishAt: '2026-04-01T09:00' };
  expect((await call('POST', RELEASES, { token: publish, json })).status).toBe(201);
  const sooner = { json: { publishAt: '2026-03-10T12:01' } };
  // A scope is judged before the revision.
  expect((await call('PATCH', `${RELEASES}/1`, { token: write, ...sooner })).status).toBe(403);
  expect((await call('PATCH', `${RELEASES}/1`, { token: publish, ...sooner })).status).toBe(428);
});

test('the last use of a token is noted once an hour, and never brings a revoked token back', async () => {
  const { call, own, read = '', moveTo, service } = await withScopes();
  const lastUsed = async (label: string): Promise<unknown> => {
    const { tokens } = (await call('GET', TOKENS, { token: own })).json;
    return Array.isArray(tokens)
      ? at(
          tokens.find((one) => at(one, 'label') === label),
          'lastUsedAt',
        )
      : null;
  };
  expect(await lastUsed('read')).toBeNull();
  await call('GET', RELEASES, { token: read });
  expect(await lastUsed('read')).toBe('2026-03-10T12:00:00+02:00');
  await moveTo('2026-03-10T12:59:59+02:00');
  await call('GET', RELEASES, { token: read });
  expect(await lastUsed('read')).toBe('2026-03-10T12:00:00+02:00');
  await moveTo('2026-03-10T13:00:00+02:00');
  await call('GET', RELEASES, { token: read });
  await call('DELETE', `${TOKENS}/${read.split('_')[2]}`, { token: own });
  expect(await lastUsed('read')).toBeUndefined();
  expect((await call('GET', RELEASES, { token: read })).status).toBe(401);
  expect(await service.newsroom(1).tokens.verify(read)).toBeNull();
});

test('a slug is changed with the token of the operator only', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  const refused = await call('PATCH', NEWSROOM, { token, json: { slug: 'nokia' } });
  expect([refused.status, refused.json.detail]).toEqual([
    403,
    'Vain ylläpitäjän käyttöoikeustunnuksella voi vaihtaa uutishuoneen osoitteen (slug).',
  ]);
  expect((await call('PATCH', NEWSROOM, { token, json: { slug: 'satamakaupunki', name: 'S' } })).status).toBe(
    200,
  );
  // What was refused is not reserved.
  await createNewsroom({ ...PROFILE, slug: 'nokia' });
  expect((await call('GET', `${API}/nokia`)).status).toBe(200);
  expect((await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'nokia' } })).status).toBe(409);
  expect((await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'satama' } })).status).toBe(200);
  expect((await call('GET', `${API}/satama`)).json.slug).toBe('satama');
});
