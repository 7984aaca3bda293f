import { expect, test } from 'vitest';
import { Lock } from '../../src/base/lock.ts';

test('tasks run one at a time in the order of the calls', async () => {
  const lock = new Lock();
  const seen: string[] = [];
  const work = (name: string, turns: number) => async () => {
    seen.push(`${name} begins`);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    seen.push(`${name} ends`);
    return name;
  };
  const all = [lock.run(work('eka', 9)), lock.run(work('toka', 0)), lock.run(work('kolmas', 3))];
  expect(await Promise.all(all)).toEqual(['eka', 'toka', 'kolmas']);
  expect(seen).toEqual(['eka', 'toka', 'kolmas'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test('a failed task rejects only its own call', async () => {
  const lock = new Lock();
  const failing = lock.run(() => Promise.reject(new Error('levy on täynnä')));
  const next = lock.run(async () => 'kirjoitettu');
  await expect(failing).rejects.toThrow('levy on täynnä');
  expect(await next).toBe('kirjoitettu');
  expect(await lock.run(async () => 'taas')).toBe('taas');
});
