import type { Language } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import { ok, type Result } from '../base/problem.ts';
import type { Refusal } from '../base/refusal.ts';
import type { ImportDocument, ImportItem, RefusedItem } from './document.ts';
import type { DocumentSource } from './document-source.ts';
import { type ImportNote, noteText } from './import-note.ts';
import type { ImportPort, ItemOutcome } from './import-port.ts';
import { refusalText } from './refusal.ts';

/** Each item counts once, as created, joined, updated, unchanged or refused. */
export interface ImportReport {
  readonly read: number;
  readonly created: number;
  /** Items that added a language to an existing release. */
  readonly joined: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedItem[];
  /**
   * Withdrawn or edited here, so the source's version was not taken. They count as unchanged unless another
   * language changed.
   */
  readonly kept: readonly { index: number; id: string; release: number; reason: 'withdrawn' | 'edited' }[];
  /** Imported as separate releases although they may be the same as release `of`; null when that is unknown. */
  readonly uncertain: readonly { index: number; id: string; release: number; of: number | null }[];
  /** What an editor should know of items that came in: how a date was understood, what was left out. */
  readonly notes: readonly { index: number; id: string; note: ImportNote }[];
}

export const EMPTY_REPORT: ImportReport = {
  read: 0,
  created: 0,
  joined: 0,
  updated: 0,
  unchanged: 0,
  refused: [],
  kept: [],
  uncertain: [],
  notes: [],
};

/** A batch is one commit. It holds at least one item, and other requests are answered between two batches. */
const BATCH_LIMITS = { items: 20, characters: 200_000 } as const;

export type ItemImporter = Pick<ImportPort, 'importItems'>;

/** Imports the items in batches and yields the report so far after each batch. */
export async function* runImport(
  port: ItemImporter,
  items: ImportDocument['items'],
  source: DocumentSource,
): AsyncGenerator<Result<ImportReport>> {
  let report = EMPTY_REPORT;
  for (const batch of batchesOf(items)) {
    const outcomes = await port.importItems(batch.filter(isItem), source);
    if (!outcomes.ok) return yield outcomes;
    report = combinedReport(
      report,
      [...batch.filter(isRefused), ...outcomes.value].reduce(reportWithOutcome, EMPTY_REPORT),
    );
    yield ok(report);
    // A batch in the same process is one run of microtasks, so other requests need this pause.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  if (items.length === 0) yield ok(report);
}

function* batchesOf(items: ImportDocument['items']): Generator<ImportDocument['items']> {
  let batch: (ImportItem | RefusedItem)[] = [];
  let characters = 0;
  for (const item of items) {
    const length = isItem(item) ? bodyLength(item) : 0;
    const isFull = batch.length === BATCH_LIMITS.items || characters + length > BATCH_LIMITS.characters;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(item);
    characters += length;
  }
  if (batch.length > 0) yield batch;
}

/** Most of an import's time goes to sanitizing bodies. */
function bodyLength({ variants }: ImportItem): number {
  return Object.values(variants).reduce((length, { body }) => length + body.length, 0);
}

function isItem(item: ImportItem | RefusedItem): item is ImportItem {
  return !isRefused(item);
}

function isRefused(item: ImportItem | RefusedItem | ItemOutcome): item is RefusedItem {
  return 'refusal' in item;
}

function reportWithOutcome(report: ImportReport, outcome: ItemOutcome): ImportReport {
  const read = report.read + 1;
  if (isRefused(outcome)) return { ...report, read, refused: [...report.refused, outcome] };
  const { index, id, effect, release, kept, isUncertain, possibleMatch: of, notes } = outcome;
  const count = effect === 'corrected' ? 'updated' : effect;
  return {
    ...report,
    read,
    [count]: report[count] + 1,
    ...(kept !== null && { kept: [...report.kept, { index, id, release, reason: kept }] }),
    ...(isUncertain && { uncertain: [...report.uncertain, { index, id, release, of }] }),
    ...(notes.length > 0 && { notes: [...report.notes, ...notes.map((note) => ({ index, id, note }))] }),
  };
}

function combinedReport(a: ImportReport, b: ImportReport): ImportReport {
  return {
    read: a.read + b.read,
    created: a.created + b.created,
    joined: a.joined + b.joined,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    refused: [...a.refused, ...b.refused],
    kept: [...a.kept, ...b.kept],
    uncertain: [...a.uncertain, ...b.uncertain],
    notes: [...a.notes, ...b.notes],
  };
}

export function representReport(
  // Stored reports of older versions have no notes.
  { refused, kept, uncertain, notes = [], ...counts }: Omit<ImportReport, 'notes'> & Partial<ImportReport>,
  language: Language,
) {
  // Fifty thousand items may be refused, or noted, for one reason.
  const refusalTextOf = remembered((refusal: Refusal) => refusalText(language, refusal));
  const noteTextOf = remembered((note: ImportNote) => noteText(language, note));
  return {
    ...counts,
    refused: refused.map(({ index, id, refusal }) => ({
      index,
      source: id,
      code: refusal.code,
      reason: refusalTextOf(refusal),
    })),
    kept: kept.map(({ index, id, release, reason }) => ({
      index,
      source: id,
      release,
      code: reason,
      reason: translate(language, `common:import.kept.${reason}`),
    })),
    uncertain: uncertain.map(({ index, id, release, of }) => ({ index, source: id, release, of })),
    notes: notes.map(({ index, id, note }) => ({
      index,
      source: id,
      code: note.code,
      reason: noteTextOf(note),
    })),
  };
}

function remembered<T extends object>(textOf: (key: T) => string): (key: T) => string {
  const texts = new Map<string, string>();
  return (key) => {
    const name = JSON.stringify(key);
    const text = texts.get(name) ?? textOf(key);
    texts.set(name, text);
    return text;
  };
}
