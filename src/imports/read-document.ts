import { isObject, isTooDeep, JSON_DEPTH, own } from '../base/json.ts';
import type { Refusal } from '../base/refusal.ts';
import { decodeText } from './decode.ts';
import type { DocumentRead, ImportContext, ImportDocument } from './document.ts';
import { readAtom } from './formats/atom.ts';
import { readJsonFeed } from './formats/json-feed.ts';
import { pressRecords, readPressJson } from './formats/press-json.ts';
import { isPressXml, readPressXml } from './formats/press-xml.ts';
import { readRss } from './formats/rss.ts';
import { faultIn, nestsDeeper } from './json-fault.ts';
import { joinById } from './relate-items.ts';
import { parseXml, type XmlElement } from './xml.ts';
import { positionOf } from './xml-guard.ts';

/** A document of more items is refused whole. */
export const ITEMS = 50_000;

/** A foreign document of any format, told by what it holds: its media type is as often wrong as right. */
export function readDocument(bytes: Uint8Array, context: ImportContext): DocumentRead {
  const decoded = decodeText(bytes, context.contentType);
  if (!decoded.ok) return decoded;
  const text = decoded.value.replace(/^\uFEFF/, '');
  const [first = ''] = /\S/.exec(text) ?? [];
  if (first === '') return refused('empty');
  const read = first === '<' ? readXml(text, context) : readJson(text, first, context);
  if (!read.ok) return read;
  const { format, items } = read.value;
  return items.length > ITEMS
    ? refused('too-many-items')
    : { ok: true, value: { format, items: joinById(items) } };
}

/** Pages of the web are no feeds, and are not worth a look at how well-formed they are. */
const PAGE = /^\s*<(?:!doctype\s+html|html)[\s>]/i;

function readXml(text: string, context: ImportContext): DocumentRead {
  if (PAGE.test(text)) return refused('unknown-format');
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

function readJson(text: string, first: string, context: ImportContext): DocumentRead {
  if (first !== '{' && first !== '[') return refused('unknown-format');
  if (nestsDeeper(text, JSON_DEPTH + 1)) return refused('too-deep');
  const json = parseJson(text);
  if (!json.ok) return json;
  if (isTooDeep(json.value)) return refused('too-deep');
  const { value } = json;
  const items = own(value, 'items');
  const isFeed = isObject(value) && Array.isArray(items);
  const records = isFeed ? items : pressRecords(value);
  if (records === null) return refused('unknown-format');
  // Before they are read: there may be millions.
  if (records.length > ITEMS) return refused('too-many-items');
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
    // What the engine says quotes the document, and does not always say where.
    return { ok: false, refusal: { code: 'not-well-formed', where: positionOf(text, faultIn(text)) } };
  }
}

function refused(code: Refusal['code']): DocumentRead {
  return { ok: false, refusal: { code } };
}
