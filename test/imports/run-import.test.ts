import { expect, test } from 'vitest';
import { ok } from '../../src/base/problem.ts';
import type { ImportItem } from '../../src/imports/document.ts';
import { broughtByHand } from '../../src/imports/document-source.ts';
import { runImport } from '../../src/imports/run-import.ts';

function item(index: number, body: string): ImportItem {
  return {
    index,
    source: { id: `${index}` },
    type: 'release',
    publishAt: null,
    updatedAt: null,
    variants: { fi: { title: 'Satama', lead: '', body, keywords: [] } },
    sourceLanguage: 'fi',
    contacts: [],
    media: [],
    links: [],
    related: [],
  };
}

/** Number of items in each batch. */
async function batchSizes(items: readonly ImportItem[]): Promise<number[]> {
  const sizes: number[] = [];
  const importItems = async (batch: readonly ImportItem[]) => {
    sizes.push(batch.length);
    return ok([]);
  };
  for await (const report of runImport({ importItems }, items, broughtByHand(null)))
    expect(report.ok).toBe(true);
  return sizes;
}

test('items are imported in batches of twenty', async () => {
  expect(await batchSizes(Array.from({ length: 45 }, (_, index) => item(index, '<p>x</p>')))).toEqual([
    20, 20, 5,
  ]);
});

test('batches of long items are smaller, because other requests wait for a batch', async () => {
  const long = Array.from({ length: 5 }, (_, index) => item(index, 'x'.repeat(90_000)));
  expect(await batchSizes(long)).toEqual([2, 2, 1]);
  expect(await batchSizes([item(0, 'x'.repeat(500_000)), item(1, '')])).toEqual([1, 1]);
});
