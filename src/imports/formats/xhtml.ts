import { escapeText } from '../../feeds/xml/xml-text.ts';
import { escapeAttribute, GrowthBudget, resolveAddress, resolveAttribute } from '../html.ts';
import { attributeOf, type XmlElement, type XmlNode } from '../xml.ts';
import { NAMESPACES } from '../xml-namespace.ts';

/** HTML Living Standard section 13.1.2. */
const VOID_ELEMENTS: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

/** HTML parsers drop a line end after these start tags. */
const NEWLINE_DROPPING_ELEMENTS: ReadonlySet<string> = new Set(['pre', 'textarea', 'listing']);

/** A longer `xml:base` is ignored, because it would lengthen every URL below it. */
const MAX_BASE_LENGTH = 1_000;

/** Writes XHTML as HTML; `xml:lang` becomes `lang`. Only URLs under an `xml:base` among `nodes` are resolved. */
export function serializeXhtml(nodes: readonly XmlNode[], base: string | null): string {
  return serialize(nodes, { base, innerBase: null, budget: new GrowthBudget() });
}

/** Base URL inside `element` (XML Base section 3). */
export function baseWithin(element: XmlElement, inherited: string | null): string | null {
  const written = attributeOf(element, 'base', NAMESPACES.xml)?.trim() ?? '';
  if (written === '' || written.length > MAX_BASE_LENGTH) return inherited;
  const resolved = resolveAddress(written, inherited);
  return URL.canParse(resolved) && resolved.length <= MAX_BASE_LENGTH ? resolved : inherited;
}

interface SerializeScope {
  readonly base: string | null;
  readonly innerBase: string | null;
  readonly budget: GrowthBudget;
}

function serialize(nodes: readonly XmlNode[], scope: SerializeScope): string {
  return nodes
    .map((node) => {
      if (typeof node !== 'string') return serializeElement(node, scope);
      scope.budget.addSource(node);
      return escapeText(node);
    })
    .join('');
}

function serializeElement(element: XmlElement, scope: SerializeScope): string {
  const { name, children } = element;
  // Some XML names are no tag names in HTML and would become text.
  const isTag = /^[a-z]/i.test(name);
  const base = baseWithin(element, scope.base);
  const innerScope = { ...scope, base, innerBase: base === scope.base ? scope.innerBase : base };
  const start = `<${name}${element.attributes.map((each) => serializeAttribute(each, innerScope)).join('')}>`;
  scope.budget.addSource(name);
  const content = serialize(children, innerScope);
  if (!isTag) return content;
  if (VOID_ELEMENTS.has(name)) return start + content;
  return `${start}${NEWLINE_DROPPING_ELEMENTS.has(name) && content.startsWith('\n') ? '\n' : ''}${content}</${name}>`;
}

function serializeAttribute(attribute: XmlElement['attributes'][number], scope: SerializeScope): string {
  const { namespace, value } = attribute;
  if (namespace !== '' && !(namespace === NAMESPACES.xml && attribute.name === 'lang')) return '';
  const name = attribute.name.toLowerCase();
  scope.budget.addSource(value);
  const resolved = scope.innerBase === null ? value : resolveAttribute(name, value, scope.innerBase);
  if (resolved !== value && !scope.budget.trySpend(resolved)) return '';
  return ` ${name}="${escapeAttribute(resolved)}"`;
}
