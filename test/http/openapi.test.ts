import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { CALLS } from '../../src/http/api/calls.ts';
import { type Answer, at, NEWSROOM, openNewsroom, RELEASES, VARIANTS } from './harness.ts';

const RSS = `<rss version="2.0"><channel><title>Kylä</title><link>https://kyla.example/</link><language>fi</language>
  <item><title>Talvikuu</title><guid isPermaLink="false">urn:kyla:1</guid><pubDate>Mon, 05 Jan 2026 09:00:00 +0200</pubDate>
  <description>Teksti</description></item><item><description/></item></channel></rss>`;

test("what a newsroom's life answers is what the document says", async () => {
  const { call, get, token, published } = await openNewsroom();
  const { json: document } = await get('/api/v1/openapi.json');
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...document, $id: 'https://kaiku.example/openapi' });
  const seen = new Set<string>();

  function check(id: string, answer: Answer): Answer {
    const described = CALLS.find((one) => one.id === id);
    const responses = at(document, 'paths', described?.path ?? '', described?.method ?? '', 'responses');
    expect([id, Object.keys(Object(responses))]).toEqual([
      id,
      expect.arrayContaining([String(answer.status)]),
    ]);
    const name = answer.status < 300 ? described?.answer : 'Problem';
    if (name !== undefined) {
      const isValid = ajv.validate(`https://kaiku.example/openapi#/components/schemas/${name}`, answer.json);
      expect([id, isValid, ajv.errors]).toEqual([id, true, null]);
    }
    if (answer.status < 300) seen.add(id);
    return answer;
  }
  const ask = async (id: string, method: string, path: string, rest: object = {}) =>
    check(id, await call(method, path, { token, ...rest }));
  const ifMatch = (answer: Answer) => ({ headers: { 'If-Match': answer.headers.get('etag') ?? '' } });

  check('createRelease', published);
  await ask('readNewsroom', 'GET', NEWSROOM);
  await ask('changeNewsroom', 'PATCH', NEWSROOM, { json: { website: null } });
  check('readRelease', await get(`${RELEASES}/1`));
  await ask('createRelease', 'POST', RELEASES, { json: { variants: { fi: { title: 3 } } } });
  const json = { note: 'Aika oli väärä.' };
  await ask('correctRelease', 'POST', `${RELEASES}/1/correct`, { json });
  let latest = await ask('correctRelease', 'POST', `${RELEASES}/1/correct`, { json, ...ifMatch(published) });
  const withdrawal = { reason: 'Ei pidä paikkaansa.', languages: ['sv'] };
  await ask('withdrawRelease', 'POST', `${RELEASES}/1/withdraw`, { json: withdrawal, ...ifMatch(latest) });
  check('readRelease', await get(`${RELEASES}/1`));
  const draft = await ask('createRelease', 'POST', RELEASES, { json: { variants: VARIANTS } });
  const publishAt = '2026-06-01T09:00';
  latest = await ask('changeRelease', 'PATCH', `${RELEASES}/2`, {
    json: { type: 'bulletin' },
    ...ifMatch(draft),
  });
  latest = await ask('scheduleRelease', 'POST', `${RELEASES}/2/schedule`, {
    json: { publishAt },
    ...ifMatch(latest),
  });
  latest = await ask('unscheduleRelease', 'POST', `${RELEASES}/2/unschedule`, ifMatch(latest));
  latest = await ask('publishRelease', 'POST', `${RELEASES}/2/publish`, ifMatch(latest));
  await ask('splitRelease', 'POST', `${RELEASES}/2/split`, { json: { language: 'sv' }, ...ifMatch(latest) });
  await ask('createPreview', 'POST', `${RELEASES}/1/previews`);
  await ask('readDeliveries', 'GET', `${RELEASES}/1/deliveries`);
  await ask('listDeadLetters', 'GET', `${NEWSROOM}/dead-letters`);
  await ask('listRevisions', 'GET', `${RELEASES}/1/revisions`);
  await ask('readRevision', 'GET', `${RELEASES}/1/revisions/1`);
  await ask('createToken', 'POST', `${NEWSROOM}/tokens`, { json: { label: 'Toimitus' } });
  await ask('listTokens', 'GET', `${NEWSROOM}/tokens`);
  await ask('importDocument', 'POST', `${NEWSROOM}/imports`, { json: RSS });
  await ask('listReleases', 'GET', RELEASES);
  await ask('listReleases', 'GET', `${RELEASES}?limit=0`);
  await ask('putSource', 'PUT', `${NEWSROOM}/sources/kyla`, { json: { url: 'http://127.0.0.1:1/feed' } });
  await ask('readSource', 'GET', `${NEWSROOM}/sources/kyla`);
  await ask('listSources', 'GET', `${NEWSROOM}/sources`);
  await ask('removeSource', 'DELETE', `${NEWSROOM}/sources/kyla`);
  await ask('listMedia', 'GET', `${NEWSROOM}/media`);
  await ask('rebuildTimelines', 'POST', `${NEWSROOM}/rebuild`);
  expect(seen.size).toBeGreaterThanOrEqual(26);
});

test('every operation has a name of its own, and every member of a schema a description', async () => {
  const { get } = await openNewsroom();
  const { json: document } = await get('/api/v1/openapi.json');
  expect(new Set(CALLS.map(({ id }) => id)).size).toBe(CALLS.length);
  expect(undescribed(at(document, 'components', 'schemas'), '')).toEqual([]);
});

test('the document passes the linter of OpenAPI documents', async () => {
  const { get } = await openNewsroom();
  const folder = await mkdtemp(join(tmpdir(), 'kaiku-openapi-'));
  try {
    const file = join(folder, 'openapi.json');
    await writeFile(file, (await get('/api/v1/openapi.json')).text);
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const lint = [
      'node_modules/@redocly/cli/bin/cli.js',
      'lint',
      '--format=json',
      '--extends=recommended',
      file,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, lint, { env });
    expect(at(JSON.parse(stdout), 'totals', 'errors')).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

function undescribed(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(path.endsWith('/properties') && at(inner, 'description') === undefined ? [`${path}/${name}`] : []),
    ...undescribed(inner, `${path}/${name}`),
  ]);
}
