import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type NodeService, openService } from '../../src/platform/node/service.ts';
import { createNewsroom } from '../newsroom/create-newsroom.ts';

const MONDAY = Date.UTC(2026, 2, 2, 6);
const HOUR = 60 * 60 * 1000;

let data: string;
let now: number;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-'));
  now = MONDAY;
});

afterEach(() => rmSync(data, { recursive: true }));

function open(): NodeService {
  return openService({ data, baseUrl: 'https://kaiku.example', adminToken: null, now: () => now });
}

async function readFeed(service: NodeService): Promise<string> {
  const feed = { language: 'fi', newsroom: 'satama', cut: { kind: 'all' } } as const;
  const result = await service.newsroom(1).feeds.get({ feed, format: 'rss', archive: null, encoding: null });
  return result.ok ? new TextDecoder().decode(result.value.body) : '';
}

const SCHEDULED = {
  state: 'scheduled',
  publishAt: '2026-03-02T09:00',
  variants: { fi: { title: 'Salainen uutinen' } },
};

test('an embargo that ends while the process is down is lifted at the next start, with the scheduled instant', async () => {
  const service = open();
  await createNewsroom(service, ['fi']);
  await service.newsroom(1).releases.create(SCHEDULED, null);
  expect(await readFeed(service)).not.toContain('Salainen');
  await service.close();

  now = MONDAY + 30 * HOUR;
  const later = open();
  await later.runDueTasks();
  const feed = await readFeed(later);
  expect(feed).toContain('Salainen uutinen');
  expect(feed).toContain('<pubDate>Mon, 02 Mar 2026 09:00:00 +0200</pubDate>');
  expect((await later.newsroom(1).releases.get(1))?.release.revision).toBe(2);
  await later.close();
});

test('the scheduler lifts no embargo before its instant', async () => {
  const service = open();
  await createNewsroom(service, ['fi']);
  await service.newsroom(1).releases.create(SCHEDULED, null);
  now = MONDAY + HOUR - 1;
  await service.runDueTasks();
  expect((await service.newsroom(1).releases.get(1))?.release.state).toBe('scheduled');
  now = MONDAY + HOUR;
  await service.runDueTasks();
  expect((await service.newsroom(1).releases.get(1))?.release.state).toBe('published');
  await service.close();
});

test('a release that was unscheduled stays a draft when its instant comes', async () => {
  const service = open();
  await createNewsroom(service, ['fi']);
  await service.newsroom(1).releases.create(SCHEDULED, null);
  await service.newsroom(1).releases.change(1, '"1"', { kind: 'unschedule', body: {} });
  now = MONDAY + 2 * HOUR;
  await service.runDueTasks();
  expect((await service.newsroom(1).releases.get(1))?.release.state).toBe('draft');
  await service.close();
});

test('of forty concurrent changes one succeeds and thirty-nine are stale', async () => {
  const service = open();
  await createNewsroom(service, ['fi']);
  await service.newsroom(1).releases.create({ variants: { fi: { title: 'Luonnos' } } }, null);
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, editor) =>
      service.newsroom(1).releases.change(1, '"1"', {
        kind: 'patch',
        body: { variants: { fi: { title: `Luonnos ${editor}` } } },
      }),
    ),
  );
  const codes = results.map((result) => (result.ok ? 'ok' : result.problem.code));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  expect(codes.filter((code) => code === 'stale')).toHaveLength(39);
  await service.close();
});

test('a language can be removed only when none of its releases is public or scheduled', async () => {
  const service = open();
  const newsroom = await createNewsroom(service, ['fi', 'sv']);
  const variants = { fi: { title: 'Satama avautuu' }, sv: { title: 'Hamnen öppnas' } };
  await newsroom.releases.create({ state: 'published', variants }, null);
  const refused = await newsroom.profile.patch({ languages: ['fi'] });
  expect(refused).toEqual({
    ok: false,
    problem: { code: 'wrong-state', rule: 'language-has-public-variants' },
  });
  await newsroom.releases.change(1, '*', { kind: 'withdraw', body: { reason: 'Virhe', languages: ['sv'] } });
  expect((await newsroom.profile.patch({ languages: ['fi'] })).ok).toBe(true);
  await service.close();
});
