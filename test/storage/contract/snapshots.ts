import { describe, expect } from 'vitest';
import { numbered, outcomeIn, type WithStore } from './with-store.ts';

export function describeSnapshots(name: string, withStore: WithStore): void {
  const outcome = outcomeIn(withStore);

  describe(`a snapshot of the ${name} store`, () => {
    outcome(
      'has what was there when it was opened, whatever is written, removed or added later',
      async (store) => {
        await store.commit([...numbered('a:1', 5), { key: 'a:one', value: { n: 1 } }]);
        await store.openSnapshot('s', ['a:1', 'a:one']);
        await store.commit([
          { key: 'a:1:001', value: { number: 100 } },
          { key: 'a:1:002' },
          { key: 'a:1:0025', value: { number: 25 } },
          { key: 'a:one' },
        ]);
        await store.commit([
          { key: 'a:1:002', value: { number: 200 } },
          { key: 'a:1:0025' },
          { key: 'a:1:004' },
        ]);
        const snapshot = store.snapshot('s');
        const keys = numbered('a:1', 5).map(({ key }) => key);
        expect(await snapshot.keys('a:1')).toEqual(keys);
        expect(await snapshot.keys('a:1', { after: 'a:1:001', limit: 2 })).toEqual(['a:1:002', 'a:1:003']);
        expect(await snapshot.getMany([...keys, 'a:1:0025'])).toEqual([
          ...[1, 2, 3, 4, 5].map((number) => ({ number })),
          null,
        ]);
        expect([
          await snapshot.get('a:1:002'),
          await snapshot.get('a:1:0025'),
          await snapshot.get('a:one'),
        ]).toEqual([{ number: 2 }, null, { n: 1 }]);
        expect(await store.keys('a:1')).toEqual(['a:1:001', 'a:1:002', 'a:1:003', 'a:1:005']);
        expect(await store.get('a:1:001')).toEqual({ number: 100 });
        await store.closeSnapshot('s');
      },
    );

    outcome('does not change another, and cannot be read when it is closed', async (store) => {
      await store.commit([{ key: 'a:1', value: { n: 1 } }]);
      await store.openSnapshot('first', ['a']);
      await store.commit([{ key: 'a:1', value: { n: 2 } }]);
      await store.openSnapshot('second', ['a']);
      await store.commit([{ key: 'a:1' }]);
      expect(await store.snapshot('first').get('a:1')).toEqual({ n: 1 });
      expect(await store.snapshot('second').get('a:1')).toEqual({ n: 2 });
      await store.closeSnapshot('first');
      await expect(store.snapshot('first').get('a:1')).rejects.toThrow('closed');
      await expect(store.snapshot('first').keys('a')).rejects.toThrow('closed');
      expect(await store.snapshot('second').keys('a')).toEqual(['a:1']);
      await store.closeSnapshot('second');
    });

    outcome('keeps nothing of a commit that failed', async (store) => {
      await store.commit([{ key: 'a:1', value: { n: 1 } }]);
      await store.openSnapshot('s', ['a']);
      await expect(
        store.commit([
          { key: 'a:2', value: { n: 2 } },
          { key: 'a:1', value: { n: 3 }, expect: 9 },
        ]),
      ).rejects.toThrow();
      expect(await store.snapshot('s').keys('a')).toEqual(['a:1']);
      await store.commit([{ key: 'a:2', value: { n: 2 } }]);
      expect(await store.snapshot('s').keys('a')).toEqual(['a:1']);
      await store.closeSnapshot('s');
    });
  });
}
