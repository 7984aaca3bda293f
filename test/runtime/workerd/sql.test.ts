import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { durableSql } from '../../../src/platform/cloudflare/sql.ts';
import type { Sql } from '../../../src/storage/sql.ts';

/** Runs `work` in a new Durable Object with an empty database. */
function inObject<T>(work: (sql: Sql) => T): Promise<T> {
  const stub = env.STORE.get(env.STORE.newUniqueId());
  return runInDurableObject(stub, (_object, state) => work(durableSql(state.storage)));
}

describe('SQL in a Durable Object', () => {
  test('rows come back as they were bound', async () => {
    const rows = await inObject((sql) =>
      sql.all('SELECT ? AS name, ? AS year, ? AS note', 'Tiedote äö', 2026, null),
    );
    expect(rows).toEqual([{ name: 'Tiedote äö', year: 2026, note: null }]);
  });

  test('a transaction that throws leaves nothing behind and throws the same error', async () => {
    const reason = new Error('refused');
    const [thrown, rows] = await inObject((sql) => {
      sql.all('CREATE TABLE release (number INTEGER)');
      let caught: unknown;
      try {
        sql.transaction(() => {
          sql.all('INSERT INTO release VALUES (1)');
          throw reason;
        });
      } catch (error) {
        caught = error;
      }
      return [caught, sql.all('SELECT number FROM release')];
    });
    expect(thrown).toBe(reason);
    expect(rows).toEqual([]);
  });

  test('a transaction inside a transaction is refused, and the handle works afterwards', async () => {
    const value = await inObject((sql) => {
      expect(() => sql.transaction(() => sql.transaction(() => 1))).toThrow('open already');
      return sql.transaction(() => 2);
    });
    expect(value).toBe(2);
  });
});
