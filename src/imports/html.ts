import { decodeHTMLStrict } from 'entities/decode';
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { toPlainLine } from '../domain/text.ts';
import { escapeText } from '../feeds/xml/xml-text.ts';
import { CELL_ELEMENTS, HTML_ELEMENTS, LINE_BREAK_ELEMENTS, NON_TEXT_ELEMENTS } from './html-elements.ts';

/** htmlparser2's parser takes quadratic time for unmatched end tags, so only its tokenizer is used. */

/** RFC 3986 section 3.1: a URL with a scheme is absolute. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

const URL_ATTRIBUTES: ReadonlySet<string> = new Set(['href', 'src', 'poster', 'cite']);

/** A longer `srcset` stays unresolved, because each of its URLs would grow. */
const MAX_SRCSET_LENGTH = 4_000;

const FIRST_WORDS_LENGTH = 80;

/** Without the limit, a long base under thousands of links would fill the memory. */
const GROWTH_LIMIT = { times: 7, characters: 2_000 };

/** Whether `text` has a complete tag of an HTML element, or a comment. */
export function hasMarkup(text: string): boolean {
  if (!text.includes('<')) return false;
  let name = '';
  let isMarkup = false;
  const checkElement = () => {
    isMarkup ||= HTML_ELEMENTS.has(name);
    if (isMarkup) tokenizer.pause();
  };
  const tokenizer = tokenizerFor({
    onopentagname: (start, end) => {
      name = text.slice(start, end).toLowerCase();
    },
    onopentagend: checkElement,
    onselfclosingtag: checkElement,
    onclosetag: (start, end) => {
      name = text.slice(start, end).toLowerCase();
      checkElement();
    },
    oncomment: (start) => {
      name = '';
      isMarkup ||= text.startsWith('<!--', start - 4);
    },
  });
  tokenizer.write(text);
  return isMarkup;
}

/** Blocks and `<br>` end a line. Text without markup keeps its lines, and only references with `;` are decoded. */
export function plainText(html: string): string {
  if (!hasMarkup(html)) return decodeHTMLStrict(html).trim();
  const writer = new PlainTextWriter();
  let excluded = '';
  let excludedDepth = 0;
  let name = '';
  const write = (text: string) => {
    if (excludedDepth === 0) writer.write(text);
  };
  const openTag = () => {
    if (excludedDepth === 0 && NON_TEXT_ELEMENTS.has(name)) excluded = name;
    if (name === excluded) excludedDepth += 1;
    writer.passTag(name);
  };
  const tokenizer = tokenizerFor({
    ontext: (start, end) => write(html.slice(start, end)),
    ontextentity: (codePoint) => write(String.fromCodePoint(codePoint)),
    onopentagname: (start, end) => {
      name = html.slice(start, end).toLowerCase();
    },
    onopentagend: openTag,
    onselfclosingtag: openTag,
    onclosetag: (start, end) => {
      name = html.slice(start, end).toLowerCase();
      if (name === excluded) excludedDepth = Math.max(0, excludedDepth - 1);
      if (excludedDepth === 0) excluded = '';
      writer.passTag(name);
    },
  });
  tokenizer.write(html);
  tokenizer.end();
  return writer.text();
}

/** Makes the URLs in attributes absolute. Attributes that would exceed the growth limit are removed. */
export function resolveHtml(html: string, base: string | null): string {
  if (base === null || !html.includes('<')) return html;
  const pieces: string[] = [];
  const budget = new GrowthBudget();
  budget.addSource(html);
  let copied = 0;
  let nameStart = 0;
  let name = '';
  let value = '';
  const tokenizer = tokenizerFor({
    onattribname: (start, end) => {
      nameStart = start;
      name = html.slice(start, end).toLowerCase();
      value = '';
    },
    onattribdata: (start, end) => {
      value += html.slice(start, end);
    },
    onattribentity: (codePoint) => {
      value += String.fromCodePoint(codePoint);
    },
    onattribend: (_quote, end) => {
      const resolved = resolveAttribute(name, value, base);
      if (resolved === value) return;
      const written = budget.trySpend(resolved) ? `${name}="${escapeAttribute(resolved)}"` : '';
      pieces.push(html.slice(copied, nameStart), written);
      copied = end;
    },
  });
  tokenizer.write(html);
  tokenizer.end();
  return pieces.join('') + html.slice(copied);
}

/** Returns `address` unchanged when it is absolute or cannot be resolved. */
export function resolveAddress(address: string, base: string | null): string {
  const trimmed = address.trim();
  if (trimmed === '' || base === null || SCHEME.test(trimmed)) return address;
  return URL.parse(trimmed, base)?.href ?? address;
}

/** At most `max` characters of `text` on one line, cut at the end of a word when possible. */
export function firstWords(text: string, max = FIRST_WORDS_LENGTH): string {
  const line = toPlainLine(text);
  // A character has one or two code units, so this part holds more characters than the limit.
  const characters = [...line.slice(0, 2 * (max + 1))];
  if (characters.length <= max) return line;
  const truncated = characters.slice(0, max).join('');
  const end = characters[max] === ' ' ? truncated.length : truncated.lastIndexOf(' ');
  return (end > 0 ? truncated.slice(0, end) : truncated).trim();
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replace(/"/g, '&quot;');
}

export function resolveAttribute(name: string, value: string, base: string): string {
  if (URL_ATTRIBUTES.has(name)) return resolveAddress(value, base);
  return name === 'srcset' && value.length <= MAX_SRCSET_LENGTH ? resolveSrcset(value, base) : value;
}

/** Parses as in the HTML standard ("parse a srcset attribute"). */
function resolveSrcset(srcset: string, base: string): string {
  const candidates: string[] = [];
  let at = 0;
  while (at < srcset.length) {
    at = indexOfNext(srcset, at, /[^\s,]/g);
    const end = indexOfNext(srcset, at, /\s/g);
    const written = srcset.slice(at, end);
    const address = written.endsWith(',') ? written.slice(0, -1) : written;
    const next = address === written ? indexOfNext(srcset, end, /,/g) : end;
    if (address !== '') {
      candidates.push(`${resolveAddress(address, base)} ${srcset.slice(end, next).trim()}`.trim());
    }
    at = next + 1;
  }
  return candidates.join(', ');
}

/** `stop` is a global expression for one character. Returns the length of `text` when there is no match. */
function indexOfNext(text: string, at: number, stop: RegExp): number {
  stop.lastIndex = at;
  return stop.exec(text)?.index ?? text.length;
}

export class GrowthBudget {
  #remaining = GROWTH_LIMIT.characters;

  addSource(text: string): void {
    this.#remaining += text.length * GROWTH_LIMIT.times;
  }

  trySpend(addition: string): boolean {
    this.#remaining -= addition.length;
    return this.#remaining >= 0;
  }
}

/** Writes a separator only when more text follows it. */
class PlainTextWriter {
  readonly #pieces: string[] = [];
  #separator = '';

  write(text: string): void {
    const words = text.replace(/[ \t\n\f\r]+/g, ' ');
    if (words.startsWith(' ')) this.#separator ||= ' ';
    if (words === ' ' || words === '') return;
    const end = words.endsWith(' ') ? words.length - 1 : words.length;
    if (this.#pieces.length > 0) this.#pieces.push(this.#separator);
    this.#pieces.push(words.slice(words.startsWith(' ') ? 1 : 0, end));
    this.#separator = end < words.length ? ' ' : '';
  }

  passTag(name: string): void {
    if (LINE_BREAK_ELEMENTS.has(name)) this.#separator = '\n';
    else if (CELL_ELEMENTS.has(name)) this.#separator ||= ' ';
  }

  text(): string {
    return this.#pieces.join('');
  }
}

function tokenizerFor(callbacks: Partial<TokenizerCallbacks>): Tokenizer {
  return new Tokenizer({}, { ...NO_CALLBACKS, ...callbacks });
}

const ignore = () => {};
const NO_CALLBACKS: TokenizerCallbacks = {
  onattribdata: ignore,
  onattribend: ignore,
  onattribentity: ignore,
  onattribname: ignore,
  oncdata: ignore,
  onclosetag: ignore,
  oncomment: ignore,
  ondeclaration: ignore,
  onend: ignore,
  onopentagend: ignore,
  onopentagname: ignore,
  onprocessinginstruction: ignore,
  onselfclosingtag: ignore,
  ontext: ignore,
  ontextentity: ignore,
};
