import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

export interface ParsedPage {
  /** Error codes of the HTML standard. */
  readonly parseErrors: readonly string[];
  elements(...names: string[]): readonly ParsedElement[];
  elementsWith(attribute: string): readonly ParsedElement[];
}

export interface ParsedElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly text: string;
}

export function parsePage(html: string): ParsedPage {
  const parseErrors: string[] = [];
  const tree = parse(html, { onParseError: (error: ParserError) => void parseErrors.push(error.code) });
  const elements = elementsIn(tree).map(toParsedElement);
  return {
    parseErrors,
    elements: (...names) => elements.filter(({ name }) => names.includes(name)),
    elementsWith: (attribute) => elements.filter(({ attributes }) => attributes[attribute] !== undefined),
  };
}

function elementsIn(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  return children.flatMap((child) => ['tagName' in child ? [child] : [], elementsIn(child)].flat());
}

function toParsedElement(element: Element): ParsedElement {
  const attributes = Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
  return { name: element.tagName, attributes, text: textOf(element) };
}

function textOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/**
 * Empty for a page that is well-formed, has one `h1` and one `main`, skips no heading level, names its headings, buttons,
 * inputs and images, and has no active content and no address that could run a script.
 */
export function faultsOf(html: string): string[] {
  const page = parsePage(html);
  const faults: string[] = [...page.parseErrors];
  const expectOne = (name: string) => {
    if (page.elements(name).length !== 1) faults.push(`${page.elements(name).length} of ${name}`);
  };
  for (const name of ['h1', 'main', 'title', 'header', 'footer']) expectOne(name);
  const levels = page.elements('h1', 'h2', 'h3', 'h4', 'h5', 'h6').map(({ name }) => Number(name[1]));
  for (const [index, level] of levels.entries()) {
    if (level > (levels[index - 1] ?? 0) + 1 && index > 0)
      faults.push(`h${level} after h${levels[index - 1]}`);
  }
  for (const { name, text } of page.elements('h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'button')) {
    if (text.trim() === '') faults.push(`an empty ${name}`);
  }
  const ids = page.elementsWith('id').map(({ attributes }) => attributes.id ?? '');
  if (new Set(ids).size !== ids.length) faults.push('an id twice');
  const labelled = new Set(page.elements('label').map(({ attributes }) => attributes.for));
  for (const { attributes } of page.elements('input')) {
    const isLabelled =
      labelled.has(attributes.id ?? '') || ['checkbox', 'hidden'].includes(attributes.type ?? '');
    if (!isLabelled) faults.push('an input without a label');
  }
  for (const { attributes } of page.elements('img'))
    if (attributes.alt === undefined) faults.push('an img without alt');
  return [...faults, ...activeContentIn(page)];
}

const SAFE_ADDRESS = /^(?:https?:\/\/|mailto:|tel:|#)/;

function activeContentIn(page: ParsedPage): string[] {
  const faults: string[] = [];
  for (const { attributes } of page.elements('script')) {
    if (attributes.type !== 'application/ld+json' || attributes.src !== undefined) faults.push('a script');
  }
  for (const name of ['style', 'iframe', 'object', 'embed', 'base', 'template', 'svg', 'math']) {
    if (page.elements(name).length > 0) faults.push(name);
  }
  for (const attribute of ['href', 'src', 'action']) {
    for (const { attributes } of page.elementsWith(attribute)) {
      if (!SAFE_ADDRESS.test(attributes[attribute] ?? ''))
        faults.push(`${attribute} ${attributes[attribute]}`);
    }
  }
  const attributeNames = new Set(
    page
      .elements('a', 'img', 'p', 'h1', 'h2', 'input', 'span', 'li', 'body', 'html', 'div', 'time')
      .flatMap(({ attributes }) => Object.keys(attributes)),
  );
  for (const name of attributeNames)
    if (name.startsWith('on') || name === 'style') faults.push(`the attribute ${name}`);
  return faults;
}
