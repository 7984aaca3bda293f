import { describe, expect } from 'vitest';
import { numbered, outcomeIn, type WithStore } from './with-store.ts';

export function describeRanges(name: string, withStore: WithStore): void {
  const inStore = outcomeIn(withStore);

  describe(`${name}: ranges`, () => {
    inStore('keys are in ascending order, independent of the order of the writes', async (store) => {
      const written = ['b:2', 'b:10', 'b:1', 'b:1:x', 'b:_', 'b:-', 'b:.a', 'b:A', 'b:a'];
      await store.commit(written.map((key) => ({ key, value: {} })));
      expect(await store.keys('b')).toEqual([
        'b:-',
        'b:.a',
        'b:1',
        'b:10',
        'b:1:x',
        'b:2',
        'b:A',
        'b:_',
        'b:a',
      ]);
    });

    inStore('a range excludes its bounds and has a limit', async (store) => {
      await store.commit(numbered('release', 9));
      const cases = [
        { range: { after: 'release:007' }, expected: [8, 9] },
        { range: { before: 'release:003' }, expected: [1, 2] },
        { range: { after: 'release:002', before: 'release:006' }, expected: [3, 4, 5] },
        { range: { after: 'release:002', before: 'release:006', limit: 2 }, expected: [3, 4] },
        { range: { limit: 2 }, expected: [1, 2] },
        { range: { limit: 0 }, expected: [] },
        { range: { limit: 100 }, expected: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
        { range: { after: 'release:0045', limit: 1 }, expected: [5] },
        { range: { after: 'release:006', before: 'release:003' }, expected: [] },
      ];
      for (const { range, expected } of cases) {
        expect(await store.keys('release', range)).toEqual(expected.map((number) => `release:00${number}`));
      }
    });

    inStore('bounds outside the base add no keys and do not reduce the limit', async (store) => {
      await store.commit([...numbered('a', 3), ...numbered('b', 3), ...numbered('c', 3)]);
      const cases = [
        { range: { after: 'a:001', limit: 2 }, expected: ['b:001', 'b:002'] },
        { range: { before: 'c:002' }, expected: ['b:001', 'b:002', 'b:003'] },
        { range: { after: 'c:001' }, expected: [] },
        { range: { before: 'a:003' }, expected: [] },
        { range: { after: '' }, expected: ['b:001', 'b:002', 'b:003'] },
      ];
      for (const { range, expected } of cases) expect(await store.keys('b', range)).toEqual(expected);
    });

    inStore('a base matches whole segments, without wildcards', async (store) => {
      const written = [
        'a',
        'a:1',
        'a:1:2',
        'ab:1',
        'a-b:1',
        'a.b:1',
        'a_b:1',
        'axb:1',
        'A:1',
        'b:a:1',
        'a_b:x:1',
      ];
      await store.commit(written.map((key) => ({ key, value: {} })));
      const cases = [
        { base: 'a', expected: ['a:1', 'a:1:2'] },
        { base: 'a:1', expected: ['a:1:2'] },
        { base: 'ab', expected: ['ab:1'] },
        { base: 'a_b', expected: ['a_b:1', 'a_b:x:1'] },
        { base: 'a.b', expected: ['a.b:1'] },
        { base: 'A', expected: ['A:1'] },
        { base: '_', expected: [] },
      ];
      for (const { base, expected } of cases) expect(await store.keys(base)).toEqual(expected);
    });

    inStore('paging through a thousand rows returns each row once', async (store) => {
      const written = numbered('timeline:fi', 1000);
      await store.commit(written.toReversed());
      const met: string[] = [];
      let page = await store.keys('timeline:fi', { limit: 64 });
      while (page.length > 0) {
        met.push(...page);
        page = await store.keys('timeline:fi', { after: met.at(-1) ?? '', limit: 64 });
      }
      expect(met).toEqual(written.map(({ key }) => key).sort());
    });
  });
}
