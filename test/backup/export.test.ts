import { expect, test } from 'vitest';
import { EXPORT_MILLISECONDS } from '../../src/backup/export.ts';
import {
  exportLines,
  fillNewsroom,
  NOON,
  openInstance,
  restoreLines,
  type TestInstance,
} from './backup-harness.ts';

/** Asks for the parts one after another, and calls `between` before each but the first. */
async function exportSlowly(
  { newsroom }: TestInstance,
  between: (part: number) => Promise<void>,
): Promise<string[]> {
  const lines: string[] = [];
  let part = await newsroom.backup.export(null);
  for (let count = 1; ; count += 1) {
    lines.push(...part.text.split('\n').filter((line) => line !== ''));
    if (part.next === null) return lines;
    await between(count);
    part = await newsroom.backup.export(part.next);
  }
}

test('an export is the newsroom at its first line, whatever changes before its last one', async () => {
  const instance = await openInstance();
  await fillNewsroom(instance, 110, 4);
  const before = await exportLines(instance);
  const slowly = await exportSlowly(instance, async (part) => {
    const { releases, tokens, profile } = instance.newsroom;
    const created = await releases.create(
      { state: 'published', variants: { fi: { title: `Uusi ${part}`, keywords: ['liikenne'] } } },
      null,
    );
    expect(created.ok).toBe(true);
    for (const number of [20 + part, 113, 114])
      await releases.change(number, '*', {
        kind: 'patch',
        body: { variants: { fi: { title: `Muutettu ${part}` } } },
      });
    await releases.change(60 + part, '*', { kind: 'withdraw', body: { reason: 'Virhe' } });
    await releases.change(80 + part, '*', { kind: 'correct', body: { note: 'Oikaisu' } });
    await profile.patch({ name: `Nimi ${part}` });
    await tokens.add({});
  });
  expect(slowly).toEqual(before);
  const to = await openInstance();
  expect(await restoreLines(to, slowly)).toBe(true);
  expect((await to.newsroom.backup.rebuild()).repaired).toBe(0);
  const after = await exportLines(instance);
  expect(after.length).toBeGreaterThan(before.length);
  expect(await instance.store.keys('due')).toEqual(
    (await instance.store.keys('due')).filter((row) => !row.includes('export')),
  );
});

test('an export that is given up, or that breaks off, leaves nothing', async () => {
  const instance = await openInstance();
  await fillNewsroom(instance, 20, 2);
  const openSnapshots = () => instance.measured.database.all('SELECT id FROM snapshot').length;
  const { backup } = instance.newsroom;
  const given = await backup.export(null);
  expect(openSnapshots()).toBe(1);
  await backup.abandonExport(given.next ?? '');
  expect(openSnapshots()).toBe(0);
  await expect(backup.export(given.next)).rejects.toThrow('closed');

  const broken = await backup.export(null);
  await instance.advanceTo(NOON + EXPORT_MILLISECONDS / 2);
  const next = await backup.export(broken.next);
  // One that is under way goes on after an hour.
  await instance.advanceTo(NOON + EXPORT_MILLISECONDS + 1000);
  expect((await backup.export(next.next)).text).not.toBe('');
  await instance.advanceTo(NOON + 3 * EXPORT_MILLISECONDS);
  expect(openSnapshots()).toBe(0);
  expect(instance.measured.database.all('SELECT key FROM kept')).toEqual([]);
});

test('a store that cannot be written is exported all the same', async () => {
  const instance = await openInstance();
  await fillNewsroom(instance, 20, 2);
  const before = await exportLines(instance);
  instance.measured.failFrom(1);
  expect(await exportLines(instance)).toEqual(before);
});
