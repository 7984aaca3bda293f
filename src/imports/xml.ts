import { decodeHTMLStrict } from 'entities/decode';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Refusal } from '../base/refusal.ts';
import { guardXml, XML_LIMITS } from './xml-guard.ts';
import { NAMESPACES, namespaceOf, type Scope, scopeWithin } from './xml-namespace.ts';

/** An element of a foreign document. Text and white space stand among the children, in their order. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** The URI its prefix stands for; empty when it is in none. */
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
}

/** Never a declaration of a namespace. */
export interface XmlAttribute {
  readonly name: string;
  readonly namespace: string;
  readonly value: string;
}

export type XmlNode = XmlElement | string;

export type ParsedXml =
  | { readonly ok: true; readonly value: XmlElement }
  | { readonly ok: false; readonly refusal: Refusal };

/** Begins no XML name, so that an element called `__proto__` or `#text` is only an element for the parser. */
const MARK = '.';
const ATTRIBUTE = '@';
const ATTRIBUTES = ':@';
const TEXT = '#text';
const CDATA = '#cdata';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  textNodeName: TEXT,
  // Apart from text, since `&amp;` in it is five characters.
  cdataPropName: CDATA,
  // No guessing of numbers or truth; an id of `0012` is not 12.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // References are read here, in one pass and by HTML's names; there are no declarations that could define others.
  processEntities: false,
  maxNestedTags: XML_LIMITS.depth + 1,
  jPath: false,
  transformTagName: (name) => MARK + name,
});

/**
 * The root element of a document, by fast-xml-parser: its validator first, its parser after. A declaration, comments,
 * processing instructions and a DOCTYPE without internal subset are dropped; any other declaration is refused. HTML's
 * entities are known; an unknown one stays as it is written, as in most feed readers, and a reference to what is no
 * character becomes U+FFFD. Time grows with the length of `text`, whatever it holds.
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
    // What its own validator has let through and its parser cannot read is not well-formed either.
    return null;
  }
}

/** Recursion is safe here: the guard has counted the depth. */
function readChildren(nodes: unknown, scope: Scope | null): XmlNode[] {
  const children: XmlNode[] = [];
  for (const node of Array.isArray(nodes) ? nodes : []) {
    if (!isObject(node)) continue;
    const [key = ''] = Object.keys(node);
    const child = key.startsWith(MARK) ? readElement(key, node, scope) : readText(key, node[key]);
    const last = children.at(-1);
    if (typeof child === 'string' && typeof last === 'string') children[children.length - 1] = last + child;
    else if (child !== '') children.push(child);
  }
  return children;
}

function readElement(
  key: string,
  node: { readonly [key: string]: unknown },
  above: Scope | null,
): XmlElement {
  const given = Object.entries(isObject(node[ATTRIBUTES]) ? node[ATTRIBUTES] : {}).map(
    ([name, value]): [string, string] => [name.slice(ATTRIBUTE.length), attributeText(value)],
  );
  const scope = scopeWithin(above, given);
  const attributes: XmlAttribute[] = [];
  for (const [name, value] of given) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    const { prefix, local } = split(name);
    attributes.push({ name: local, namespace: prefix === '' ? '' : namespaceOf(scope, prefix), value });
  }
  // The parser marks the name of an empty element twice.
  const { prefix, local } = split(key.replace(/^\.+/, ''));
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

/** White space as written becomes spaces; as a reference it stays (XML 1.0 section 3.3.3). */
function attributeText(value: unknown): string {
  return decodeHTMLStrict(String(value).replace(/[\t\n]/g, ' '));
}

function split(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(':');
  return { prefix: name.slice(0, Math.max(colon, 0)), local: name.slice(colon + 1) };
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function refuse(code: Refusal['code'], where?: string): ParsedXml {
  return { ok: false, refusal: where === undefined ? { code } : { code, where } };
}

/** The child elements called `name` in one of `namespaces`. */
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

/** The first of them. */
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

/** All text in `element` and below it, white space included; null when there is no element. */
export function textOf(element: XmlElement): string;
export function textOf(element: XmlElement | undefined): string | null;
export function textOf(element: XmlElement | undefined): string | null {
  if (element === undefined) return null;
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

export function attributeOf(element: XmlElement, name: string, namespace = ''): string | null {
  const found = element.attributes.find((each) => each.name === name && each.namespace === namespace);
  return found?.value ?? null;
}

/** `xml:lang`, which may say that what was inherited does not hold (XML 1.0 section 2.12). */
export function languageTagOf(element: XmlElement): string | null {
  return attributeOf(element, 'lang', NAMESPACES.xml);
}
