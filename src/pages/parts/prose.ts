import { Parser } from 'htmlparser2';
import { ownMedia } from './own.ts';

/** Words that a body's markup is given in the language of the page. */
export interface ProseWords {
  /** For a picture elsewhere that nobody described. */
  readonly picture: string;
  readonly table: string;
}

const VOID = new Set(['br', 'hr', 'img', 'col']);
const HEADING = /^h[1-6]$/;
const LISTS = new Set(['ul', 'ol']);
const ROWS = ['table', 'thead', 'tbody', 'tfoot'];
/** Where the parts of a table may stand. A browser takes one elsewhere for nothing, and what is in it for its neighbour's. */
const TABLE_PARTS = new Map<string, readonly string[]>([
  ...['thead', 'tbody', 'tfoot', 'caption', 'colgroup'].map((part) => [part, ['table']] as const),
  ['tr', ROWS],
  ['td', ['tr', ...ROWS]],
  ['th', ['tr', ...ROWS]],
  ['col', ['table', 'colgroup']],
]);
/** The body's headings stand below the page's one `h1`. */
const TOP_LEVEL = 2;

/**
 * A sanitized body as a page carries it. Pictures from elsewhere become links, because a reader's visit is nobody
 * else's business and the Content-Security-Policy would hold them back; headings follow one another without a gap;
 * what would be announced as nothing (an empty link or heading) is left out; wide tables scroll by themselves.
 */
export function prose(body: string, baseUrl: string, words: ProseWords): string {
  const writer = new Writer(baseUrl, words);
  const parser = new Parser(writer, { decodeEntities: true });
  parser.write(body);
  parser.end();
  return writer.html();
}

interface Open {
  readonly name: string;
  /** As it is written, which may be another element. */
  readonly written: string;
  /** Where it begins in the output, so that an empty one can be taken back. */
  readonly from: number;
  /** The level of the heading before it. */
  readonly level: number;
  /** A list's own text is put into an item. */
  readonly isImplied: boolean;
}

class Writer {
  readonly #out: string[] = [];
  readonly #open: Open[] = [];
  readonly #baseUrl: string;
  readonly #words: ProseWords;
  #level = TOP_LEVEL - 1;

  constructor(baseUrl: string, words: ProseWords) {
    this.#baseUrl = baseUrl;
    this.#words = words;
  }

  html(): string {
    return this.#out.join('');
  }

  onopentag(name: string, attributes: { readonly [name: string]: string }): void {
    this.#makeItem(name);
    if (name === 'img') this.#picture(attributes);
    else if (name !== 'col' || !this.#isMisplaced(name)) this.#element(name, attributes);
  }

  #element(name: string, attributes: { readonly [name: string]: string }): void {
    const level = this.#level;
    const written = this.#nameOf(name);
    const from = this.#out.length;
    if (written === 'table') {
      this.#out.push(
        `<div class="wide" role="region" tabindex="0" aria-label="${escaped(this.#words.table)}">`,
      );
    }
    const kept = written === 'span' && name !== 'span' ? inherited(attributes) : attributes;
    this.#out.push(`<${written}${attributesOf(kept)}>`);
    if (!VOID.has(name)) this.#open.push({ name, written, from, level, isImplied: false });
  }

  ontext(text: string): void {
    if (text.trim() !== '') this.#makeItem('');
    this.#out.push(escaped(text));
  }

  onclosetag(name: string): void {
    if (VOID.has(name)) return;
    if (LISTS.has(name)) this.#endImplied();
    const element = this.#open.pop();
    if (element === undefined) return;
    const isEmpty = (HEADING.test(name) || name === 'a') && !this.#says(element.from);
    if (isEmpty) {
      this.#out.length = element.from;
      this.#level = element.level;
      return;
    }
    this.#out.push(`</${element.written}>`);
    if (element.written === 'table') this.#out.push('</div>');
  }

  /** A list holds items and nothing else. */
  #makeItem(name: string): void {
    if (name === 'li') this.#endImplied();
    const parent = this.#open.at(-1);
    if (name === 'li' || parent === undefined || !LISTS.has(parent.name)) return;
    this.#open.push({
      name: 'li',
      written: 'li',
      from: this.#out.length,
      level: this.#level,
      isImplied: true,
    });
    this.#out.push('<li>');
  }

  #endImplied(): void {
    if (this.#open.at(-1)?.isImplied !== true) return;
    this.#open.pop();
    this.#out.push('</li>');
  }

  #isMisplaced(name: string): boolean {
    return TABLE_PARTS.get(name)?.includes(this.#open.at(-1)?.written ?? '') === false;
  }

  #nameOf(name: string): string {
    const parent = this.#open.at(-1)?.name ?? '';
    const isInHeading = this.#open.some((each) => HEADING.test(each.name));
    if (this.#isMisplaced(name) || (name === 'table' && isInHeading)) return 'span';
    if (name === 'li' && !LISTS.has(parent)) return 'div';
    if ((name === 'dt' || name === 'dd') && parent !== 'dl') return 'div';
    // A parser would close the outer one, and leave it empty.
    const isInItself = (of: (name: string) => boolean) =>
      of(name) && this.#open.some((each) => of(each.name));
    if (isInItself((each) => HEADING.test(each)) || isInItself((each) => each === 'a')) return 'span';
    if (!HEADING.test(name)) return name;
    this.#level = Math.min(Math.max(Number(name[1]), TOP_LEVEL), this.#level + 1);
    return `h${this.#level}`;
  }

  #picture({ src = '', ...attributes }: { readonly [name: string]: string }): void {
    const alt = attributes.alt ?? '';
    if (ownMedia(src, this.#baseUrl) !== null) {
      this.#out.push(`<img${attributesOf({ ...attributes, src, alt })} loading="lazy" decoding="async">`);
      return;
    }
    const text = escaped(alt === '' ? this.#words.picture : alt);
    const isLinked = src === '' || this.#open.some((element) => element.name === 'a');
    this.#out.push(isLinked ? `[${text}]` : `<a href="${escaped(src)}">[${text}]</a>`);
  }

  /** Whether anything since `from` is text or a described picture. */
  #says(from: number): boolean {
    const written = this.#out.slice(from).join('');
    return written.replace(/<[^>]*>/g, '').trim() !== '' || /<img [^>]*alt="[^"]/.test(written);
  }
}

/** What any element may say. */
function inherited({ lang, dir }: { readonly [name: string]: string }): { readonly [name: string]: string } {
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
