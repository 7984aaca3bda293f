import { expect, test } from 'vitest';
import { announcementOf } from '../../src/domain/announcement.ts';
import type { Release } from '../../src/domain/release.ts';
import { newsroomCuts } from '../../src/domain/timeline.ts';
import { openHarness, RELEASES, VARIANTS } from '../http/harness.ts';

type Call = readonly [method: 'PATCH' | 'POST', path: string, json: object];

/** What each of `calls` after the first means to readers, told from the revisions it leaves. */
async function newsAfter(first: object, ...calls: readonly Call[]) {
  const harness = openHarness();
  const token = await harness.found();
  await harness.call('POST', RELEASES, { token, json: first });
  for (const [method, path, json] of calls) {
    const answer = await harness.call(method, `${RELEASES}/1${path}`, {
      token,
      json,
      headers: { 'If-Match': '*' },
    });
    expect(answer.status).toBe(200);
  }
  const held = (await harness.service.newsroom(1).releases.revisions(1)) ?? [];
  await harness.service.close();
  const releases = held.map(({ release }) => release);
  const before = (index: number): Release | null => releases[index - 1] ?? null;
  return releases.map((release, index) => announcementOf(before(index), release, newsroomCuts));
}

test('a draft and a schedule are no news, a publication is', async () => {
  const { fi, sv } = VARIANTS;
  const [draft, edited, published] = await newsAfter(
    { variants: { fi } },
    ['PATCH', '', { variants: { sv } }],
    ['POST', '/publish', {}],
  );
  expect([draft, edited]).toEqual([null, null]);
  expect(published).toMatchObject({
    kind: 'published',
    appeared: ['fi', 'sv'],
    disappeared: [],
    revision: 3,
  });
});

test('a language that comes later, a correction, an edit and withdrawals are told apart', async () => {
  const { fi, sv } = VARIANTS;
  const news = await newsAfter(
    { state: 'published', variants: { fi } },
    ['PATCH', '', { variants: { sv } }],
    ['PATCH', '', { variants: { fi: { lead: 'Toinen ingressi.' } } }],
    ['POST', '/correct', { note: 'Oikaistu' }],
    ['POST', '/withdraw', { reason: 'Virhe', languages: ['sv'] }],
    ['POST', '/withdraw', { reason: 'Virhe' }],
  );
  const told = news.map((each) => [each?.kind, each?.appeared, each?.disappeared]);
  expect(told).toEqual([
    ['published', ['fi'], []],
    ['variant-added', ['sv'], []],
    ['edited', [], []],
    ['corrected', [], []],
    ['withdrawn', [], ['sv']],
    ['withdrawn', [], ['fi']],
  ]);
});

test('the feeds that had a keyword and those that have it are both touched', async () => {
  const { fi } = VARIANTS;
  const [, news] = await newsAfter({ state: 'published', variants: { fi } }, [
    ...(['PATCH', ''] as const),
    { variants: { fi: { keywords: ['Laivat'] } } },
  ]);
  expect(news?.touched).toEqual([
    {
      language: 'fi',
      cuts: [
        { kind: 'all' },
        { kind: 'type', type: 'release' },
        { kind: 'keyword', keyword: 'liikenne' },
        { kind: 'keyword', keyword: 'laivat' },
      ],
    },
  ]);
});
