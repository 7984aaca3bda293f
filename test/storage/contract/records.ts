import { describe, expect } from 'vitest';
import type { Stored } from '../../../src/storage/store.ts';
import { numbered, outcomeIn, type WithStore } from './with-store.ts';

export function describeRecords(name: string, withStore: WithStore): void {
  const inStore = outcomeIn(withStore);

  describe(`${name}: records`, () => {
    inStore('get returns a record by its key, and null without a record', async (store) => {
      await store.commit([{ key: 'release:1', value: { title: 'Tiedote' } }]);
      expect(await store.get('release:1')).toEqual({ title: 'Tiedote' });
      expect(await store.get('release:2')).toBeNull();
      expect(await store.get('release')).toBeNull();
    });

    inStore(
      'getMany keeps the order and repeats of the keys, with null for an absent record',
      async (store) => {
        await store.commit(numbered('release', 3));
        expect(await store.getMany(['release:003', 'release:009', 'release:001', 'release:003'])).toEqual([
          { number: 3 },
          null,
          { number: 1 },
          { number: 3 },
        ]);
        expect(await store.getMany([])).toEqual([]);
      },
    );

    inStore('getMany reads more records than a Durable Object allows bound parameters', async (store) => {
      await store.commit(numbered('release', 500));
      const keys = numbered('release', 500).map(({ key }) => key);
      expect(await store.getMany(keys.toReversed())).toEqual(
        Array.from({ length: 500 }, (_, index) => ({ number: 500 - index })),
      );
    });

    inStore('every value is read unchanged', async (store) => {
      await store.commit(
        VALUES.map((value, index) => ({ key: `value:${index}`, value: { value, list: [value] } })),
      );
      for (const [index, value] of VALUES.entries()) {
        expect(await store.get(`value:${index}`)).toEqual({ value, list: [value] });
      }
    });

    inStore('a record of 1.5 MB is stored completely', async (store) => {
      const body = 'Pääkaupunkiseudun ilmanlaatu parani. '.repeat(40_000).slice(0, 1_450_000);
      await store.commit([{ key: 'release:1', value: { body } }]);
      expect(await store.get('release:1')).toEqual({ body });
    });

    inStore('changing an object after it was committed or read does not change the store', async (store) => {
      const keywords = ['ilmasto'];
      const pending = store.commit([{ key: 'release:1', value: { keywords } }]);
      keywords.push('luonto');
      await pending;
      const read = await store.get('release:1');
      if (Array.isArray(read?.keywords)) read.keywords.push('meri');
      expect(await store.get('release:1')).toEqual({ keywords: ['ilmasto'] });
    });

    inStore('keys that differ in case are different records', async (store) => {
      await store.commit([
        { key: 'token:aB', value: { owner: 1 } },
        { key: 'token:Ab', value: { owner: 2 } },
      ]);
      expect(await store.getMany(['token:aB', 'token:Ab', 'token:ab'])).toEqual([
        { owner: 1 },
        { owner: 2 },
        null,
      ]);
    });
  });

  describe(`${name}: keys that unstorage would change`, () => {
    inStore('are refused by every method, and nothing is written', async (store) => {
      for (const key of FOREIGN_KEYS) {
        await expect(store.get(key)).rejects.toThrow(TypeError);
        await expect(store.getMany(['release:1', key])).rejects.toThrow(TypeError);
        await expect(store.keys(key)).rejects.toThrow(TypeError);
        await expect(
          store.commit([
            { key: 'release:1', value: {} },
            { key, value: {} },
          ]),
        ).rejects.toThrow(TypeError);
        await expect(store.commit([{ key: 'release:1', value: {} }, { key }])).rejects.toThrow(TypeError);
      }
      expect(await store.get('release:1')).toBeNull();
    });
  });
}

const VALUES: readonly unknown[] = [
  '',
  ...['1e5', 'true', 'null', '0012', '-Infinity', 'undefined', ' 7 '],
  ...['{"a":1}', '[1]', '"quoted"', 'base64:AA=='],
  'Äänekoski – Åbo → “sitaatti” 🇫🇮 e\u0301',
  'tab\tline\nreturn\rnul\u0000delete\u007fseparator\u2028',
  'half a pair \ud83c, the other \udde6',
  '{"__proto__": {"admin": true}} and "constructor": {"prototype": 1}',
  "'; DROP TABLE record; --",
  ...[0, -1, 1.5, 1e21, Number.MAX_SAFE_INTEGER, true, false, null],
  { fi: 'Tiedote', nested: { deep: [[], {}, [null]] } } satisfies Stored,
];

const FOREIGN_KEYS = [
  ...['', ':', 'a:', ':a', 'a::b', 'a?b', 'a:b?c', 'a/b', 'a\\b', '.', '..', 'a:.', '..:a', 'a:..:b', './a'],
  ...['a b', 'a%', "a'", 'a$', 'a;', 'a\n', 'a\u0000', 'ä', 'a:é', '\ud83c'],
];
