import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CATALOGUES } from '../../../src/base/locale/translate.ts';

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(`src/${file}`, 'utf8'))
  .join('\n');

/** Keys in the sources: complete, or up to an inserted value (`page:search.order.${sort}`). */
const NAMED = [...SOURCES.matchAll(/['`]page:([a-z0-9.-]+)(\$\{)?/g)].map(([, key = '', open]) => ({
  key,
  isWhole: open === undefined,
}));

function keysOf(branch: object, path = ''): string[] {
  return Object.entries(branch).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [path + name.replace(/_(?:one|other)$/, '')]
      : keysOf(value, `${path}${name}.`),
  );
}

test('the pages use every text', () => {
  const isUsed = (key: string) =>
    NAMED.some((named) => (named.isWhole ? named.key === key : key.startsWith(named.key)));
  expect(keysOf(CATALOGUES.fi.page).filter((key) => !isUsed(key))).toEqual([]);
});

test('every key of the pages exists', () => {
  const keys = keysOf(CATALOGUES.fi.page);
  const isThere = ({ key, isWhole }: (typeof NAMED)[number]) =>
    keys.some((existing) => (isWhole ? existing === key : existing.startsWith(key)));
  expect(NAMED.length).toBeGreaterThan(30);
  expect(NAMED.filter((named) => !isThere(named))).toEqual([]);
});
