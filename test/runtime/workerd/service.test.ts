import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';

const ADMIN = 'admin-token-of-the-tests';
const TITLES = {
  fi: 'Telakka palkkaa sata hitsaajaa',
  sv: 'Varvet anställer hundra svetsare',
  en: 'Shipyard hires a hundred welders',
} as const;
const LANGUAGES = ['fi', 'sv', 'en'] as const;
const FORMATS = ['rss', 'atom', 'json'] as const;

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(`http://localhost:8787${path}`, init));
}

function send(
  method: string,
  path: string,
  token: string,
  body: unknown,
  headers: { readonly [name: string]: string } = {},
): Promise<Response> {
  return call(path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Creates a newsroom and returns its token. */
async function found(slug: string): Promise<string> {
  const answer = await send('POST', '/api/v1/newsrooms', ADMIN, {
    slug,
    name: { fi: 'Telakka', sv: 'Varvet', en: 'Shipyard' },
    languages: LANGUAGES,
    defaultLanguage: 'fi',
  });
  const founded: unknown = await answer.json();
  const token = typeof founded === 'object' && founded !== null && 'token' in founded ? founded.token : null;
  if (typeof token !== 'string') throw new Error(`founding answered ${answer.status}`);
  return token;
}

function release(state: 'draft' | 'published') {
  return {
    state,
    sourceLanguage: 'fi',
    variants: { fi: { title: TITLES.fi }, sv: { title: TITLES.sv }, en: { title: TITLES.en } },
  };
}

test('a published release is in the feeds of its newsroom and of all newsrooms, in each language with its variant', async () => {
  const token = await found('telakka');
  const created = await send('POST', '/api/v1/newsrooms/telakka/releases', token, release('published'));
  expect(created.status).toBe(201);
  for (const language of LANGUAGES) {
    for (const format of FORMATS) {
      for (const path of [`/${language}/telakka/feed.${format}`, `/${language}/feed.${format}`]) {
        const answer = await call(path);
        const document = await answer.text();
        const present = LANGUAGES.filter((other) => document.includes(TITLES[other]));
        expect([path, answer.status, present]).toEqual([path, 200, [language]]);
      }
    }
  }
});

test('of forty changes to the same revision only one succeeds', async () => {
  const token = await found('varvi');
  await send('POST', '/api/v1/newsrooms/varvi/releases', token, release('draft'));
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, number) =>
      send(
        'PATCH',
        '/api/v1/newsrooms/varvi/releases/1',
        token,
        { variants: { fi: { title: `${TITLES.fi} ${number}` } } },
        { 'content-type': 'application/merge-patch+json', 'if-match': '"1"' },
      ),
    ),
  );
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, ...Array.from({ length: 39 }, () => 412)]);
});
