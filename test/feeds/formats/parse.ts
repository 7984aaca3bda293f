import { readFileSync } from 'node:fs';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  trimValues: false,
  alwaysCreateTextNode: true,
  isArray: (name) => ['item', 'entry', 'category', 'link', 'atom:link', 'media:content'].includes(name),
});

/** @throws Error when the document is not well-formed. */
export function parseXml(xml: string): unknown {
  const verdict = XMLValidator.validate(xml);
  if (verdict !== true) throw new Error(`not well-formed, line ${verdict.err.line}: ${verdict.err.msg}`);
  return parser.parse(xml);
}

export function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}
