import { describe, expect } from 'vitest';
import type { FieldTerms, Search, Store, Write } from '../../../src/storage/store.ts';
import { outcomeIn, type WithStore } from './with-store.ts';

const EVERYTHING = { order: 'newest', offset: 0, limit: 100 } as const;

function page(key: string, at: number, ...texts: string[]): Write {
  const terms = (index: number) => (texts[index] ?? '').split(' ').filter((term) => term !== '');
  const fields: FieldTerms = [terms(0), terms(1), terms(2)];
  return { key, value: { at }, searchTerms: { fields, at } };
}

/** Each word becomes a clause: a whole term when it begins with `=`, else a prefix. */
function find(store: Store, base: string, words: string, options: Partial<Search> = {}): Promise<string[]> {
  const clauses = words.split(' ').map((word) => ({ prefix: word, terms: [] }));
  return store.search(base, { ...EVERYTHING, clauses, ...options });
}

export function describeSearch(name: string, withStore: WithStore): void {
  const inStore = outcomeIn(withStore);

  describe(`${name}: search`, () => {
    inStore('every clause must match in any field, by a prefix or by another term', async (store) => {
      await store.commit([
        page('found:1', 1, 'lautta', 'satama', 'aikataulu'),
        page('found:2', 2, 'satamalaituri', '', 'lautta'),
        page('found:3', 3, 'silta =silla', '', 'satama'),
      ]);
      expect(await find(store, 'found', 'satama')).toEqual(['found:3', 'found:2', 'found:1']);
      expect(await find(store, 'found', 'satama lautta')).toEqual(['found:2', 'found:1']);
      expect(await find(store, 'found', 'satama puuttuu')).toEqual([]);
      expect(await find(store, 'found', 'laituri')).toEqual([]);
      const clauses = [{ prefix: 'sillan', terms: ['=sillo', '=silla'] }];
      expect(await store.search('found', { ...EVERYTHING, clauses })).toEqual(['found:3']);
    });

    inStore('a search without clauses has no results', async (store) => {
      await store.commit([page('found:1', 1, 'lautta')]);
      expect(await store.search('found', { ...EVERYTHING, clauses: [] })).toEqual([]);
    });

    inStore(
      'the order `best` prefers matches of all clauses in the first field, then in the first two, then newer records',
      async (store) => {
        await store.commit([
          page('found:1', 1, 'uusi lautta', '', ''),
          page('found:2', 2, 'uusi', 'lautta', ''),
          page('found:3', 3, '', '', 'uusi lautta'),
          page('found:4', 4, 'uusi lautta', '', ''),
          page('found:5', 5, 'uusi', '', 'lautta'),
        ]);
        const best = await find(store, 'found', 'uusi lautta', { order: 'best' });
        expect(best.map((key) => Number(key.split(':')[1]))).toEqual([4, 1, 2, 5, 3]);
        const newest = await find(store, 'found', 'uusi lautta');
        expect(newest.map((key) => Number(key.split(':')[1]))).toEqual([5, 4, 3, 2, 1]);
      },
    );

    inStore('results start at the offset and end at the limit', async (store) => {
      await store.commit([1, 2, 3, 4, 5].map((at) => page(`found:${at}`, at, 'lautta')));
      for (const order of ['newest', 'best'] as const) {
        expect(await find(store, 'found', 'lautta', { order, offset: 1, limit: 2 })).toEqual([
          'found:4',
          'found:3',
        ]);
        expect(await find(store, 'found', 'lautta', { order, offset: 5, limit: 2 })).toEqual([]);
      }
    });

    inStore('a search does not return records of bases with similar names', async (store) => {
      const bases = ['a', 'A', 'a:b', 'a-b', 'a_', 'ab', 'b:a'];
      await store.commit(bases.map((base, at) => page(`${base}:1`, at, 'lautta')));
      for (const base of bases) {
        for (const word of ['lautta', 'l']) {
          expect([base, await find(store, base, word)]).toEqual([base, [`${base}:1`]]);
        }
        expect([base, await find(store, base, 'b')]).toEqual([base, []]);
      }
    });

    inStore('the last write decides by which terms a record is found', async (store) => {
      await store.commit([page('found:1', 1, 'lautta')]);
      await store.commit([page('found:1', 9, 'silta'), page('found:2', 5, 'silta')]);
      expect(await find(store, 'found', 'lautta')).toEqual([]);
      expect(await find(store, 'found', 'silta')).toEqual(['found:1', 'found:2']);
      await store.commit([{ key: 'found:1', value: { at: 9 } }, { key: 'found:2' }]);
      expect(await find(store, 'found', 'silta')).toEqual([]);
      await store.commit([page('found:2', 5, 'silta')]);
      expect(await find(store, 'found', 'silta')).toEqual(['found:2']);
    });

    inStore('a failed commit does not change the search index', async (store) => {
      await store.commit([page('found:1', 1, 'lautta')]);
      const refused = store.commit([
        page('found:1', 2, 'silta'),
        page('found:2', 2, 'silta'),
        { key: 'x', value: {}, expect: 7 },
      ]);
      await expect(refused).rejects.toThrow('changed');
      expect(await find(store, 'found', 'silta')).toEqual([]);
      expect(await find(store, 'found', 'lautta')).toEqual(['found:1']);
    });

    inStore('no term is FTS5 syntax, and terms can have letters of every script', async (store) => {
      const odd = [
        'and',
        'or',
        'not',
        'near',
        'first',
        'ähtäri',
        'åbo',
        'øre',
        'ſ',
        'ß',
        '東京',
        'हिन्दी',
        '𝔘𝔫𝔦',
        '\u{1E94B}',
        '\u{1CCF0}',
      ];
      await store.commit(odd.map((term, at) => page(`found:${at + 100}`, at, term, term, term)));
      for (const [at, term] of odd.entries()) {
        expect([term, await find(store, 'found', term, { order: 'best' })]).toEqual([
          term,
          [`found:${at + 100}`],
        ]);
      }
      for (const hostile of ['', '"', 'and*', 'a b', '(', 'first:x', '^and', 'x-y', '\u0000', '\ud800']) {
        const clauses = [{ prefix: hostile, terms: [hostile] }];
        await expect(store.search('found', { ...EVERYTHING, clauses })).rejects.toThrow(TypeError);
      }
    });

    inStore('ä, ö and å differ from a and o', async (store) => {
      await store.commit([page('found:1', 1, 'sää'), page('found:2', 2, 'saa'), page('found:3', 3, 'såå')]);
      expect(await find(store, 'found', 'sää')).toEqual(['found:1']);
      expect(await find(store, 'found', 'saa')).toEqual(['found:2']);
      expect(await find(store, 'found', 'sa')).toEqual(['found:2']);
    });
  });
}
