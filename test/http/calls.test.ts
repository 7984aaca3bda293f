import { expect, test } from 'vitest';
import { SCOPES } from '../../src/domain/scope.ts';
import { CALLS } from '../../src/http/api/calls.ts';
import { API, NEWSROOM, openHarness, openNewsroom } from './harness.ts';

const DOCUMENT_ITSELF = 'GET /api/v1/openapi.json';
const ANY_METHOD = 'ALL';

test('the described calls are those that the application has', () => {
  const { app } = openHarness();
  const routes = app.routes
    .filter(
      ({ method, path }) => path.startsWith(API.slice(0, -'/newsrooms'.length)) && method !== ANY_METHOD,
    )
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => route !== DOCUMENT_ITSELF);
  const described = CALLS.map(
    ({ method, path }) => `${method.toUpperCase()} /api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
  );
  expect(new Set(routes)).toEqual(new Set(described));
});

test.each(CALLS)('$method $path is refused without a token only when it needs one', async (described) => {
  const { call } = await openNewsroom();
  const path = described.path.replace('{newsroom}', 'satamakaupunki').replaceAll(/\{\w+\}/g, '1');
  const { status } = await call(described.method.toUpperCase(), `/api/v1${path}`);
  expect(status === 401).toBe(described.access === 'token');
});

test.each(CALLS.filter(({ scope }) => scope !== 'read'))(
  '$method $path is refused to a token of a scope that is too small',
  async ({ method, path, scope }) => {
    const { call, token } = await openNewsroom();
    const smaller = SCOPES[SCOPES.indexOf(scope) - 1];
    const made = await call('POST', `${NEWSROOM}/tokens`, { token, json: { scope: smaller } });
    const address = path.replace('{newsroom}', 'satamakaupunki').replaceAll(/\{\w+\}/g, '1');
    const refused = await call(method.toUpperCase(), `/api/v1${address}`, { token: String(made.json.token) });
    expect(refused.status).toBe(403);
    // Newsrooms are founded by the operator, whose token has every scope.
    if (path !== '/newsrooms') expect(refused.headers.get('WWW-Authenticate')).toContain(`scope="${scope}"`);
  },
);
