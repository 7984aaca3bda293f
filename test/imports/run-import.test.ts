import { expect, test } from 'vitest';
import { ok } from '../../src/base/problem.ts';
import type { ImportItem } from '../../src/imports/document.ts';
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

/** How many items each portion had. */
async function portions(items: readonly ImportItem[]): Promise<number[]> {
  const sizes: number[] = [];
  const importItems = async (portion: readonly ImportItem[]) => {
    sizes.push(portion.length);
    return ok([]);
  };
  for await (const report of runImport({ importItems }, items)) expect(report.ok).toBe(true);
  return sizes;
}

test('items come in by twenty', async () => {
  expect(await portions(Array.from({ length: 45 }, (_, index) => item(index, '<p>x</p>')))).toEqual([
    20, 20, 5,
  ]);
});

test('long items come in by fewer, since others wait for a portion to end', async () => {
  const long = Array.from({ length: 5 }, (_, index) => item(index, 'x'.repeat(90_000)));
  expect(await portions(long)).toEqual([2, 2, 1]);
  expect(await portions([item(0, 'x'.repeat(500_000)), item(1, '')])).toEqual([1, 1]);
});
