import { XMLBuilder } from 'fast-xml-parser';
import { escapeText, xmlText } from './xml-text.ts';

/**
 * An element, by fast-xml-parser's convention: `@name` is an attribute, `#text` the text, any other name a child or
 * a list of children. Undefined ones are left out; a bare string or number is an element with only text.
 */
export interface XmlElement {
  readonly [name: string]: string | number | undefined | XmlElement | readonly XmlElement[];
}

/**
 * The builder's own entities would write every quote of a body as `&quot;`, and text in an attribute needs the rule
 * for illegal characters as well: so values are made safe here. Quotes in attributes the builder escapes regardless.
 */
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  // By default an attribute whose value is "true" loses the value, which is not well-formed.
  suppressBooleanAttributes: false,
  processEntities: false,
  tagValueProcessor: (_name, value) => safe(value),
  // As every parser reads white space in an attribute anyway (XML 1.0 section 3.3.3).
  attributeValueProcessor: (_name, value) => safe(value).replace(/[\t\n]/g, ' '),
});

export const XML_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

/** The children of `parent` as XML, in their order, with no white space between them. */
export function toXml(parent: XmlElement): string {
  return builder.build(parent);
}

function safe(value: unknown): string {
  return escapeText(xmlText(String(value)));
}
