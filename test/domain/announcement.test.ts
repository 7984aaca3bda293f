import { expect, test } from 'vitest';
import { announcementOf } from '../../src/domain/announcement.ts';
import type { Release } from '../../src/domain/release.ts';
import { newsroomCuts } from '../../src/domain/timeline.ts';
import { openHarness, RELEASES, VARIANTS } from '../http/harness.ts';

type Call = readonly [method: 'PATCH' | 'POST', path: string, json: object];

/** Returns the announcement of each revision that `first` and `calls` create. */
async function announcementsAfter(first: object, ...calls: readonly Call[]) {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  await harness.call('POST', RELEASES, { token, json: first });
  for (const [method, path, json] of calls) {
    const answer = await harness.call(method, `${RELEASES}/1${path}`, {
      token,
      json,
      headers: { 'If-Match': '*' },
    });
    expect(answer.status).toBe(200);
  }
  const revisions = (await harness.service.newsroom(1).releases.revisions(1)) ?? [];
  await harness.service.close();
  const releases = revisions.map(({ release }) => release);
  const before = (index: number): Release | null => releases[index - 1] ?? null;
  return releases.map((release, index) => announcementOf(before(index), release, newsroomCuts));
}

test('a draft has no announcement, a publication has one', async () => {
  const { fi, sv } = VARIANTS;
  const [draft, edited, published] = await announcementsAfter(
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

test('an added language, a correction, an edit and withdrawals have different kinds', async () => {
  const { fi, sv } = VARIANTS;
  const announcements = await announcementsAfter(
    { state: 'published', variants: { fi } },
    ['PATCH', '', { variants: { sv } }],
    ['PATCH', '', { variants: { fi: { lead: 'Toinen ingressi.' } } }],
    ['POST', '/correct', { note: 'Oikaistu' }],
    ['POST', '/withdraw', { reason: 'Virhe', languages: ['sv'] }],
    ['POST', '/withdraw', { reason: 'Virhe' }],
  );
  const summary = announcements.map((each) => [each?.kind, each?.appeared, each?.disappeared]);
  expect(summary).toEqual([
    ['published', ['fi'], []],
    ['variant-added', ['sv'], []],
    ['edited', [], []],
    ['corrected', [], []],
    ['withdrawn', [], ['sv']],
    ['withdrawn', [], ['fi']],
  ]);
});

test('a keyword change touches the feeds of the old and the new keyword', async () => {
  const { fi } = VARIANTS;
  const [, announcement] = await announcementsAfter({ state: 'published', variants: { fi } }, [
    ...(['PATCH', ''] as const),
    { variants: { fi: { keywords: ['Laivat'] } } },
  ]);
  expect(announcement?.touched).toEqual([
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
