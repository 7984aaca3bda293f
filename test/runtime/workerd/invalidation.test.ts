import { afterEach, expect, test, vi } from 'vitest';
import { call, type Founded, found, listen, send } from './calls.ts';

const WAIT = { timeout: 20_000 };
const PATCH = { 'content-type': 'application/merge-patch+json', 'if-match': '*' };

afterEach(() => vi.restoreAllMocks());

/** The calls that a change causes, each with its sorted tags. */
async function callsOf({ key }: Founded, change: () => Promise<Response>) {
  const told = listen();
  const own = () => told.filter(({ tags }) => tags.some((tag) => tag.split('-')[0] === `n${key}`));
  expect((await change()).status).toBeLessThan(300);
  await expect.poll(own, WAIT).not.toEqual([]);
  const calls = told.map(({ cure, tags }) => [cure, ...tags.toSorted()]);
  vi.restoreAllMocks();
  return calls;
}

async function tagsOf(path: string): Promise<string | null> {
  return (await call(path)).headers.get('cache-tag');
}

test('each change invalidates at the edge, in one call, the documents that show it', async () => {
  // The calls that the creation of the newsroom causes have been made.
  const founded = listen();
  const newsroom = await found('kanava', ['fi', 'sv']);
  const { key, token } = newsroom;
  const owner = `n${key}`;
  await expect.poll(() => founded.map(({ tags }) => tags.toSorted()), WAIT).toContainEqual(['all', owner]);
  vi.restoreAllMocks();

  const variants = { fi: { title: 'Kanava aukeaa', keywords: ['Vesi'] } };
  const release = { state: 'published', publishAt: '2026-03-10T12:00:00+02:00', variants };
  const lists = [`${owner}-fi`, `${owner}-fi-2026-03`, `${owner}-fi-k-76657369`, `${owner}-fi-t-release`];
  expect(await callsOf(newsroom, () => send('POST', '/kanava/releases', token, release))).toEqual([
    ['invalidate', 'all-fi', 'all-sitemap', ...lists, `${owner}-sitemap-1`],
  ]);
  expect(await tagsOf('/fi/kanava/feed.rss')).toBe(`${owner},${owner}-fi`);
  expect(await tagsOf('/fi/kanava/keywords/vesi/feed.json')).toBe(`${owner},${owner}-fi-k-76657369`);
  expect(await tagsOf('/sv/kanava')).toBe(`${owner},${owner}-sv,${owner}-media`);
  expect(await tagsOf('/sv/feed.atom')).toBe('all,all-sv');
  expect(await tagsOf('/robots.txt')).toBeNull();

  const lead = { variants: { fi: { lead: 'Pian.' } } };
  const everywhere = [
    'all-fi',
    `all-r${key}000001`,
    'all-sitemap',
    ...lists,
    `${owner}-r1`,
    `${owner}-sitemap-1`,
  ];
  expect(await callsOf(newsroom, () => send('PATCH', '/kanava/releases/1', token, lead, PATCH))).toEqual([
    ['invalidate', ...everywhere],
  ]);

  const profile = { name: 'Kanavayhtiö' };
  expect(await callsOf(newsroom, () => send('PATCH', '/kanava', token, profile, PATCH))).toEqual([
    ['invalidate', 'all', owner],
  ]);

  const reason = { reason: 'Virhe' };
  const withdraw = () => send('POST', '/kanava/releases/1/withdraw', token, reason, { 'if-match': '*' });
  expect(await callsOf(newsroom, withdraw)).toEqual([['purge', 'all', owner]]);
});
