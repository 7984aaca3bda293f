import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { at, NEWSROOM, openHarness, RELEASES } from './harness.ts';

const IMPORTS = `${NEWSROOM}/imports`;

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly body?: string;
  readonly date?: string;
  readonly updated?: string;
  readonly language?: string;
  readonly links?: string;
}

function atom(...entries: Entry[]): string {
  const written = entries.map(
    ({ id, title, body = 'Teksti.', date = '2026-01-05T09:00:00+02:00', updated = date, language, links }) =>
      `<entry${language === undefined ? '' : ` xml:lang="${language}"`}><id>${id}</id><title>${title}</title>` +
      `<published>${date}</published><updated>${updated}</updated>${links ?? ''}` +
      `<content type="html">&lt;p&gt;${body}&lt;/p&gt;</content></entry>`,
  );
  return `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fi"><title>Kylä</title><id>urn:kyla</id>
    <updated>2026-01-05T09:00:00Z</updated>${written.join('')}</feed>`;
}

async function openImports() {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  return {
    harness,
    token,
    bring: (document: string, headers: { [name: string]: string } = {}) =>
      harness.call('POST', IMPORTS, {
        token,
        json: document,
        headers: { 'Content-Type': 'application/xml', ...headers },
      }),
    release: async (number: number) => (await harness.call('GET', `${RELEASES}/${number}`, { token })).json,
    change: async (number: number, action: string, json: object) => {
      const { revision } = (await harness.call('GET', `${RELEASES}/${number}`, { token })).json;
      const [method, path] = action === 'PATCH' ? ['PATCH', ''] : ['POST', `/${action}`];
      return harness.call(method, `${RELEASES}/${number}${path}`, {
        token,
        json,
        headers: { 'If-Match': `"${revision}"` },
      });
    },
  };
}

const counts = ({ json }: { json: object }) => {
  const { read, created, joined, updated, unchanged, refused } = { ...emptyReport, ...json };
  return { read, created, joined, updated, unchanged, refused: refused.length };
};
const emptyReport = { read: -1, created: -1, joined: -1, updated: -1, unchanged: -1, refused: [] };

describe('a document', () => {
  test('is imported as published with its own dates and its source', async () => {
    const { bring, release, harness } = await openImports();
    const report = await bring(atom({ id: 'urn:kyla:1', title: 'Silta avattiin' }));
    expect(report.status).toBe(200);
    expect(counts(report)).toEqual({ read: 1, created: 1, joined: 0, updated: 0, unchanged: 0, refused: 0 });
    expect(await release(1)).toMatchObject({
      state: 'published',
      publishAt: '2026-01-05T09:00:00+02:00',
      source: { id: 'urn:kyla:1' },
      variants: { fi: { title: 'Silta avattiin', body: '<p>Teksti.</p>' } },
    });
    const feed = await harness.get('/fi/satamakaupunki/feed.json');
    expect(at(feed.json, 'items', 0, 'date_published')).toBe('2026-01-05T09:00:00+02:00');
    expect(at(feed.json, 'items', 0, 'id')).toMatch(/^tag:tiedotteet\.example,/);
  });

  test('with a date in the future is imported as scheduled', async () => {
    const { bring, release } = await openImports();
    await bring(atom({ id: 'urn:kyla:1', title: 'Tulossa', date: '2026-05-05T09:00:00+03:00' }));
    expect(await release(1)).toMatchObject({ state: 'scheduled', publishAt: '2026-05-05T09:00:00+03:00' });
  });

  test('imported again changes nothing', async () => {
    const { bring, release } = await openImports();
    const document = atom({ id: 'urn:kyla:1', title: 'Silta' }, { id: 'urn:kyla:2', title: 'Tie' });
    await bring(document);
    const before = [await release(1), await release(2)];
    expect(counts(await bring(document))).toMatchObject({ read: 2, created: 0, updated: 0, unchanged: 2 });
    expect([await release(1), await release(2)]).toEqual(before);
  });

  test('is imported without its invalid item', async () => {
    const { bring } = await openImports();
    const report = await bring(
      atom(
        { id: 'urn:kyla:1', title: 'Silta' },
        { id: 'urn:kyla:2', title: 'Weg', language: 'de' },
        { id: 'urn:kyla:3', title: 'Tie', date: 'eilen' },
      ),
    );
    expect(counts(report)).toMatchObject({ read: 3, created: 1, refused: 2 });
    expect(at(report.json, 'refused', 0)).toMatchObject({ index: 1, source: 'urn:kyla:2' });
    expect(at(report.json, 'refused', 0, 'reason')).toMatch(/\bde\b/);
  });

  test.each([
    ['nothing', ''],
    ['no document', 'hei'],
    ['truncated XML', '<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><entry>'],
    ['an entity bomb', '<!DOCTYPE f [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel/></rss>'],
    ['JSON of another kind', '{"hello": "world"}'],
    ['a web page', '<!DOCTYPE html><html><body>Hei</body></html>'],
  ])('that is %s changes nothing, is 422 and says why in the asked language', async (_name, document) => {
    const { bring, harness, token } = await openImports();
    const refused = await bring(document, { 'Accept-Language': 'sv' });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-language')).toBe('sv');
    expect(at(refused.json, 'errors', 0, 'detail')).toBeTypeOf('string');
    expect((await harness.call('GET', RELEASES, { token })).json).toEqual({ releases: [], next: null });
  });

  test('needs the newsroom’s token', async () => {
    const { harness } = await openImports();
    expect((await harness.call('POST', IMPORTS, { json: atom() })).status).toBe(401);
  });

  test('beyond the limit is 413', async () => {
    const { bring } = await openImports();
    expect((await bring(' '.repeat(20 * 1024 * 1024 + 1))).status).toBe(413);
  });

  test('reports its progress on request', async () => {
    const { harness, token } = await openImports();
    const entries = Array.from({ length: 50 }, (_, n) => ({ id: `urn:kyla:${n}`, title: `Uutinen ${n}` }));
    const response = await harness.call('POST', IMPORTS, {
      token,
      json: atom(...entries),
      headers: { Accept: 'application/x-ndjson' },
    });
    const lines = response.text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines.slice(0, 2)).toEqual([
      { done: 20, of: 50 },
      { done: 40, of: 50 },
    ]);
    expect(at(lines.at(-1), 'report', 'created')).toBe(50);
  });
});

describe('a changed source', () => {
  test('is a minor edit, and a correction where the source says it was updated', async () => {
    const { bring, release } = await openImports();
    await bring(atom({ id: 'urn:kyla:1', title: 'Silta' }));
    expect(counts(await bring(atom({ id: 'urn:kyla:1', title: 'Uusi silta' })))).toMatchObject({
      updated: 1,
    });
    const edited = await release(1);
    expect(edited.corrections).toBeUndefined();
    expect(at(edited, 'variants', 'fi', 'title')).toBe('Uusi silta');
    expect(at(edited, 'variants', 'fi', 'updatedAt')).toBe('2026-01-05T09:00:00+02:00');
    const updated = { id: 'urn:kyla:1', title: 'Uusin silta', updated: '2026-01-06T09:00:00+02:00' };
    expect(counts(await bring(atom(updated)))).toMatchObject({ updated: 1 });
    const corrected = await release(1);
    expect(at(corrected, 'variants', 'fi', 'title')).toBe('Uusin silta');
    expect(at(corrected, 'corrections', 0, 'note', 'fi')).toBeTypeOf('string');
    expect(counts(await bring(atom(updated)))).toMatchObject({ unchanged: 1 });
  });

  test('does not overwrite an editor’s change, and reports it', async () => {
    const { bring, release, change } = await openImports();
    await bring(atom({ id: 'urn:kyla:1', title: 'Silta' }));
    await change(1, 'PATCH', { variants: { fi: { title: 'Toimittajan silta' } } });
    for (const title of ['Silta', 'Uusi silta']) {
      const report = await bring(atom({ id: 'urn:kyla:1', title }));
      expect(counts(report)).toMatchObject({ unchanged: 1, updated: 0 });
      expect(at(report.json, 'kept', 0)).toMatchObject({ release: 1, code: 'edited' });
    }
    expect(at(await release(1), 'variants', 'fi', 'title')).toBe('Toimittajan silta');
  });

  test('does not publish a withdrawn release again, and reports it', async () => {
    const { bring, release, change } = await openImports();
    await bring(atom({ id: 'urn:kyla:1', title: 'Silta' }));
    await change(1, 'withdraw', { reason: 'Väärä päivä' });
    const report = await bring(atom({ id: 'urn:kyla:1', title: 'Uusi silta' }));
    expect(at(report.json, 'kept', 0)).toMatchObject({ release: 1, code: 'withdrawn' });
    expect(await release(1)).toMatchObject({ state: 'withdrawn' });
  });

  test('of a scheduled release moves its embargo, unless an editor has', async () => {
    const { bring, release, change } = await openImports();
    const dated = (id: string, date: string) => ({ id, title: 'Tulossa', date });
    await bring(
      atom(dated('urn:a', '2026-05-05T09:00:00+03:00'), dated('urn:b', '2026-05-05T09:00:00+03:00')),
    );
    await change(2, 'schedule', { publishAt: '2026-07-07T09:00' });
    const moved = await bring(
      atom(dated('urn:a', '2026-06-06T09:00:00+03:00'), dated('urn:b', '2026-06-06T09:00:00+03:00')),
    );
    expect(counts(moved)).toMatchObject({ updated: 1, unchanged: 1 });
    expect(await release(1)).toMatchObject({ state: 'scheduled', publishAt: '2026-06-06T09:00:00+03:00' });
    expect(await release(2)).toMatchObject({ publishAt: '2026-07-07T09:00:00+03:00' });
    await bring(atom(dated('urn:a', '2026-03-01T09:00:00+02:00')));
    expect(await release(1)).toMatchObject({ state: 'published', publishAt: '2026-03-01T09:00:00+02:00' });
  });

  test('of a scheduled release reaches it after its embargo was lifted', async () => {
    const { bring, release, harness } = await openImports();
    const date = '2026-03-10T13:00:00+02:00';
    await bring(atom({ id: 'urn:kyla:1', title: 'Silta', date }));
    await harness.moveTo(date);
    expect(counts(await bring(atom({ id: 'urn:kyla:1', title: 'Uusi silta', date })))).toMatchObject({
      updated: 1,
    });
    expect(await release(1)).toMatchObject({ state: 'published', variants: { fi: { title: 'Uusi silta' } } });
  });

  test('does not overwrite a language that was written here first, and reports it', async () => {
    const { bring, change, release } = await openImports();
    await bring(atom({ id: '1', title: 'Satama' }));
    await change(1, 'PATCH', { variants: { sv: { title: 'Hamnen, av redaktionen' } } });
    const both = (title: string) =>
      atom({ id: '1', title }, { id: '1', title: 'Hamnen, av källan', language: 'sv' });
    for (const title of ['Satama', 'Satama avattiin']) {
      const { json } = await bring(both(title));
      expect(json.kept).toMatchObject([{ source: '1', release: 1, code: 'edited' }]);
      expect((await release(1)).variants).toMatchObject({
        fi: { title },
        sv: { title: 'Hamnen, av redaktionen' },
      });
    }
  });
});

describe('languages', () => {
  const related = (url: string, language: string, own: string) =>
    `<link rel="alternate" href="${own}"/><link rel="related" hreflang="${language}" href="${url}"/>`;
  const FI = 'https://kyla.example/fi/1';
  const SV = 'https://kyla.example/sv/1';

  test('that link each other become one release, whether in one document or two', async () => {
    const finnish = { id: 'urn:a', title: 'Silta', links: related(SV, 'sv', FI) };
    const swedish = { id: 'urn:b', title: 'Bron', language: 'sv', links: related(FI, 'fi', SV) };
    for (const documents of [[atom(finnish, swedish)], [atom(finnish), atom(swedish)]]) {
      const { bring, release } = await openImports();
      const reports = [];
      for (const document of documents) reports.push(counts(await bring(document)));
      expect(reports.map(({ created }) => created).reduce((a, b) => a + b)).toBe(1);
      expect(reports.map(({ joined }) => joined).reduce((a, b) => a + b)).toBe(1);
      expect(await release(1)).toMatchObject({
        variants: { fi: { title: 'Silta' }, sv: { title: 'Bron', publishedAt: '2026-01-05T09:00:00+02:00' } },
      });
      for (const document of documents) {
        expect(counts(await bring(document))).toMatchObject({ created: 0, joined: 0, updated: 0 });
      }
    }
  });

  test('that may belong together in one document are listed with each other', async () => {
    const { bring } = await openImports();
    const report = await bring(
      atom(
        { id: 'urn:tiedote-1-fi', title: 'Silta' },
        { id: 'urn:tiedote-1-sv', title: 'Bron', language: 'sv', date: '2026-01-15T09:00:00+02:00' },
      ),
    );
    expect(at(report.json, 'uncertain')).toEqual([
      { index: 0, source: 'urn:tiedote-1-fi', release: 1, of: null },
      { index: 1, source: 'urn:tiedote-1-sv', release: 2, of: 1 },
    ]);
  });

  test('that may belong together but are days apart are imported separately and listed', async () => {
    const { bring } = await openImports();
    await bring(atom({ id: 'urn:tiedote-1-fi', title: 'Silta' }));
    const report = await bring(
      atom({ id: 'urn:tiedote-1-sv', title: 'Bron', language: 'sv', date: '2026-01-15T09:00:00+02:00' }),
    );
    expect(counts(report)).toMatchObject({ created: 1, joined: 0 });
    expect(at(report.json, 'uncertain')).toEqual([
      { index: 0, source: 'urn:tiedote-1-sv', release: 2, of: 1 },
    ]);
  });

  test('can be joined and split by an editor, and keep their entry ids and dates', async () => {
    const { bring, release, change, harness, token } = await openImports();
    await bring(atom({ id: 'urn:a', title: 'Silta' }, { id: 'urn:b', title: 'Bron', language: 'sv' }));
    const swedish = at(await release(2), 'variants', 'sv', 'id');
    expect((await change(1, 'join', { release: 2 })).status).toBe(200);
    expect(await release(1)).toMatchObject({ variants: { fi: {}, sv: { id: swedish, title: 'Bron' } } });
    expect(await release(2)).toMatchObject({ state: 'withdrawn', variants: {} });
    const feed = await harness.get('/sv/satamakaupunki/feed.json');
    expect(at(feed.json, 'items')).toHaveLength(1);
    expect(at(feed.json, 'items', 0, 'id')).toBe(swedish);
    expect(at((await harness.get('/sv/feed.json')).json, 'items')).toHaveLength(1);

    const split = await change(1, 'split', { language: 'sv' });
    expect(split.status).toBe(201);
    expect(split.json).toMatchObject({ number: 3, variants: { sv: { id: swedish } } });
    expect(at(await release(1), 'variants')).toHaveProperty('fi');
    expect(at(await release(1), 'variants')).not.toHaveProperty('sv');
    expect(at((await harness.get('/sv/satamakaupunki/feed.json')).json, 'items', 0, 'id')).toBe(swedish);
    expect((await harness.call('POST', `${NEWSROOM}/rebuild`, { token })).json).toMatchObject({
      repaired: 0,
    });
  });

  test('that an editor moved are not moved back by another import', async () => {
    const { bring, release, change } = await openImports();
    const document = atom({ id: 'urn:a', title: 'Silta' }, { id: 'urn:b', title: 'Bron', language: 'sv' });
    await bring(document);
    await change(1, 'join', { release: 2 });
    expect(counts(await bring(document))).toMatchObject({ created: 0, joined: 0, updated: 0, unchanged: 2 });
    expect(await release(3)).toMatchObject({ status: 404 });
  });

  test('have a limit: hundreds of links of one item are not stored as translations', async () => {
    const { bring } = await openImports();
    const page = (index: number) => `https://kyla.example/sv/${index}`;
    const links = Array.from(
      { length: 300 },
      (_, index) => `<link rel="alternate" hreflang="sv" href="${page(index)}"/>`,
    );
    await bring(atom({ id: '1', title: 'Satama', links: links.join('') }));
    const swedish = (index: number) =>
      atom({ id: page(index), title: 'Hamnen', language: 'sv', links: `<link href="${page(index)}"/>` });
    expect(counts(await bring(swedish(200)))).toMatchObject({ created: 1, joined: 0 });
    expect(counts(await bring(swedish(0)))).toMatchObject({ created: 0, joined: 1 });
  });
});

describe('a source to follow', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  });

  /** A feed's host; `answer` may change between two requests. */
  async function host(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    return `http://127.0.0.1:${isObject(address) ? address.port : 0}/feed`;
  }

  async function followed(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    const opened = await openImports();
    const { harness, token } = opened;
    const url = await host(answer);
    const source = `${NEWSROOM}/sources/kyla`;
    const put = await harness.call('PUT', source, { token, json: { url, interval: 900 } });
    /** Fetches due sources and waits for the import. */
    const due = async (instant?: string) => {
      if (instant !== undefined) await harness.moveTo(instant);
      await harness.service.runDueTasks();
      await harness.service.waitUntilIdle();
      return (await harness.call('GET', source, { token })).json;
    };
    return { ...opened, put, due, source };
  }

  test('is fetched at once and then conditionally, at its interval', async () => {
    const conditions: unknown[] = [];
    const { put, due, release } = await followed((request, response) => {
      conditions.push(request.headers['if-none-match']);
      if (request.headers['if-none-match'] === '"v1"') return response.writeHead(304).end();
      response.writeHead(200, { 'Content-Type': 'application/atom+xml', ETag: '"v1"' });
      response.end(atom({ id: 'urn:kyla:1', title: 'Silta' }));
    });
    expect(put.status).toBe(201);
    expect(await due()).toMatchObject({
      state: 'active',
      failures: 0,
      lastError: null,
      lastReport: { read: 1, created: 1 },
      nextFetchAt: '2026-03-10T12:15:00+02:00',
    });
    expect(await release(1)).toMatchObject({ variants: { fi: { title: 'Silta' } } });
    await due('2026-03-10T12:10:00+02:00');
    expect(conditions).toEqual([undefined]);
    expect(await due('2026-03-10T12:15:00+02:00')).toMatchObject({
      nextFetchAt: '2026-03-10T12:30:00+02:00',
    });
    expect(conditions).toEqual([undefined, '"v1"']);
  });

  test('that fails is fetched less and less often, or as its Retry-After says, and shows its error', async () => {
    const { due } = await followed((_request, response) => {
      response.writeHead(503, { 'Retry-After': '7200' }).end();
    });
    expect(await due()).toMatchObject({
      state: 'failing',
      failures: 1,
      nextFetchAt: '2026-03-10T14:00:00+02:00',
      lastError: { code: 'fetch-status', status: 503, detail: expect.stringMatching(/503/) },
    });
    expect(await due('2026-03-10T14:00:00+02:00')).toMatchObject({ failures: 2 });
  });

  test('that is not a feed shows an error', async () => {
    const { due } = await followed((_request, response) => response.end('<html><p>Hei</p></html>'));
    expect(await due()).toMatchObject({ state: 'failing', lastError: { code: 'unknown-format' } });
  });

  test('that is gone is not fetched again', async () => {
    const { due } = await followed((_request, response) => response.writeHead(410).end());
    expect(await due()).toMatchObject({ state: 'gone', nextFetchAt: null });
  });

  test('can be removed, and imported releases stay', async () => {
    const { due, source, harness, token, release } = await followed((_request, response) =>
      response.end(atom({ id: 'urn:kyla:1', title: 'Silta' })),
    );
    await due();
    expect((await harness.call('DELETE', source, { token })).status).toBe(204);
    expect((await harness.call('GET', source, { token })).status).toBe(404);
    expect(await release(1)).toMatchObject({ state: 'published' });
  });

  test.each([
    [{}, ['/url']],
    [{ url: 'ei osoite' }, ['/url']],
    [{ url: 'https://a.example/', interval: 59 }, ['/interval']],
    [{ url: 'https://a.example/', interval: 'usein' }, ['/interval']],
    [{ url: 'https://a.example/', muu: 1 }, ['/muu']],
  ])('is refused as %j', async (json, where) => {
    const { harness, token } = await openImports();
    const refused = await harness.call('PUT', `${NEWSROOM}/sources/kyla`, { token, json });
    expect(refused.status).toBe(422);
    expect(at(refused.json, 'errors')).toEqual(where.map((pointer) => expect.objectContaining({ pointer })));
  });

  test('once, by a URL, imports the document', async () => {
    const { harness, token } = await openImports();
    const url = await host((_request, response) => response.end(atom({ id: 'urn:kyla:1', title: 'Silta' })));
    const report = await harness.call('POST', IMPORTS, { token, json: { url } });
    expect(counts(report)).toMatchObject({ created: 1 });
  });

  test.each(['http://127.0.0.1:9/', 'http://[::1]/', 'http://169.254.169.254/latest', 'http://localhost/'])(
    'at the private address %s is refused',
    async (url) => {
      const harness = openHarness({ allowPrivateHosts: false });
      const token = await harness.createNewsroom();
      const refused = await harness.call('POST', IMPORTS, { token, json: { url } });
      expect(refused.status).toBe(422);
      expect(at(refused.json, 'errors', 0, 'pointer')).toBe('/url');
    },
  );
});

describe('the zone and the language that a publisher names', () => {
  const RSS = `<rss version="2.0"><channel><title>Kylä</title><item><guid>urn:vyohyke</guid><title>Otsikko</title>
    <pubDate>Mon, 12 Jan 2026 12:00:00</pubDate></item></channel></rss>`;

  test('decide how a date without a zone is read, and the report says it', async () => {
    const { harness, token, release } = await openImports();
    const bring = (query: string) =>
      harness.call('POST', `${IMPORTS}${query}`, {
        token,
        json: RSS,
        headers: { 'Content-Type': 'application/xml', 'Accept-Language': 'en' },
      });
    const { json } = await bring('?timezone=Europe/Stockholm');
    expect(json.notes).toEqual([
      {
        index: 0,
        source: 'urn:vyohyke',
        code: 'date-without-zone',
        reason: 'The date of the item has no time zone. It was understood in the zone Europe/Stockholm.',
      },
    ]);
    expect((await release(1)).publishAt).toBe('2026-01-12T13:00:00+02:00');
  });

  test.each([
    ['timezone=Helsinki', 'timezone'],
    ['timezone=%2B02:00', 'timezone'],
    ['language=de', 'language'],
  ])('are refused when they are unknown: %s', async (query, pointer) => {
    const { harness, token } = await openImports();
    const answer = await harness.call('POST', `${IMPORTS}?${query}`, { token, json: RSS });
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer }] } });
  });

  test('stand in a JSON body too, and anything else beside them is no fetch', async () => {
    const { harness, token } = await openImports();
    const post = async (json: object) => (await harness.call('POST', IMPORTS, { token, json })).json;
    const url = 'https://kyla.example/f';
    expect(await post({ url, timezone: 'X/Y' })).toMatchObject({ errors: [{ pointer: '/timezone' }] });
    expect(await post({ url: 'ftp://x', language: 'fi' })).toMatchObject({ errors: [{ pointer: '/url' }] });
    expect(await post({ url, colour: 'red' })).toMatchObject({ errors: [{ pointer: '' }] });
  });
});
