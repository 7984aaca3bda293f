import { isObject, isTooDeep, MAX_JSON_DEPTH, ownField } from '../base/json.ts';
import { isWithin } from '../base/json-text.ts';
import type { Refusal, RefusalCode } from '../base/refusal.ts';
import { decodeText } from './decode.ts';
import type { DocumentResult, ImportContext, ImportDocument } from './document.ts';
import { ATOM, readAtom } from './formats/atom.ts';
import { readJsonFeed } from './formats/json-feed.ts';
import { pressRecords, readPressJson } from './formats/press-json.ts';
import { isPressXml, readPressXml } from './formats/press-xml.ts';
import { readRss } from './formats/rss.ts';
import { syntaxErrorIndex } from './json-fault.ts';
import { itemsJoinedById, withRelations } from './relate-items.ts';
import { elementsOf, parseXml, type XmlElement } from './xml.ts';
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
  const root = parsed.value;
  const reader = readerOf(root);
  if (typeof reader === 'string') return refused(reader);
  const document = reader(root, context);
  return document.items.length === 0 && holdsItems(root)
    ? refused('items-not-found')
    : { ok: true, value: document };
}

type Reader = (root: XmlElement, context: ImportContext) => ImportDocument;

/** The reader, or what the document lacks. */
function readerOf(root: XmlElement): Reader | RefusalCode {
  if (root.name === 'rss' || root.name === 'RDF') return rssFault(root) ?? readRss;
  if (['feed', 'entry'].includes(root.name)) {
    if (ATOM.includes(root.namespace)) return readAtom;
    return isPressXml(root) ? readPressXml : 'atom-namespace-missing';
  }
  return isPressXml(root) ? readPressXml : 'unknown-format';
}

/** Old versions of RSS have items without a channel; a second channel would be lost without a word. */
function rssFault(root: XmlElement): RefusalCode | null {
  const children = elementsOf(root);
  const channels = children.filter(({ name }) => name === 'channel').length;
  if (channels > 1) return 'second-channel';
  return channels === 1 || children.some(({ name }) => name === 'item') ? null : 'channel-missing';
}

const ITEM_NAMES: readonly string[] = ['item', 'entry', 'release'];

/** The depth is limited by `parseXml`. */
function holdsItems(element: XmlElement): boolean {
  return elementsOf(element).some((child) => ITEM_NAMES.includes(child.name) || holdsItems(child));
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
  if (!isFeed && isFeedOfNothing(value)) return refused('items-not-found');
  if (records === null) return refused('unknown-format');
  // Checked before the records are read, because there may be millions.
  if (records.length > MAX_ITEMS) return refused('too-many-items');
  return { ok: true, value: isFeed ? readJsonFeed(value, context) : readPressJson(records, context) };
}

/** A JSON Feed, or a list of releases, whose items are no list. */
function isFeedOfNothing(value: unknown): boolean {
  const version = ownField(value, 'version');
  const isJsonFeed = typeof version === 'string' && /^https?:\/\/jsonfeed\.org\//.test(version);
  return isJsonFeed || ['items', 'releases'].some((name) => isObject(ownField(value, name)));
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
