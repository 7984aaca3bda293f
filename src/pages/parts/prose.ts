import { Parser } from 'htmlparser2';
import { parseLibraryUrl } from './library-url.ts';

export interface ProseLabels {
  /** The link text for an external picture without an alternative text. */
  readonly picture: string;
  readonly table: string;
}

const VOID = new Set(['br', 'hr', 'img', 'col']);
const HEADING = /^h[1-6]$/;
const LISTS = new Set(['ul', 'ol']);
const ROWS = ['table', 'thead', 'tbody', 'tfoot'];
/** The allowed parents of the parts of a table. Browsers ignore the tag of a part that has any other parent. */
const TABLE_PARENTS = new Map<string, readonly string[]>([
  ...['thead', 'tbody', 'tfoot', 'caption', 'colgroup'].map((part) => [part, ['table']] as const),
  ['tr', ROWS],
  ['td', ['tr', ...ROWS]],
  ['th', ['tr', ...ROWS]],
  ['col', ['table', 'colgroup']],
]);
/** The page's `h1` is the title of the release. */
const TOP_LEVEL = 2;

/**
 * A sanitized body as HTML for the page. External pictures become links, because the Content-Security-Policy blocks
 * them and other hosts must not learn of the visit. No heading level is skipped. Empty headings and links, which screen
 * readers would announce, are left out. Tables scroll sideways.
 */
export function prose(body: string, baseUrl: string, labels: ProseLabels): string {
  const writer = new ProseWriter(baseUrl, labels);
  const parser = new Parser(writer, { decodeEntities: true });
  parser.write(body);
  parser.end();
  return writer.html();
}

interface OpenElement {
  /** The element in the body. */
  readonly name: string;
  /** The element in the output, which may differ from `name`. */
  readonly outputName: string;
  /** Index in the output, from which an empty element is removed again. */
  readonly start: number;
  /** The level of the heading before the element. */
  readonly level: number;
  /** True of an `li` that the body does not have, but the output must. */
  readonly isImplied: boolean;
}

class ProseWriter {
  readonly #out: string[] = [];
  readonly #open: OpenElement[] = [];
  readonly #baseUrl: string;
  readonly #labels: ProseLabels;
  #level = TOP_LEVEL - 1;

  constructor(baseUrl: string, labels: ProseLabels) {
    this.#baseUrl = baseUrl;
    this.#labels = labels;
  }

  html(): string {
    return this.#out.join('');
  }

  onopentag(name: string, attributes: { readonly [name: string]: string }): void {
    this.#openImplied(name);
    if (name === 'img') this.#writePicture(attributes);
    else if (name !== 'col' || !this.#isMisplaced(name)) this.#writeElement(name, attributes);
  }

  #writeElement(name: string, attributes: { readonly [name: string]: string }): void {
    const level = this.#level;
    const outputName = this.#chooseOutputName(name);
    const start = this.#out.length;
    if (outputName === 'table') {
      this.#out.push(
        `<div class="wide" role="region" tabindex="0" aria-label="${escaped(this.#labels.table)}">`,
      );
    }
    const kept = outputName === 'span' && name !== 'span' ? globalAttributes(attributes) : attributes;
    this.#out.push(`<${outputName}${attributesOf(kept)}>`);
    if (!VOID.has(name)) this.#open.push({ name, outputName, start, level, isImplied: false });
  }

  ontext(text: string): void {
    if (text.trim() !== '') this.#openImplied('');
    this.#out.push(escaped(text));
  }

  onclosetag(name: string): void {
    if (VOID.has(name)) return;
    if (LISTS.has(name)) this.#closeImplied();
    const element = this.#open.pop();
    if (element === undefined) return;
    const isEmpty = (HEADING.test(name) || name === 'a') && !this.#hasContent(element.start);
    if (isEmpty) {
      this.#out.length = element.start;
      this.#level = element.level;
      return;
    }
    this.#out.push(`</${element.outputName}>`);
    if (element.outputName === 'table') this.#out.push('</div>');
  }

  /** Only `li` elements may be children of a list. */
  #openImplied(name: string): void {
    if (name === 'li') this.#closeImplied();
    const parent = this.#open.at(-1);
    if (name === 'li' || parent === undefined || !LISTS.has(parent.name)) return;
    this.#open.push({
      name: 'li',
      outputName: 'li',
      start: this.#out.length,
      level: this.#level,
      isImplied: true,
    });
    this.#out.push('<li>');
  }

  #closeImplied(): void {
    if (this.#open.at(-1)?.isImplied !== true) return;
    this.#open.pop();
    this.#out.push('</li>');
  }

  #isMisplaced(name: string): boolean {
    return TABLE_PARENTS.get(name)?.includes(this.#open.at(-1)?.outputName ?? '') === false;
  }

  #chooseOutputName(name: string): string {
    const parent = this.#open.at(-1)?.name ?? '';
    const isInHeading = this.#open.some((element) => HEADING.test(element.name));
    if (this.#isMisplaced(name) || (name === 'table' && isInHeading)) return 'span';
    if (name === 'li' && !LISTS.has(parent)) return 'div';
    if ((name === 'dt' || name === 'dd') && parent !== 'dl') return 'div';
    // A browser would close the outer heading or link, and leave it empty.
    const isNested = (matches: (name: string) => boolean) =>
      matches(name) && this.#open.some((element) => matches(element.name));
    if (isNested((each) => HEADING.test(each)) || isNested((each) => each === 'a')) return 'span';
    if (!HEADING.test(name)) return name;
    this.#level = Math.min(Math.max(Number(name[1]), TOP_LEVEL), this.#level + 1);
    return `h${this.#level}`;
  }

  #writePicture({ src = '', ...attributes }: { readonly [name: string]: string }): void {
    const alt = attributes.alt ?? '';
    if (parseLibraryUrl(src, this.#baseUrl) !== null) {
      this.#out.push(`<img${attributesOf({ ...attributes, src, alt })} loading="lazy" decoding="async">`);
      return;
    }
    const text = escaped(alt === '' ? this.#labels.picture : alt);
    const isLinked = src === '' || this.#open.some((element) => element.name === 'a');
    this.#out.push(isLinked ? `[${text}]` : `<a href="${escaped(src)}">[${text}]</a>`);
  }

  /** Whether the output from `start` on has text or a picture with an alternative text. */
  #hasContent(start: number): boolean {
    const html = this.#out.slice(start).join('');
    return html.replace(/<[^>]*>/g, '').trim() !== '' || /<img [^>]*alt="[^"]/.test(html);
  }
}

/** The attributes that every element may have. */
function globalAttributes({ lang, dir }: { readonly [name: string]: string }): {
  readonly [name: string]: string;
} {
  return { ...(lang !== undefined && { lang }), ...(dir !== undefined && { dir }) };
}

function attributesOf(attributes: { readonly [name: string]: string }): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
