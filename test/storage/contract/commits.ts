import { describe, expect } from 'vitest';
import { Conflict, type Write } from '../../../src/storage/store.ts';
import { numbered, outcomeIn, type WithStore } from './with-store.ts';

export function describeCommits(name: string, withStore: WithStore): void {
  const inStore = outcomeIn(withStore);

  describe(`${name}: commits`, () => {
    inStore('a new record has revision 1, and every write adds one', async (store) => {
      await store.commit([{ key: 'release:1', value: { title: 'Luonnos' }, expect: 0 }]);
      await store.commit([{ key: 'release:1', value: { title: 'Valmis' }, expect: 1 }]);
      await store.commit([{ key: 'release:1', value: { title: 'Korjattu' } }]);
      await store.commit([{ key: 'release:1', value: { title: 'Lopullinen' }, expect: 3 }]);
      expect(await store.get('release:1')).toEqual({ title: 'Lopullinen' });
    });

    inStore('an explicit revision is the next expected revision', async (store) => {
      await store.commit([{ key: 'release:1', value: { title: 'a' }, revision: 7 }]);
      await store.commit([{ key: 'release:1', value: { title: 'b' }, expect: 7, revision: 12 }]);
      await expect(store.commit([{ key: 'release:1', value: {}, expect: 8 }])).rejects.toThrow(Conflict);
      await store.commit([{ key: 'release:1', value: { title: 'c' }, expect: 12 }]);
      await store.commit([{ key: 'release:1', value: { title: 'd' }, expect: 13 }]);
      expect(await store.get('release:1')).toEqual({ title: 'd' });
    });

    inStore('an unexpected revision is a Conflict with the key', async (store) => {
      await store.commit([{ key: 'release:1', value: { title: 'Julkaistu' } }]);
      const stale: Write[] = [
        { key: 'release:1', value: { title: 'Toinen' }, expect: 0 },
        { key: 'release:1', value: { title: 'Toinen' }, expect: 2 },
        { key: 'release:1', expect: 2 },
        { key: 'release:2', value: { title: 'Uusi' }, expect: 1 },
        { key: 'release:2', expect: 1 },
      ];
      for (const write of stale) {
        const refusal = await store.commit([write]).catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(Conflict);
        expect(refusal).toMatchObject({ key: write.key });
      }
      expect(await store.getMany(['release:1', 'release:2'])).toEqual([{ title: 'Julkaistu' }, null]);
    });

    inStore('a removed record starts again at revision 1', async (store) => {
      await store.commit([{ key: 'release:1', value: { title: 'Ensin' }, revision: 5 }]);
      await store.commit([{ key: 'release:1', expect: 5 }]);
      expect(await store.get('release:1')).toBeNull();
      expect(await store.keys('release')).toEqual([]);
      await store.commit([{ key: 'release:1', value: { title: 'Taas' }, expect: 0 }]);
      await store.commit([{ key: 'release:1', expect: 1 }]);
      expect(await store.get('release:1')).toBeNull();
    });

    inStore('removing an absent record is not an error', async (store) => {
      await store.commit([{ key: 'release:1' }, { key: 'release:2', expect: 0 }]);
      expect(await store.keys('release')).toEqual([]);
    });

    inStore('a conflict in the last of fifty writes cancels all of them', async (store) => {
      await store.commit([
        { key: 'release:001', value: { number: -1 } },
        { key: 'outbox:1', value: { topic: 'feed' } },
        { key: 'shelf:fi', value: { open: 1 }, revision: 4 },
      ]);
      const writes: Write[] = [
        ...numbered('release', 48),
        { key: 'outbox:1' },
        { key: 'shelf:fi', value: { open: 2 }, expect: 3 },
      ];
      expect(writes).toHaveLength(50);
      await expect(store.commit(writes)).rejects.toThrow(Conflict);
      expect(await store.keys('release')).toEqual(['release:001']);
      expect(await store.getMany(['release:001', 'outbox:1', 'shelf:fi'])).toEqual([
        { number: -1 },
        { topic: 'feed' },
        { open: 1 },
      ]);
    });

    inStore('a value that cannot be serialized cancels its commit', async (store) => {
      const circular: { [field: string]: unknown } = {};
      circular.self = circular;
      const writes = [
        { key: 'release:1', value: { title: 'Ehjä' } },
        { key: 'release:2', value: circular },
      ];
      await expect(store.commit(writes)).rejects.toThrow(TypeError);
      expect(await store.get('release:1')).toBeNull();
    });

    inStore('writes of one key in one commit take effect in order', async (store) => {
      await store.commit([
        { key: 'release:1', value: { title: 'a' }, expect: 0 },
        { key: 'release:1', value: { title: 'b' }, expect: 1 },
        { key: 'release:2', value: { title: 'c' } },
        { key: 'release:2', expect: 1 },
      ]);
      await expect(store.commit([{ key: 'release:1', value: {}, expect: 1 }])).rejects.toThrow(Conflict);
      expect(await store.getMany(['release:1', 'release:2'])).toEqual([{ title: 'b' }, null]);
    });

    inStore(
      'of forty editors who saw the same revision one wins and thirty-nine meet a Conflict',
      async (store) => {
        await store.commit([{ key: 'release:1', value: { editor: 'first' } }]);
        const outcomes = await Promise.allSettled(
          Array.from({ length: 40 }, (_, editor) =>
            store.commit([
              { key: `revision:${editor}`, value: { editor } },
              { key: 'release:1', value: { editor }, expect: 1 },
            ]),
          ),
        );
        const winners = outcomes.flatMap(({ status }, editor) => (status === 'fulfilled' ? [editor] : []));
        const reasons = outcomes.flatMap((outcome) =>
          outcome.status === 'rejected' ? [outcome.reason] : [],
        );
        expect(winners).toHaveLength(1);
        expect(reasons.filter((reason) => reason instanceof Conflict)).toHaveLength(39);
        expect(await store.get('release:1')).toEqual({ editor: winners[0] });
        expect(await store.keys('revision')).toEqual([`revision:${winners[0]}`]);
      },
    );

    inStore('an empty commit does nothing', async (store) => {
      await store.commit([]);
      expect(await store.keys('release')).toEqual([]);
    });
  });
}
