import type { Refusal } from '../../src/base/refusal.ts';
import type { ImportContext, ImportDocument, ImportItem } from '../../src/imports/document.ts';
import { readDocument } from '../../src/imports/read-document.ts';

/** A document in a request body without headers, for a newsroom with Finnish as default language. */
export const CONTEXT: ImportContext = {
  contentType: null,
  contentLanguage: null,
  url: null,
  website: null,
  defaultLanguage: 'fi',
};

const ENCODER = new TextEncoder();

export function read(document: string | object, context: Partial<ImportContext> = {}) {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  return readDocument(ENCODER.encode(text), { ...CONTEXT, ...context });
}

export function documentOf(document: string | object, context: Partial<ImportContext> = {}): ImportDocument {
  const result = read(document, context);
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

export function refusalOf(document: string | object, context: Partial<ImportContext> = {}): Refusal {
  const result = read(document, context);
  if (result.ok) throw new Error('not refused');
  return result.refusal;
}

/** The items that were not refused. */
export function itemsOf(document: string | object, context: Partial<ImportContext> = {}): ImportItem[] {
  return documentOf(document, context).items.flatMap((item) => ('refusal' in item ? [] : [item]));
}

/** Fails unless exactly one item was not refused. */
export function itemOf(document: string | object, context: Partial<ImportContext> = {}): ImportItem {
  const [item, ...others] = itemsOf(document, context);
  if (item === undefined || others.length > 0) throw new Error('not exactly one item');
  return item;
}

/** The refusals as index, id, code and name. */
export function refusedIn(document: string | object, context: Partial<ImportContext> = {}): string[] {
  return documentOf(document, context).items.flatMap((item) =>
    'refusal' in item
      ? [`${item.index} ${item.id} ${item.refusal.code} ${item.refusal.name ?? ''}`.trim()]
      : [],
  );
}
