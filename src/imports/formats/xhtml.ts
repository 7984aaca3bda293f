import { escapeText } from '../../feeds/xml/xml-text.ts';
import { escapeAttribute, Growth, resolveAddress, resolveAttribute } from '../html.ts';
import { attributeOf, type XmlElement, type XmlNode } from '../xml.ts';
import { NAMESPACES } from '../xml-namespace.ts';

/** Elements that HTML writes without an end tag (HTML Living Standard section 13.1.2). */
const VOID: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

/** The parser drops a line end right after these start tags. */
const LEADING_LINE: ReadonlySet<string> = new Set(['pre', 'textarea', 'listing']);

/** A longer `xml:base` is none: every address below it would become as long. */
const LONGEST_BASE = 1_000;

/**
 * XHTML as HTML: order and white space as they are, text escaped again, `xml:lang` as `lang`. Addresses under an
 * `xml:base` among `nodes` are resolved against it, in turn against `base`; all others are left as they are.
 */
export function serializeXhtml(nodes: readonly XmlNode[], base: string | null): string {
  return serialize(nodes, { base, own: null, growth: new Growth() });
}

/** The base of what is in `element`, inside a document or element whose base is `inherited` (XML Base section 3). */
export function baseWithin(element: XmlElement, inherited: string | null): string | null {
  const written = attributeOf(element, 'base', NAMESPACES.xml)?.trim() ?? '';
  if (written === '' || written.length > LONGEST_BASE) return inherited;
  const resolved = resolveAddress(written, inherited);
  return URL.canParse(resolved) && resolved.length <= LONGEST_BASE ? resolved : inherited;
}

interface Surroundings {
  readonly base: string | null;
  /** The base that was set among the nodes; null where none was. */
  readonly own: string | null;
  readonly growth: Growth;
}

function serialize(nodes: readonly XmlNode[], around: Surroundings): string {
  return nodes
    .map((node) => {
      if (typeof node !== 'string') return serializeElement(node, around);
      around.growth.allow(node);
      return escapeText(node);
    })
    .join('');
}

function serializeElement(element: XmlElement, around: Surroundings): string {
  const { name, children } = element;
  // XML has names that begin no tag in HTML and would stand there as text.
  const isTag = /^[a-z]/i.test(name);
  const base = baseWithin(element, around.base);
  const inside = { ...around, base, own: base === around.base ? around.own : base };
  const start = `<${name}${element.attributes.map((each) => serializeAttribute(each, inside)).join('')}>`;
  around.growth.allow(name);
  const content = serialize(children, inside);
  if (!isTag) return content;
  if (VOID.has(name)) return start + content;
  return `${start}${LEADING_LINE.has(name) && content.startsWith('\n') ? '\n' : ''}${content}</${name}>`;
}

function serializeAttribute(attribute: XmlElement['attributes'][number], around: Surroundings): string {
  const { namespace, value } = attribute;
  if (namespace !== '' && !(namespace === NAMESPACES.xml && attribute.name === 'lang')) return '';
  const name = attribute.name.toLowerCase();
  around.growth.allow(value);
  const resolved = around.own === null ? value : resolveAttribute(name, value, around.own);
  if (resolved !== value && !around.growth.take(resolved)) return '';
  return ` ${name}="${escapeAttribute(resolved)}"`;
}
