import { describe, expect, test } from 'vitest';
import { ADMIN, API, at, NEWSROOM, openNewsroom, PROFILE, pointers, RELEASES, VARIANTS } from './harness.ts';

const OTHER = { ...PROFILE, slug: 'kaukokyla' };

describe('errors have a fixed order of precedence', () => {
  const good = JSON.stringify({ variants: VARIANTS });
  test.each([
    ['401 before 404', 'PATCH', `${RELEASES}/9`, 'wrong', {}, '{', 401],
    ['403 before 404', 'PATCH', `${RELEASES}/9`, 'other', {}, '{', 403],
    ['404 before 415', 'PATCH', `${RELEASES}/9`, 'own', { 'Content-Type': 'text/plain' }, '{', 404],
    ['415 before 400', 'PATCH', `${RELEASES}/1`, 'own', { 'Content-Type': 'text/plain' }, '{', 415],
    ['400 before 428', 'PATCH', `${RELEASES}/1`, 'own', {}, '{', 400],
    ['428 before 409', 'PATCH', `${RELEASES}/1`, 'own', {}, '{"state":"draft"}', 428],
    ['412 before 409', 'PATCH', `${RELEASES}/1`, 'own', { 'If-Match': '"8"' }, '{"state":"draft"}', 412],
    [
      '409 before 422',
      'PATCH',
      `${RELEASES}/1`,
      'own',
      { 'If-Match': '"1"' },
      '{"state":"draft","x":1}',
      409,
    ],
    ['413 before 400', 'POST', RELEASES, 'own', {}, `{"x":"${'ä'.repeat(600_000)}`, 413],
    ['400 for broken UTF-8 escapes', 'POST', RELEASES, 'own', {}, '{"a":"\\u12"}', 400],
    ['415 without a type', 'POST', RELEASES, 'own', { 'Content-Type': '' }, good, 415],
    ['422 for what is no object', 'POST', RELEASES, 'own', {}, '[]', 422],
    ['404 for a newsroom that is none', 'GET', `${API}/tuntematon/releases`, 'own', {}, '', 404],
    ['401 for a newsroom that is none', 'GET', `${API}/tuntematon/releases`, 'wrong', {}, '', 401],
    ['404 beside the API', 'GET', '/api/v1/nothing', 'own', {}, '', 404],
    ['405 for a method it has not', 'PUT', RELEASES, 'own', {}, '', 405],
  ] as const)('%s', async (_, method, path, who, headers, body, status) => {
    const { call, token, createNewsroom } = await openNewsroom();
    const other = await createNewsroom(OTHER);
    const tokens = { own: token, other, wrong: 'kaiku_1_0000000000000000_00' };
    const json = body === '' ? {} : { json: body };
    const answer = await call(method, path, { token: tokens[who], headers, ...json });
    expect([answer.status, answer.json.status]).toEqual([status, status]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('private, no-store, no-transform');
  });
});

describe('permissions', () => {
  test.each([
    ['GET', NEWSROOM, 401],
    ['GET', RELEASES, 401],
    ['GET', `${RELEASES}/1`, 401],
    ['POST', RELEASES, 401],
    ['GET', '/api/v1/openapi.json', 401],
  ])('%s %s with a token that nobody has is %i', async (method, path, status) => {
    const { call } = await openNewsroom();
    for (const authorization of ['Bearer nonsense', 'Bearer', 'Basic YTpi', '', 'Bearer a b']) {
      const refused = await call(method, path, { headers: { Authorization: authorization } });
      expect([authorization, refused.status]).toEqual([authorization, status]);
      expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  test("another newsroom's token reads what is public and writes nothing", async () => {
    const { call, token, createNewsroom } = await openNewsroom();
    const other = await createNewsroom(OTHER);
    await call('POST', RELEASES, { token, json: { variants: VARIANTS } });
    expect((await call('GET', `${RELEASES}/1`, { token: other })).status).toBe(200);
    expect((await call('GET', `${RELEASES}/2`, { token: other })).status).toBe(404);
    expect((await call('GET', `${RELEASES}/2/revisions`, { token: other })).status).toBe(403);
    expect((await call('POST', RELEASES, { token: other, json: { variants: VARIANTS } })).status).toBe(403);
    expect((await call('GET', `${NEWSROOM}/export`, { token: other })).status).toBe(403);
  });

  test('only the admin creates newsrooms, and each slug once', async () => {
    const { call, token } = await openNewsroom();
    expect((await call('POST', API, { json: OTHER })).status).toBe(401);
    expect((await call('POST', API, { token, json: OTHER })).status).toBe(403);
    expect((await call('POST', API, { token: ADMIN, json: PROFILE })).status).toBe(409);
    const reserved = await call('POST', API, { token: ADMIN, json: { ...OTHER, slug: 'opml' } });
    expect([reserved.status, pointers(reserved)]).toEqual([422, ['/slug']]);
  });

  test('tokens rotate and can be revoked', async () => {
    const { call, token } = await openNewsroom();
    const added = await call('POST', `${NEWSROOM}/tokens`, { token: ADMIN });
    const fresh = String(added.json.token);
    const listed = await call('GET', `${NEWSROOM}/tokens`, { token: fresh });
    expect([added.status, listed.status]).toEqual([201, 200]);
    expect(listed.text).not.toContain(fresh);
    const ids = [0, 1].map((index) => String(at(listed.json, 'tokens', index, 'id')));
    const old = ids.find((id) => id !== added.json.id);
    expect((await call('DELETE', `${NEWSROOM}/tokens/${old}`, { token: fresh })).status).toBe(204);
    expect((await call('GET', NEWSROOM, { token })).status).toBe(401);
    expect((await call('GET', NEWSROOM, { token: fresh })).status).toBe(200);
    expect((await call('DELETE', `${NEWSROOM}/tokens/${old}`, { token: fresh })).status).toBe(404);
  });
});

test.each([
  ['fi', /[äö]/],
  ['sv', /[åäö]/],
  ['en', /^[\x20-\x7e]+$/],
])('a problem speaks %s and repeats nothing of what was sent', async (language, words) => {
  const { call, token } = await openNewsroom();
  const json = { 'SECRET-field': 1, type: 'SECRET-type', variants: { fi: { title: 7, lead: 'SECRET' } } };
  const headers = { 'Accept-Language': language };
  const refused = await call('POST', RELEASES, { token, json, headers });
  expect(refused.headers.get('content-language')).toBe(language);
  expect(refused.json.type).toBe('urn:kaiku:problem:invalid');
  expect(`${refused.json.title} ${refused.json.detail} ${at(refused.json, 'errors', 0, 'detail')}`).toMatch(
    words,
  );
  expect(pointers(refused)).toEqual(expect.arrayContaining(['/type', '/variants/fi/title']));
  expect(refused.text.replaceAll('/SECRET-field', '')).not.toContain('SECRET');
});

test.each([
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=1e1', 'limit'],
  ['state=gone', 'state'],
  ['language=de', 'language'],
  ['cursor=%00', 'cursor'],
])('the query %s is refused by its name', async (query, name) => {
  const { get } = await openNewsroom();
  const refused = await get(`${RELEASES}?${query}`);
  expect([refused.status, pointers(refused)]).toEqual([422, [name]]);
});

test('the API has an OpenAPI document', async () => {
  const { get } = await openNewsroom();
  const document = await get('/api/v1/openapi.json');
  expect([document.status, document.json.openapi]).toEqual([200, '3.1.0']);
  const paths = Object.keys(Object(document.json.paths));
  expect(paths).toEqual(
    expect.arrayContaining(['/newsrooms', '/newsrooms/{newsroom}/releases/{number}/correct']),
  );
});
