import { escapeText, xmlText } from './xml-text.ts';

/** `@name` is an attribute, `#text` is the text before the children, and any other member is a child element. */
export interface XmlElement {
  readonly [name: string]: string | number | undefined | XmlElement | readonly XmlElement[];
}

export const XML_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

/** Writes the children of `parent` without white space between them. */
export function toXml(parent: XmlElement): string {
  return Object.entries(parent)
    .flatMap(([name, value]) => (name.startsWith('@') ? [] : childrenNamed(name, value)))
    .join('');
}

function childrenNamed(name: string, value: XmlElement[string]): readonly string[] {
  if (value === undefined) return [];
  if (isList(value)) return value.map((each) => element(name, each));
  if (typeof value !== 'object') return [name === '#text' ? escaped(value) : tags(name, '', escaped(value))];
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

/** XML parsers read white space in attributes as spaces (XML 1.0 section 3.3.3). */
function attributeText(value: unknown): string {
  return escaped(value)
    .replace(/[\t\n]/g, ' ')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

function escaped(value: unknown): string {
  return escapeText(xmlText(String(value)));
}

function isList(value: XmlElement[string]): value is readonly XmlElement[] {
  return Array.isArray(value);
}
