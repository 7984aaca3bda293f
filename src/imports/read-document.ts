import { isObject, isTooDeep, MAX_JSON_DEPTH, ownField } from '../base/json.ts';
import { isWithin } from '../base/json-text.ts';
import type { Refusal } from '../base/refusal.ts';
import { decodeText } from './decode.ts';
import type { DocumentResult, ImportContext, ImportDocument } from './document.ts';
import { readAtom } from './formats/atom.ts';
import { readJsonFeed } from './formats/json-feed.ts';
import { pressRecords, readPressJson } from './formats/press-json.ts';
import { isPressXml, readPressXml } from './formats/press-xml.ts';
import { readRss } from './formats/rss.ts';
import { syntaxErrorIndex } from './json-fault.ts';
import { itemsJoinedById, withRelations } from './relate-items.ts';
import { parseXml, type XmlElement } from './xml.ts';
import { positionOf } from './xml-guard.ts';

export const MAX_ITEMS = 50_000;

/** Detects the format from the content, because media types are often wrong. */
export function readDocument(bytes: Uint8Array, context: ImportContext): DocumentResult {
  const decoded = decodeText(bytes, context.contentType);
  if (!decoded.ok) return decoded;
  const text = decoded.value.replace(/^\uFEFF/, '');
  const [first = ''] = /\S/.exec(text) ?? [];
  if (first === '') return refused('empty');
  const read = first === '<' ? readXml(text, context) : readJson(text, first, context);
  if (!read.ok) return read;
  const { items } = read.value;
  return items.length > MAX_ITEMS
    ? refused('too-many-items')
    : { ok: true, value: { ...read.value, items: relatedItems(itemsJoinedById(items)) } };
}

function relatedItems(items: ImportDocument['items']): ImportDocument['items'] {
  const accepted = items.flatMap((item) => ('refusal' in item ? [] : [item]));
  const related = new Map(withRelations(accepted).map((item) => [item.index, item]));
  return items.map((item) => ('refusal' in item ? item : (related.get(item.index) ?? item)));
}

/** Web pages are refused before parsing. */
const HTML_PAGE = /^\s*<(?:!doctype\s+html|html)[\s>]/i;

function readXml(text: string, context: ImportContext): DocumentResult {
  if (HTML_PAGE.test(text)) return refused('unknown-format');
  const parsed = parseXml(text);
  if (!parsed.ok) return parsed;
  const reader = readerOf(parsed.value);
  return reader === null ? refused('unknown-format') : { ok: true, value: reader(parsed.value, context) };
}

function readerOf(root: XmlElement): ((root: XmlElement, context: ImportContext) => ImportDocument) | null {
  if (root.name === 'rss' || root.name === 'RDF') return readRss;
  if (root.name === 'feed') return readAtom;
  return isPressXml(root) ? readPressXml : null;
}

function readJson(text: string, first: string, context: ImportContext): DocumentResult {
  if (first !== '{' && first !== '[') return refused('unknown-format');
  if (!isWithin(text, { depth: MAX_JSON_DEPTH + 1, values: Number.POSITIVE_INFINITY }))
    return refused('too-deep');
  const json = parseJson(text);
  if (!json.ok) return json;
  if (isTooDeep(json.value)) return refused('too-deep');
  const { value } = json;
  const items = ownField(value, 'items');
  const isFeed = isObject(value) && Array.isArray(items);
  const records = isFeed ? items : pressRecords(value);
  if (records === null) return refused('unknown-format');
  // Checked before the records are read, because there may be millions.
  if (records.length > MAX_ITEMS) return refused('too-many-items');
  return { ok: true, value: isFeed ? readJsonFeed(value, context) : readPressJson(records, context) };
}

type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: Refusal };

function parseJson(text: string): ParsedJson {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    // The engine's message quotes the document and may lack a position.
    return {
      ok: false,
      refusal: { code: 'not-well-formed', where: positionOf(text, syntaxErrorIndex(text)) },
    };
  }
}

function refused(code: Refusal['code']): DocumentResult {
  return { ok: false, refusal: { code } };
}
