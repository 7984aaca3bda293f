import { escapeText, xmlText } from './xml-text.ts';

/**
 * An element: `@name` is an attribute, `#text` the text before the children, any other name a child or a list of children
 * of that name. Undefined ones are left out; a bare string or number is an element with only text.
 */
export interface XmlElement {
  readonly [name: string]: string | number | undefined | XmlElement | readonly XmlElement[];
}

export const XML_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

/** The children of `parent` as XML, in their order, with no white space between them. An empty element has no end tag. */
export function toXml(parent: XmlElement): string {
  return Object.entries(parent)
    .flatMap(([name, value]) => (name.startsWith('@') ? [] : childrenNamed(name, value)))
    .join('');
}

function childrenNamed(name: string, value: XmlElement[string]): readonly string[] {
  if (value === undefined) return [];
  if (isList(value)) return value.map((each) => element(name, each));
  if (typeof value !== 'object') return [name === '#text' ? safe(value) : tags(name, '', safe(value))];
  return [element(name, value)];
}

function element(name: string, value: XmlElement): string {
  const attributes = Object.entries(value).map(([key, each]) =>
    key.startsWith('@') && each !== undefined ? ` ${key.slice(1)}="${attributeText(each)}"` : '',
  );
  return tags(name, attributes.join(''), toXml(value));
}

function tags(name: string, attributes: string, content: string): string {
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

/** White space as every parser reads it in an attribute anyway (XML 1.0 section 3.3.3). */
function attributeText(value: unknown): string {
  return safe(value)
    .replace(/[\t\n]/g, ' ')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

function safe(value: unknown): string {
  return escapeText(xmlText(String(value)));
}

function isList(value: XmlElement[string]): value is readonly XmlElement[] {
  return Array.isArray(value);
}
