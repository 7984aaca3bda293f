import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CacheAction } from '../../src/documents/cache-tags.ts';
import { png } from '../media/samples.ts';
import { at, BASE, NEWSROOM, NOON, openHarness, RELEASES } from './harness.ts';

const FILES = [0, 1, 2];
const RUNS = 25;
const PATCH = { 'Content-Type': 'application/merge-patch+json', 'If-Match': '*' };

const file = fc.constantFrom(...FILES);
const release = fc.integer({ min: 1, max: 4 });
const visibility = fc.constantFrom('private', 'public');
/** The files of a release: in its media, in its Finnish body and in its Swedish body. */
const places = fc.record({ media: fc.subarray(FILES), fi: fc.subarray(FILES), sv: fc.subarray(FILES) });

const change = fc.oneof(
  fc.record({ kind: fc.constant('upload' as const), file, visibility: fc.option(visibility) }),
  fc.record({ kind: fc.constant('show' as const), file, visibility }),
  fc.record({ kind: fc.constant('remove' as const), file }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      state: fc.constantFrom('draft', 'scheduled', 'published'),
      places,
    }),
  },
  fc.record({ kind: fc.constant('edit' as const), release, places }),
  fc.record({ kind: fc.constant('publish' as const), release }),
  fc.record({ kind: fc.constant('schedule' as const), release }),
  fc.record({ kind: fc.constant('lift' as const) }),
  fc.record({
    kind: fc.constant('withdraw' as const),
    release,
    languages: fc.constantFrom(['fi'], ['sv'], null),
  }),
);
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

const FIRST: readonly Change[] = FILES.map((width) => ({ kind: 'upload', file: width, visibility: null }));
/** End what may be public, so that every sequence has an end of something. */
const LAST: readonly Change[] = [
  ...FILES.map((width): Change => ({ kind: 'show', file: width, visibility: 'private' })),
  ...[1, 2, 3, 4].map((number): Change => ({ kind: 'withdraw', release: number, languages: null })),
];

async function openLibrary() {
  let purged: string[] = [];
  const onInvalidate = (tags: readonly string[], action: CacheAction) => {
    if (action === 'purge') purged.push(...tags);
  };
  const harness = openHarness({ onInvalidate });
  const token = await harness.createNewsroom();
  const call = (method: string, path: string, json?: unknown, headers: object = {}) =>
    harness.call(method, path, { token, json, headers: { ...headers } });
  const urls: string[] = [];
  let now = NOON;

  async function put(width: number, metadata: object) {
    const form = new FormData();
    form.append('file', new Blob([png(width + 1, 1)]), 'kuva.png');
    form.append('metadata', JSON.stringify(metadata));
    const headers = { Authorization: `Bearer ${token}` };
    return harness.app.request(`${NEWSROOM}/media`, { method: 'PUT', body: form, headers });
  }

  // Each file is stored once and removed, so that its address is known also before it is there.
  for (const width of FILES) {
    urls.push(String(at(await (await put(width, {})).json(), 'url')));
    await call('DELETE', `${NEWSROOM}/media/${idOf(urls[width])}`);
  }

  const contentOf = ({ media, fi, sv }: { media: number[]; fi: number[]; sv: number[] }) => ({
    media: media.map((width) => ({ url: urls[width] })),
    variants: { fi: { title: 'Otsikko', body: bodyOf(fi) }, sv: { title: 'Rubrik', body: bodyOf(sv) } },
  });
  const bodyOf = (widths: number[]) =>
    widths.map((width) => `<p><img src="${urls[width]}" alt="x"></p>`).join('');

  async function make(one: Change): Promise<number> {
    switch (one.kind) {
      case 'upload':
        return (await put(one.file, one.visibility === null ? {} : { visibility: one.visibility })).status;
      case 'show': {
        const path = `${NEWSROOM}/media/${idOf(urls[one.file])}`;
        return (await call('PATCH', path, { visibility: one.visibility }, PATCH)).status;
      }
      case 'remove':
        return (await call('DELETE', `${NEWSROOM}/media/${idOf(urls[one.file])}`)).status;
      case 'write': {
        const publishAt = new Date(now + 30_000).toISOString();
        const when = one.state === 'scheduled' ? { publishAt } : {};
        return (await call('POST', RELEASES, { state: one.state, ...when, ...contentOf(one.places) })).status;
      }
      case 'edit':
        return (await call('PATCH', `${RELEASES}/${one.release}`, contentOf(one.places), PATCH)).status;
      case 'publish':
        return (await call('POST', `${RELEASES}/${one.release}/publish`, {}, { 'If-Match': '*' })).status;
      case 'schedule': {
        const json = { publishAt: new Date(now + 30_000).toISOString() };
        return (await call('POST', `${RELEASES}/${one.release}/schedule`, json, { 'If-Match': '*' })).status;
      }
      case 'lift':
        now += 60_000;
        await harness.moveTo(now);
        return 200;
      case 'withdraw': {
        const json = { reason: 'Virhe', ...(one.languages !== null && { languages: one.languages }) };
        return (await call('POST', `${RELEASES}/${one.release}/withdraw`, json, { 'If-Match': '*' })).status;
      }
    }
  }

  /** Whether everybody may read the file, by what the newsroom itself is answered. */
  async function isOwed(url: string): Promise<boolean> {
    const stored = await call('GET', `${NEWSROOM}/media/${idOf(url)}`);
    if (stored.status !== 200) return false;
    if (stored.json.visibility === 'public') return true;
    const { json } = await call('GET', RELEASES);
    const releases = Array.isArray(json.releases) ? json.releases : [];
    return releases.some((each) => {
      if (at(each, 'state') !== 'published') return false;
      const variants = ['fi', 'sv']
        .map((language) => at(each, 'variants', language))
        .filter((variant) => variant !== undefined && at(variant, 'withdrawn') == null);
      const bodies = variants.map((variant) => String(at(variant, 'body')));
      return variants.length > 0 && [JSON.stringify(at(each, 'media')), ...bodies].join().includes(idOf(url));
    });
  }

  async function takePurged(): Promise<readonly string[]> {
    await harness.service.waitUntilIdle();
    const taken = purged;
    purged = [];
    return taken;
  }

  return { ...harness, call, make, isOwed, takePurged, urls };
}

function idOf(url = ''): string {
  return /[0-9a-f]{32}/.exec(url)?.[0] ?? '';
}

test('after any changes everybody reads exactly the files that are published or that a public release shows', async () => {
  let [read, hidden, ended] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 5, maxLength: 20, size: 'max' }), async (changes) => {
      const library = await openLibrary();
      const { get, call, make, isOwed, takePurged, urls } = library;
      await takePurged();
      const before = new Set<string>();
      for (const one of [...FIRST, ...changes, ...LAST]) {
        expect(await make(one)).toBeLessThan(500);
        const purged = await takePurged();
        const listed = (await get(`${NEWSROOM}/media`)).text;
        const page = (await get('/fi/satamakaupunki')).text;
        for (const url of urls) {
          const isReadable = await isOwed(url);
          const answer = await get(url.slice(BASE.length));
          const id = idOf(url);
          const found = [answer.status, listed.includes(id), page.includes(`/media/${id}`)];
          expect([one, ...found]).toEqual([one, isReadable ? 200 : 404, isReadable, isReadable]);
          expect((await get(`/fi/satamakaupunki/media/${id}`)).status).toBe(isReadable ? 200 : 404);
          expect(answer.headers.get('cache-control')).toBe(isReadable ? 'public, max-age=120' : 'no-store');
          const own = await call('GET', url.slice(BASE.length));
          expect(own.status).toBe((await call('GET', `${NEWSROOM}/media/${id}`)).status);
          if (before.has(url) && !isReadable) {
            ended += 1;
            expect(purged.some((tag) => tag === 'n1' || tag === `n1-file-${id}`)).toBe(true);
          }
          if (isReadable) before.add(url);
          else before.delete(url);
          read += isReadable ? 1 : 0;
          hidden += own.status === 200 && !isReadable ? 1 : 0;
        }
      }
      await library.service.close();
    }),
    { numRuns: RUNS },
  );
  expect(Math.min(read, hidden)).toBeGreaterThan(50);
  expect(ended).toBeGreaterThan(10);
}, 120_000);
