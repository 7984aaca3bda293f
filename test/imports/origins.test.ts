import { expect, test } from 'vitest';
import type { ImportItem } from '../../src/imports/document.ts';
import {
  broughtByHand,
  type DocumentSource,
  fetchedFrom,
  siteOf,
} from '../../src/imports/document-source.ts';
import { encode, isOriginRecord } from '../../src/repository/records.ts';
import { NOON, openInstance } from '../backup/backup-harness.ts';

const OWN = 'https://a.example/feed';
const OTHER = 'https://b.example/feed';

function item(title: string, url?: string): ImportItem {
  return {
    index: 0,
    source: url === undefined ? { id: 'urn:1' } : { id: 'urn:1', url },
    sourceLanguage: 'fi',
    updatedAt: null,
    type: 'release',
    publishAt: NOON,
    variants: { fi: { title, lead: '', body: '', keywords: [] } },
    contacts: [],
    media: [],
    links: [],
    related: [],
  };
}

/** Imports an item, takes from its record what older versions did not write, and imports it again. */
async function importedAgain(url: string | undefined, source: DocumentSource): Promise<string | undefined> {
  const { store, newsroom } = await openInstance();
  await newsroom.imports.importItems([item('Oma', url)], broughtByHand('first.example'));
  for (const key of await store.keys('origin')) {
    const record = await store.get(key);
    if (!isOriginRecord(record)) throw new Error('not an origin');
    const { site, isFirst, ...older } = record;
    expect([site, isFirst]).toEqual(['first.example', true]);
    await store.commit([{ key, value: encode(older) }]);
  }
  const outcomes = await newsroom.imports.importItems([item('Oma, uusi', url)], source);
  const [outcome] = outcomes.ok ? outcomes.value : [];
  return outcome !== undefined && 'effect' in outcome ? outcome.effect : 'refused';
}

test.each([
  ['a fetch of the host of its address', 'https://a.example/1', fetchedFrom(OWN), 'updated'],
  ['a document by hand of that host', 'https://a.example/1', broughtByHand('a.example'), 'updated'],
  ['a document by hand that names no site', 'https://a.example/1', broughtByHand(null), 'updated'],
  ['no fetch of another host', 'https://a.example/1', fetchedFrom(OTHER), 'created'],
  ['no document by hand of another site', 'https://a.example/1', broughtByHand('b.example'), 'created'],
  ['documents by hand, when it has no address', undefined, broughtByHand('b.example'), 'updated'],
  ['no fetch, when it has no address', undefined, fetchedFrom(OWN), 'created'],
])('an id that an older version stored belongs to %s', async (_name, url, source, effect) => {
  expect(await importedAgain(url, source)).toBe(effect);
});

test('a site is the host and port of the first absolute address, else the id of the feed', () => {
  expect(siteOf(['/fi', 'HTTPS://A.example:443/x', 'https://b.example/'], 'urn:k')).toBe('a.example');
  expect(siteOf([' http://a.example:8080/ '], null)).toBe('a.example:8080');
  expect(siteOf(['mailto:a@a.example', null, undefined, ''], ' urn:k ')).toBe('feed urn:k');
  expect(siteOf(['https://'], null)).toBeNull();
  expect(siteOf([], 'x'.repeat(600))).toMatch(/^feed [0-9a-f]{32}$/);
});
