import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';

const ADMIN = 'admin-token-of-the-tests';

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(`http://localhost:8787${path}`, init));
}

function send(path: string, token: string, body: unknown, headers: HeadersInit = {}): Promise<Response> {
  return call(`/api/v1/newsrooms${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Creates a newsroom and returns its token. */
async function found(slug: string): Promise<string> {
  const profile = { slug, name: 'Kaupunki', languages: ['fi', 'sv', 'en'], defaultLanguage: 'fi' };
  const founded: unknown = await (await send('', ADMIN, profile)).json();
  const token = typeof founded === 'object' && founded !== null && 'token' in founded ? founded.token : null;
  if (typeof token !== 'string') throw new Error('the newsroom is not founded');
  return token;
}

test('what a Durable Object published is found by its inflections, and gone when it is withdrawn', async () => {
  const token = await found('siltakaupunki');
  const variants = {
    fi: { title: 'Silta avataan syyskuussa' },
    sv: { title: 'Bron öppnas i september' },
    en: { title: 'Bridge opens in September' },
  };
  await send('/siltakaupunki/releases', token, { state: 'published', variants });
  const queries = [
    ['fi', 'sillan', variants.fi.title],
    ['sv', 'broarna', variants.sv.title],
    ['en', 'bridges', variants.en.title],
  ] as const;
  const read = async (language: string, words: string) =>
    (await call(`/${language}/siltakaupunki/search/feed.rss?q=${words}&at=${crypto.randomUUID()}`)).text();
  for (const [language, words, title] of queries) expect(await read(language, words)).toContain(title);
  expect(await read('fi', 'silti')).not.toContain(variants.fi.title);

  const headers = { 'if-match': '"1"' };
  const withdrawn = await send('/siltakaupunki/releases/1/withdraw', token, { reason: 'Virhe' }, headers);
  expect(withdrawn.status).toBe(200);
  for (const [language, words, title] of queries) expect(await read(language, words)).not.toContain(title);
}, 30_000);
