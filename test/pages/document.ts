import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** A page as a browser reads it. */
export interface ReadPage {
  /** Faults of the markup, by the names of the HTML standard. */
  readonly faults: readonly string[];
  all(...names: string[]): readonly ReadElement[];
  /** Every element that has the attribute. */
  having(attribute: string): readonly ReadElement[];
}

export interface ReadElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly text: string;
}

export function readPage(html: string): ReadPage {
  const faults: string[] = [];
  const tree = parse(html, { onParseError: (error: ParserError) => void faults.push(error.code) });
  const elements = elementsIn(tree).map(read);
  return {
    faults,
    all: (...names) => elements.filter(({ name }) => names.includes(name)),
    having: (attribute) => elements.filter(({ attributes }) => attributes[attribute] !== undefined),
  };
}

function elementsIn(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  return children.flatMap((child) => ['tagName' in child ? [child] : [], elementsIn(child)].flat());
}

function read(element: Element): ReadElement {
  const attributes = Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
  return { name: element.tagName, attributes, text: textOf(element) };
}

function textOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/**
 * What is wrong with a page that every page has to be: well-formed, with one `h1` inside its one `main`, headings in
 * order, names for what is asked and linked, nothing that runs and nothing that leads to a program.
 */
export function faultsOf(html: string): string[] {
  const page = readPage(html);
  const found: string[] = [...page.faults];
  const expectOne = (name: string) => {
    if (page.all(name).length !== 1) found.push(`${page.all(name).length} of ${name}`);
  };
  for (const name of ['h1', 'main', 'title', 'header', 'footer']) expectOne(name);
  const levels = page.all('h1', 'h2', 'h3', 'h4', 'h5', 'h6').map(({ name }) => Number(name[1]));
  for (const [at, level] of levels.entries()) {
    if (level > (levels[at - 1] ?? 0) + 1 && at > 0) found.push(`h${level} after h${levels[at - 1]}`);
  }
  for (const { name, text } of page.all('h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'button')) {
    if (text.trim() === '') found.push(`an empty ${name}`);
  }
  const ids = page.having('id').map(({ attributes }) => attributes.id ?? '');
  if (new Set(ids).size !== ids.length) found.push('an id twice');
  const labelled = new Set(page.all('label').map(({ attributes }) => attributes.for));
  for (const { attributes } of page.all('input')) {
    const isNamed =
      labelled.has(attributes.id ?? '') || ['checkbox', 'hidden'].includes(attributes.type ?? '');
    if (!isNamed) found.push('an input without a label');
  }
  for (const { attributes } of page.all('img'))
    if (attributes.alt === undefined) found.push('an img without alt');
  return [...found, ...dangersIn(page)];
}

const SAFE = /^(?:https?:\/\/|mailto:|tel:|#)/;

function dangersIn(page: ReadPage): string[] {
  const found: string[] = [];
  for (const { attributes } of page.all('script')) {
    if (attributes.type !== 'application/ld+json' || attributes.src !== undefined) found.push('a script');
  }
  for (const name of ['style', 'iframe', 'object', 'embed', 'base', 'template', 'svg', 'math']) {
    if (page.all(name).length > 0) found.push(name);
  }
  for (const attribute of ['href', 'src', 'action']) {
    for (const { attributes } of page.having(attribute)) {
      if (!SAFE.test(attributes[attribute] ?? '')) found.push(`${attribute} ${attributes[attribute]}`);
    }
  }
  const named = new Set(
    page
      .all('a', 'img', 'p', 'h1', 'h2', 'input', 'span', 'li', 'body', 'html', 'div', 'time')
      .flatMap(({ attributes }) => Object.keys(attributes)),
  );
  for (const name of named)
    if (name.startsWith('on') || name === 'style') found.push(`the attribute ${name}`);
  return found;
}
