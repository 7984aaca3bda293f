import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ARCHIVE_SIZE, ARCHIVE_THRESHOLD } from '../../src/domain/timeline.ts';
import type { NewsroomPort } from '../../src/newsroom/port.ts';
import { openService } from '../../src/platform/node/service.ts';
import { createNewsroom } from '../newsroom/create-newsroom.ts';

const START = Date.UTC(2026, 0, 10, 8);

/** Uses SQLite in memory. Every reading of the clock is ten seconds later. */
async function openNewsroom(): Promise<NewsroomPort> {
  let now = START;
  const service = openService({
    data: null,
    baseUrl: 'https://kaiku.example',
    adminToken: null,
    now: () => {
      now += 10_000;
      return now;
    },
  });
  return createNewsroom(service, ['fi', 'sv']);
}

interface JsonFeed {
  items: { id: string; date_published: string }[];
  next_url?: string;
}

function isJsonFeed(value: unknown): value is JsonFeed {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

async function readFeed(newsroom: NewsroomPort, archive: number | null): Promise<JsonFeed> {
  const feed = { language: 'fi', newsroom: 'satama', cut: { kind: 'all' } } as const;
  const result = await newsroom.feeds.get({ feed, format: 'json', archive, encoding: null });
  if (!result.ok) throw new Error('no such document');
  const parsed: unknown = JSON.parse(new TextDecoder().decode(result.value.body));
  if (!isJsonFeed(parsed)) throw new Error('no feed');
  return parsed;
}

/** The entry ids of the subscription document and of each archive document, newest document first. */
async function readChain(newsroom: NewsroomPort): Promise<string[][]> {
  const documents: string[][] = [];
  let archive: number | null = null;
  for (;;) {
    const document: JsonFeed = await readFeed(newsroom, archive);
    documents.push(document.items.map(({ id }) => id));
    const next: string | undefined = document.next_url;
    if (next === undefined) return documents;
    archive = Number(new URL(next).searchParams.get('archive'));
  }
}

async function publish(newsroom: NewsroomPort, publishAt: string | null): Promise<number> {
  const body = {
    state: 'published',
    ...(publishAt !== null && { publishAt }),
    variants: { fi: { title: 'Tiedote' } },
  };
  const created = await newsroom.releases.create(body, null);
  if (!created.ok) throw new Error('refused');
  return created.value.release.number;
}

async function change(
  newsroom: NewsroomPort,
  number: number,
  kind: 'correct' | 'withdraw',
): Promise<boolean> {
  const body = kind === 'correct' ? { note: 'Oikaisu' } : { reason: 'Virhe' };
  return (await newsroom.releases.change(number, '*', { kind, body })).ok;
}

test('the hundredth entry closes the fifty oldest entries as the first archive document', async () => {
  const newsroom = await openNewsroom();
  for (let n = 1; n < ARCHIVE_THRESHOLD; n += 1) await publish(newsroom, null);
  expect((await readChain(newsroom)).map((ids) => ids.length)).toEqual([99]);
  await publish(newsroom, null);
  const chain = await readChain(newsroom);
  expect(chain.map((ids) => ids.length)).toEqual([50, ARCHIVE_SIZE]);
  expect(chain[1]?.at(-1)).toBe('tag:kaiku.example,2026-01-10:release/1000001/fi');
});

test('a back-dated entry goes to the open part and does not change archive documents', async () => {
  const newsroom = await openNewsroom();
  for (let n = 1; n <= ARCHIVE_THRESHOLD; n += 1) await publish(newsroom, null);
  const [, before] = await readChain(newsroom);
  await publish(newsroom, '2019-05-20T12:00:00+03:00');
  const [open, after] = await readChain(newsroom);
  expect(after).toEqual(before);
  expect(open?.at(-1)).toBe('tag:kaiku.example,2026-01-10:release/1000101/fi');
});

test('a correction brings an archived entry back to the subscription document', async () => {
  const newsroom = await openNewsroom();
  for (let n = 1; n <= ARCHIVE_THRESHOLD; n += 1) await publish(newsroom, null);
  await change(newsroom, 1, 'correct');
  const [open, archived] = await readChain(newsroom);
  expect(open).toContain('tag:kaiku.example,2026-01-10:release/1000001/fi');
  expect(archived).toHaveLength(ARCHIVE_SIZE - 1);
});

test('following the chain gives every public entry once, and a rebuild changes nothing', async () => {
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.constant({ kind: 'publish', at: null } as const) },
    {
      weight: 2,
      arbitrary: fc
        .integer({ min: 2001, max: 2025 })
        .map((year) => ({ kind: 'publish', at: `${year}-03-03T10:00:00Z` }) as const),
    },
    { weight: 1, arbitrary: fc.nat(250).map((number) => ({ kind: 'correct', number }) as const) },
    { weight: 1, arbitrary: fc.nat(250).map((number) => ({ kind: 'withdraw', number }) as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 230, maxLength: 260 }), async (steps) => {
      const newsroom = await openNewsroom();
      const expected = new Set<string>();
      for (const each of steps) {
        if (each.kind === 'publish') {
          expected.add(
            `tag:kaiku.example,2026-01-10:release/${1_000_000 + (await publish(newsroom, each.at))}/fi`,
          );
        } else if ((await change(newsroom, each.number, each.kind)) && each.kind === 'withdraw') {
          expected.delete(`tag:kaiku.example,2026-01-10:release/${1_000_000 + each.number}/fi`);
        }
      }
      const ids = (await readChain(newsroom)).flat();
      expect(ids.toSorted()).toEqual([...expected].toSorted());
      expect((await newsroom.backup.rebuild()).repaired).toBe(0);
    }),
    { numRuns: 4 },
  );
}, 60_000);
