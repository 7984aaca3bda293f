import { decodeHTMLStrict } from 'entities/decode';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Refusal } from '../base/refusal.ts';
import { guardXml, XML_LIMITS } from './xml-guard.ts';
import { childScope, NAMESPACES, type NamespaceScope, namespaceOf } from './xml-namespace.ts';

/** Children are elements and texts in document order, white space included. */
export interface XmlElement {
  readonly name: string;
  /** Empty without a namespace. */
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
}

export interface XmlAttribute {
  readonly name: string;
  readonly namespace: string;
  readonly value: string;
}

export type XmlNode = XmlElement | string;

export type ParsedXml =
  | { readonly ok: true; readonly value: XmlElement }
  | { readonly ok: false; readonly refusal: Refusal };

/** No XML name begins with this prefix. It protects the parser from elements named `__proto__` or `#text`. */
const NAME_MARK = '.';
const ATTRIBUTE = '@';
const ATTRIBUTES = ':@';
const TEXT = '#text';
const CDATA = '#cdata';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  textNodeName: TEXT,
  // Separate from text, because `&amp;` in CDATA is not a reference.
  cdataPropName: CDATA,
  // Values stay text: an id of `0012` is not 12.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // References are decoded below in one pass, with the names of HTML.
  processEntities: false,
  maxNestedTags: XML_LIMITS.depth + 1,
  jPath: false,
  transformTagName: (name) => NAME_MARK + name,
});

/**
 * Comments, processing instructions and a DOCTYPE without internal subset are dropped. Unknown entities stay as
 * written, and references to invalid characters become U+FFFD. Time is linear in the length of `text`.
 */
export function parseXml(text: string): ParsedXml {
  const document = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (document.trim() === '') return refuse('empty');
  const guarded = guardXml(document);
  if (!guarded.ok) return guarded;
  const verdict = XMLValidator.validate(guarded.blanked);
  if (verdict !== true) return refuse('not-well-formed', `${verdict.err.line || 1}:${verdict.err.col || 1}`);
  return readRoot(guarded.content) ?? refuse('not-well-formed');
}

function readRoot(content: string): ParsedXml | null {
  try {
    const nodes: unknown = parser.parse(content);
    const [root] = readChildren(nodes, null).filter((node) => typeof node !== 'string');
    return root === undefined ? null : { ok: true, value: root };
  } catch {
    return null;
  }
}

/** Recursion is safe, because `guardXml` limits the depth. */
function readChildren(nodes: unknown, scope: NamespaceScope | null): XmlNode[] {
  const children: XmlNode[] = [];
  for (const node of Array.isArray(nodes) ? nodes : []) {
    if (!isObject(node)) continue;
    const [key = ''] = Object.keys(node);
    const child = key.startsWith(NAME_MARK) ? readElement(key, node, scope) : readText(key, node[key]);
    const last = children.at(-1);
    if (typeof child === 'string' && typeof last === 'string') children[children.length - 1] = last + child;
    else if (child !== '') children.push(child);
  }
  return children;
}

function readElement(
  key: string,
  node: { readonly [key: string]: unknown },
  parentScope: NamespaceScope | null,
): XmlElement {
  const written = Object.entries(isObject(node[ATTRIBUTES]) ? node[ATTRIBUTES] : {}).map(
    ([name, value]): [string, string] => [name.slice(ATTRIBUTE.length), attributeText(value)],
  );
  const scope = childScope(parentScope, written);
  const attributes: XmlAttribute[] = [];
  for (const [name, value] of written) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    const { prefix, local } = splitName(name);
    attributes.push({ name: local, namespace: prefix === '' ? '' : namespaceOf(scope, prefix), value });
  }
  // fast-xml-parser calls `transformTagName` twice for an empty element.
  const { prefix, local } = splitName(key.replace(/^\.+/, ''));
  return {
    name: local,
    namespace: namespaceOf(scope, prefix),
    attributes,
    children: readChildren(node[key], scope),
  };
}

function readText(key: string, value: unknown): string {
  if (key === TEXT) return decodeHTMLStrict(String(value));
  if (key !== CDATA || !Array.isArray(value)) return '';
  return value.map((part: unknown) => (isObject(part) ? String(part[TEXT] ?? '') : '')).join('');
}

/** Literal white space becomes spaces, references to it stay (XML 1.0 section 3.3.3). */
function attributeText(value: unknown): string {
  return decodeHTMLStrict(String(value).replace(/[\t\n]/g, ' '));
}

function splitName(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(':');
  return { prefix: name.slice(0, Math.max(colon, 0)), local: name.slice(colon + 1) };
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function refuse(code: Refusal['code'], where?: string): ParsedXml {
  return { ok: false, refusal: where === undefined ? { code } : { code, where } };
}

export function childrenNamed(
  element: XmlElement,
  namespaces: string | readonly string[],
  name: string,
): XmlElement[] {
  return elementsOf(element).filter(
    (child) =>
      child.name === name &&
      (typeof namespaces === 'string'
        ? child.namespace === namespaces
        : namespaces.includes(child.namespace)),
  );
}

export function childNamed(
  element: XmlElement,
  namespaces: string | readonly string[],
  name: string,
): XmlElement | undefined {
  return childrenNamed(element, namespaces, name)[0];
}

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

export function textOf(element: XmlElement): string;
export function textOf(element: XmlElement | undefined): string | null;
export function textOf(element: XmlElement | undefined): string | null {
  if (element === undefined) return null;
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

export function attributeOf(element: XmlElement, name: string, namespace = ''): string | null {
  const attribute = element.attributes.find((each) => each.name === name && each.namespace === namespace);
  return attribute?.value ?? null;
}

/** Empty when `xml:lang` cancels an inherited language (XML 1.0 section 2.12). */
export function languageTagOf(element: XmlElement): string | null {
  return attributeOf(element, 'lang', NAMESPACES.xml);
}
