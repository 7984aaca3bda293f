import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { at, NEWSROOM, openHarness, RELEASES } from './harness.ts';

const IMPORTS = `${NEWSROOM}/imports`;
const ID = 'urn:yhteinen:1';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A site of its own: host and port. */
async function site(answer: Answer): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return `http://127.0.0.1:${isObject(address) ? address.port : 0}`;
}

interface Item {
  readonly id?: string;
  readonly title: string;
  readonly language?: string;
  readonly link?: string;
}

function rss(channelLink: string, ...items: Item[]): string {
  const written = items.map(
    ({ id = ID, title, link }) =>
      `<item><title>${title}</title><guid isPermaLink="false">${id}</guid>${link === undefined ? '' : `<link>${link}</link>`}
      <pubDate>Mon, 05 Jan 2026 09:00:00 +0200</pubDate><description>Teksti: ${title}</description></item>`,
  );
  return `<rss version="2.0"><channel><title>Kylä</title><link>${channelLink}</link><language>${items[0]?.language ?? 'fi'}</language>
    ${written.join('')}</channel></rss>`;
}

function atom(links: string, ...items: Item[]): string {
  const written = items.map(
    ({ id = ID, title, language = 'fi' }) =>
      `<entry xml:lang="${language}"><id>${id}</id><title>${title}</title><updated>2026-01-05T09:00:00+02:00</updated>
      <published>2026-01-05T09:00:00+02:00</published><content>Teksti: ${title}</content></entry>`,
  );
  return `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fi"><title>Kylä</title><id>urn:kyla</id>${links}
    <updated>2026-01-05T09:00:00Z</updated>${written.join('')}</feed>`;
}

function jsonFeed(home: object, ...items: Item[]): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Kylä',
    language: 'fi',
    ...home,
    items: items.map(({ id = ID, title }) => ({
      id,
      title,
      content_text: `Teksti: ${title}`,
      date_published: '2026-01-05T09:00:00+02:00',
    })),
  });
}

async function openImports() {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  const send = (json: unknown, headers: { [name: string]: string }) =>
    harness.call('POST', IMPORTS, { token, json, headers });
  return {
    harness,
    token,
    byHand: (document: string) => send(document, { 'Content-Type': 'application/octet-stream' }),
    fetched: (url: string) => send({ url }, {}),
    titles: async () => {
      const { json } = await harness.call('GET', `${RELEASES}?limit=100`, { token });
      const releases: unknown = at(json, 'releases');
      if (!Array.isArray(releases)) throw new Error('no releases');
      return releases
        .map((release) => [at(release, 'variants', 'fi', 'title'), at(release, 'variants', 'sv', 'title')])
        .sort();
    },
  };
}

test('an item of another site with the same id becomes a release of its own', async () => {
  const { byHand, fetched, titles } = await openImports();
  const own = await site((_, response) => response.end(rss('https://a.example/', { title: 'Oma' })));
  let stolen = 'Vieras';
  const other = await site((_, response) => response.end(rss('https://a.example/', { title: stolen })));
  expect((await fetched(`${own}/feed`)).json).toMatchObject({ created: 1 });
  expect((await fetched(`${other}/feed`)).json).toMatchObject({
    created: 1,
    updated: 0,
    uncertain: [{ index: 0, source: ID, release: 2, of: 1 }],
  });
  expect(await titles()).toEqual([
    ['Oma', undefined],
    ['Vieras', undefined],
  ]);
  stolen = 'Vieras muuttui';
  expect((await fetched(`${other}/feed`)).json).toMatchObject({ created: 0, updated: 1 });
  expect((await fetched(`${own}/feed`)).json).toMatchObject({ unchanged: 1 });
  // What a document says of itself counts only by hand.
  expect((await byHand(rss('https://c.example/', { title: 'Kolmas' }))).json).toMatchObject({ created: 1 });
  expect(await titles()).toEqual([
    ['Kolmas', undefined],
    ['Oma', undefined],
    ['Vieras muuttui', undefined],
  ]);
});

test('all formats and pages of one site are one source', async () => {
  const { byHand, titles } = await openImports();
  const self = '<link rel="self" href="https://a.example/atom"/>';
  const documents = [
    rss('https://a.example/uutiset', { title: 'Oma' }),
    atom('<link href="https://a.example/fi"/>', { title: 'Oma' }),
    atom(self, { title: 'Oma' }),
    atom(`${self}<link rel="alternate" href="https://A.example:443/"/>`, { title: 'Oma' }),
    jsonFeed({ home_page_url: 'https://a.example/' }, { title: 'Oma' }),
    jsonFeed({ feed_url: 'https://a.example/feed.json' }, { title: 'Oma' }),
  ];
  for (const document of documents) await byHand(document);
  expect(await titles()).toEqual([['Oma', undefined]]);
});

test.each([
  ['rss', rss('https://b.example/', { title: 'Vieras' })],
  ['atom alternate', atom('<link href="https://b.example/"/>', { title: 'Vieras' })],
  [
    'atom alternate before self',
    atom('<link rel="self" href="https://a.example/"/><link href="https://b.example/"/>', {
      title: 'Vieras',
    }),
  ],
  ['atom id', atom('', { title: 'Vieras' })],
  [
    'json',
    jsonFeed({ home_page_url: 'https://b.example/', feed_url: 'https://a.example/' }, { title: 'Vieras' }),
  ],
  ['another port', rss('https://a.example:8443/', { title: 'Vieras' })],
])('a document by hand of another site does not rewrite: %s', async (_name, document) => {
  const { byHand, titles } = await openImports();
  await byHand(rss('https://a.example/', { title: 'Oma' }));
  expect((await byHand(document)).json).toMatchObject({ created: 1, updated: 0 });
  expect(await titles()).toEqual([
    ['Oma', undefined],
    ['Vieras', undefined],
  ]);
});

test('a permanent redirect moves a source, a temporary one does not', async () => {
  const { fetched, titles } = await openImports();
  let title = 'Oma';
  const target = await site((_, response) => response.end(rss('https://a.example/', { title })));
  const moved = await site((_, response) => response.writeHead(308, { Location: `${target}/feed` }).end());
  const lent = await site((_, response) => response.writeHead(302, { Location: `${target}/feed` }).end());
  const movedThenLent = await site((_, response) => response.writeHead(301, { Location: `${lent}/` }).end());
  await fetched(`${target}/feed`);
  title = 'Oma muuttui';
  expect((await fetched(moved)).json).toMatchObject({ updated: 1 });
  title = 'Vieras';
  expect((await fetched(lent)).json).toMatchObject({ created: 1 });
  expect((await fetched(movedThenLent)).json).toMatchObject({ unchanged: 1 });
  expect(await titles()).toEqual([
    ['Oma muuttui', undefined],
    ['Vieras', undefined],
  ]);
});

test('another site adds a language, and then rewrites that language only', async () => {
  const { byHand, titles, harness, token } = await openImports();
  const swedish = (title: string) => rss('https://b.example/', { title, language: 'sv' });
  await byHand(rss('https://a.example/', { title: 'Oma' }));
  expect((await byHand(swedish('Egen'))).json).toMatchObject({ joined: 1 });
  expect((await byHand(swedish('Egen, ny'))).json).toMatchObject({ updated: 1 });
  expect((await byHand(rss('https://b.example/', { title: 'Vieras' }))).json).toMatchObject({ updated: 0 });
  expect((await byHand(rss('https://a.example/', { title: 'Oma, uusi' }))).json).toMatchObject({
    updated: 1,
  });
  expect((await byHand(rss('https://a.example/', { title: 'Stulen', language: 'sv' }))).json).toMatchObject({
    updated: 0,
  });
  const first = (await harness.call('GET', `${RELEASES}/1`, { token })).json;
  expect(at(first, 'variants', 'fi', 'title')).toBe('Oma, uusi');
  expect(at(first, 'variants', 'sv', 'title')).toBe('Egen, ny');
  expect(await titles()).toContainEqual(['Oma, uusi', 'Egen, ny']);
});

test('a site goes on rewriting its release after another one has taken the place of its translation', async () => {
  const { byHand, titles } = await openImports();
  const own = (title: string, language: string) => rss('https://a.example/', { title, language });
  await byHand(own('Oma', 'fi'));
  await byHand(rss('https://b.example/', { title: 'Stulen', language: 'sv' }));
  expect((await byHand(own('Egen', 'sv'))).json).toMatchObject({ created: 1 });
  expect((await byHand(own('Oma, uusi', 'fi'))).json).toMatchObject({ updated: 1 });
  expect((await byHand(own('Egen, ny', 'sv'))).json).toMatchObject({ updated: 1 });
  expect(await titles()).toEqual([
    [undefined, 'Egen, ny'],
    ['Oma, uusi', 'Stulen'],
  ]);
});

test('a site cannot lead the translations of another to its own release', async () => {
  const { byHand, titles } = await openImports();
  const address = 'https://a.example/1';
  const related = (title: string, language: string) =>
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}"><title>K</title><id>urn:k</id>
    <link href="https://${language === 'fi' ? 'b' : 'a'}.example/"/><updated>2026-01-05T09:00:00Z</updated>
    <entry><id>urn:${title}</id><title>${title}</title><updated>2026-01-05T07:00:00Z</updated>
    <link rel="related" hreflang="${language === 'fi' ? 'sv' : 'fi'}" href="${address}"/><content>T</content></entry></feed>`;
  await byHand(rss('https://a.example/', { title: 'Oma', link: address }));
  await byHand(related('Vieras', 'fi'));
  expect((await byHand(related('Egen', 'sv'))).json).toMatchObject({ joined: 1 });
  expect(await titles()).toEqual([
    ['Oma', 'Egen'],
    ['Vieras', undefined],
  ]);
});

test('an id that stands for two releases in two languages is found again in each', async () => {
  const { byHand, titles } = await openImports();
  const other = (title: string, language: string) => rss('https://b.example/', { title, language });
  await byHand(rss('https://a.example/', { title: 'Oma' }));
  await byHand(other('Egen', 'sv'));
  await byHand(other('Toinen', 'fi'));
  expect((await byHand(other('Egen', 'sv'))).json).toMatchObject({ unchanged: 1 });
  expect((await byHand(other('Toinen, uusi', 'fi'))).json).toMatchObject({ updated: 1 });
  expect(await titles()).toEqual([
    ['Oma', 'Egen'],
    ['Toinen, uusi', undefined],
  ]);
});

test('sites that share ids never change what another one brought', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          host: fc.constantFrom('a', 'b', 'c'),
          id: fc.constantFrom('1', '2', '3'),
          language: fc.constantFrom('fi', 'sv'),
          version: fc.integer({ min: 1, max: 3 }),
        }),
        { maxLength: 12 },
      ),
      async (steps) => {
        const { byHand, titles } = await openImports();
        const latest = new Map<string, string>();
        for (const { host, id, language, version } of steps) {
          const title = `${host} ${id} ${language} ${version}`;
          await byHand(rss(`https://${host}.example/`, { id: `urn:${id}`, title, language }));
          latest.set(`${host} ${id} ${language}`, title);
        }
        expect(
          (await titles())
            .flat()
            .filter((title) => title !== undefined)
            .sort(),
        ).toEqual([...latest.values()].sort());
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);
