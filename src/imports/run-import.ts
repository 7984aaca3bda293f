import type { Language } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import { ok, type Result } from '../base/problem.ts';
import type { ImportDocument, ImportItem, RefusedItem } from './document.ts';
import type { ImportPort, ItemOutcome } from './import-port.ts';
import { refusalText } from './refusal.ts';
import { relate } from './relate-items.ts';
/** What an import did. Every item is counted once: created, joined, updated, unchanged or refused. */
export interface ImportReport {
  readonly read: number;
  readonly created: number;
  /** Became a further language of a release that was here. */
  readonly joined: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedItem[];
  /** Withdrawn here, or edited here, whatever their source says now; counted as unchanged, unless another language did change. */
  readonly kept: readonly { index: number; id: string; release: number; reason: 'withdrawn' | 'edited' }[];
  /** Came in apart, though they may be one release with another, `of` where it is known. */
  readonly uncertain: readonly { index: number; id: string; release: number; of: number | null }[];
}

export const NOTHING_READ: ImportReport = {
  read: 0,
  created: 0,
  joined: 0,
  updated: 0,
  unchanged: 0,
  refused: [],
  kept: [],
  uncertain: [],
};

/** Of a portion: items and characters at most, though one item at least. A commit each, and others are answered between. */
const PORTION = { items: 20, characters: 200_000 } as const;

export type Importing = Pick<ImportPort, 'importItems'>;

/** Brings a document's items in, portion by portion; yields the report so far after each. */
export async function* runImport(
  port: Importing,
  items: ImportDocument['items'],
): AsyncGenerator<Result<ImportReport>> {
  let report = NOTHING_READ;
  const related = new Map(relate(items.filter(isItem)).map((item) => [item.index, item]));
  for (const portion of portionsOf(items)) {
    const outcomes = await port.importItems(
      portion.filter(isItem).map((item) => related.get(item.index) ?? item),
    );
    if (!outcomes.ok) return yield outcomes;
    report = together(
      report,
      [...portion.filter(isRefused), ...outcomes.value].reduce(counted, NOTHING_READ),
    );
    yield ok(report);
    // In process a portion is one run of microtasks: others get their turn between two.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  if (items.length === 0) yield ok(report);
}

function* portionsOf(items: ImportDocument['items']): Generator<ImportDocument['items']> {
  let portion: (ImportItem | RefusedItem)[] = [];
  let characters = 0;
  for (const item of items) {
    const length = isItem(item) ? lengthOf(item) : 0;
    const isFull = portion.length === PORTION.items || characters + length > PORTION.characters;
    if (isFull && portion.length > 0) {
      yield portion;
      portion = [];
      characters = 0;
    }
    portion.push(item);
    characters += length;
  }
  if (portion.length > 0) yield portion;
}

/** Sanitizing its bodies is what an item costs. */
function lengthOf({ variants }: ImportItem): number {
  return Object.values(variants).reduce((length, { body }) => length + body.length, 0);
}

function isItem(item: ImportItem | RefusedItem): item is ImportItem {
  return !isRefused(item);
}

function isRefused(item: ImportItem | RefusedItem | ItemOutcome): item is RefusedItem {
  return 'refusal' in item;
}

function counted(report: ImportReport, outcome: ItemOutcome): ImportReport {
  const read = report.read + 1;
  if (isRefused(outcome)) return { ...report, read, refused: [...report.refused, outcome] };
  const { index, id, became, release, kept, isUncertain, apartFrom: of } = outcome;
  const count = became === 'corrected' ? 'updated' : became;
  return {
    ...report,
    read,
    [count]: report[count] + 1,
    ...(kept !== null && { kept: [...report.kept, { index, id, release, reason: kept }] }),
    ...(isUncertain && { uncertain: [...report.uncertain, { index, id, release, of }] }),
  };
}

function together(a: ImportReport, b: ImportReport): ImportReport {
  return {
    read: a.read + b.read,
    created: a.created + b.created,
    joined: a.joined + b.joined,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    refused: [...a.refused, ...b.refused],
    kept: [...a.kept, ...b.kept],
    uncertain: [...a.uncertain, ...b.uncertain],
  };
}

/** The report as it is answered, its reasons in `language`. */
export function representReport({ refused, kept, uncertain, ...counts }: ImportReport, language: Language) {
  return {
    ...counts,
    refused: refused.map(({ index, id, refusal }) => ({
      index,
      source: id,
      code: refusal.code,
      reason: refusalText(language, refusal),
    })),
    kept: kept.map(({ index, id, release, reason }) => ({
      index,
      source: id,
      release,
      code: reason,
      reason: translate(language, `common:import.kept.${reason}`),
    })),
    uncertain: uncertain.map(({ index, id, release, of }) => ({ index, source: id, release, of })),
  };
}
