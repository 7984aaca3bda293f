import { decodeHTMLStrict } from 'entities/decode';
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { oneLine } from '../domain/text.ts';
import { escapeText } from '../feeds/xml/xml-text.ts';
import { CELLS, HTML_ELEMENTS, LINES, NOT_PROSE } from './html-elements.ts';

/**
 * Foreign HTML, read with htmlparser2's tokenizer alone. Its parser looks through all open elements at every end tag
 * that matches none, which a hostile document can make quadratic; a tokenizer only moves forward.
 */

/** RFC 3986 section 3.1: what begins so is no relative address. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** Attributes that hold one address. */
const ADDRESSES: ReadonlySet<string> = new Set(['href', 'src', 'poster', 'cite']);

/** A longer `srcset` is left as it is: each of its addresses would grow. */
const LONGEST_SRCSET = 4_000;

/** The longest title that is made from a text, in characters. */
const FIRST_WORDS = 80;

/**
 * How much a body may grow when its relative addresses are written out: by this many times what it has, and by one
 * address at first. A long base under thousands of links would fill the memory otherwise.
 */
const GROWTH = { times: 7, characters: 2_000 };

/** Whether `text` is HTML rather than prose: a complete tag of an element that HTML has, or a comment. */
export function hasMarkup(text: string): boolean {
  if (!text.includes('<')) return false;
  let name = '';
  let found = false;
  const judge = () => {
    found ||= HTML_ELEMENTS.has(name);
    if (found) tokenizer.pause();
  };
  const tokenizer = tokenizerFor({
    onopentagname: (start, end) => {
      name = text.slice(start, end).toLowerCase();
    },
    onopentagend: judge,
    onselfclosingtag: judge,
    onclosetag: (start, end) => {
      name = text.slice(start, end).toLowerCase();
      judge();
    },
    oncomment: (start) => {
      name = '';
      found ||= text.startsWith('<!--', start - 4);
    },
  });
  tokenizer.write(text);
  return found;
}

/**
 * What `html` says, as plain text. Blocks and `<br>` end a line and all other white space is one space. Text without
 * markup keeps its lines, and of its character references only those that end in `;` are read as such.
 */
export function plainText(html: string): string {
  if (!hasMarkup(html)) return decodeHTMLStrict(html).trim();
  const prose = new Prose();
  /** The element being left out, and how many of its name are open. */
  let without = '';
  let open = 0;
  let name = '';
  const write = (text: string) => {
    if (open === 0) prose.write(text);
  };
  const enter = () => {
    if (open === 0 && NOT_PROSE.has(name)) without = name;
    if (name === without) open += 1;
    prose.pass(name);
  };
  const tokenizer = tokenizerFor({
    ontext: (start, end) => write(html.slice(start, end)),
    ontextentity: (codePoint) => write(String.fromCodePoint(codePoint)),
    onopentagname: (start, end) => {
      name = html.slice(start, end).toLowerCase();
    },
    onopentagend: enter,
    onselfclosingtag: enter,
    onclosetag: (start, end) => {
      name = html.slice(start, end).toLowerCase();
      if (name === without) open = Math.max(0, open - 1);
      if (open === 0) without = '';
      prose.pass(name);
    },
  });
  tokenizer.write(html);
  tokenizer.end();
  return prose.text();
}

/**
 * `html` with every relative address in `href`, `src`, `poster`, `cite` and `srcset` resolved against `base`;
 * everything else, and all of it when there is no base, is left to the letter. Relative addresses that would make it grow
 * out of all proportion are left out.
 */
export function resolveHtml(html: string, base: string | null): string {
  if (base === null || !html.includes('<')) return html;
  const pieces: string[] = [];
  const growth = new Growth();
  growth.allow(html);
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
      const written = growth.take(resolved) ? `${name}="${escapeAttribute(resolved)}"` : '';
      pieces.push(html.slice(copied, nameStart), written);
      copied = end;
    },
  });
  tokenizer.write(html);
  tokenizer.end();
  return pieces.join('') + html.slice(copied);
}

/** `address` against `base`, by the URL standard; as it is when it is absolute already or nothing can be made of it. */
export function resolveAddress(address: string, base: string | null): string {
  const trimmed = address.trim();
  if (trimmed === '' || base === null || SCHEME.test(trimmed)) return address;
  return URL.parse(trimmed, base)?.href ?? address;
}

/** The beginning of `text` on one line, at most 80 characters, ending where a word does unless one word is longer. */
export function firstWords(text: string): string {
  const line = oneLine(text);
  // A character is one or two code units, so that this much holds the limit and what follows it.
  const characters = [...line.slice(0, 2 * (FIRST_WORDS + 1))];
  if (characters.length <= FIRST_WORDS) return line;
  const cut = characters.slice(0, FIRST_WORDS).join('');
  const end = characters[FIRST_WORDS] === ' ' ? cut.length : cut.lastIndexOf(' ');
  return (end > 0 ? cut.slice(0, end) : cut).trim();
}

/** Text as an attribute's value between double quotes, in HTML and in XML. */
export function escapeAttribute(text: string): string {
  return escapeText(text).replace(/"/g, '&quot;');
}

/** The value of attribute `name` with its relative addresses resolved; as it is when it holds none. */
export function resolveAttribute(name: string, value: string, base: string): string {
  if (ADDRESSES.has(name)) return resolveAddress(value, base);
  return name === 'srcset' && value.length <= LONGEST_SRCSET ? resolveCandidates(value, base) : value;
}

/** A `srcset`: addresses with descriptors, told apart as the HTML standard does ("parse a srcset attribute"). */
function resolveCandidates(srcset: string, base: string): string {
  const candidates: string[] = [];
  let at = 0;
  while (at < srcset.length) {
    at = skip(srcset, at, /[^\s,]/g);
    const end = skip(srcset, at, /\s/g);
    const written = srcset.slice(at, end);
    const address = written.endsWith(',') ? written.slice(0, -1) : written;
    const next = address === written ? skip(srcset, end, /,/g) : end;
    if (address !== '') {
      candidates.push(`${resolveAddress(address, base)} ${srcset.slice(end, next).trim()}`.trim());
    }
    at = next + 1;
  }
  return candidates.join(', ');
}

/** Where `stop`, a global expression for one character, is next found from `at` on; the end where it is not. */
function skip(text: string, at: number, stop: RegExp): number {
  stop.lastIndex = at;
  return stop.exec(text)?.index ?? text.length;
}

/** Keeps what resolving adds to a text in proportion to the text. */
export class Growth {
  #repository = GROWTH.characters;

  allow(text: string): void {
    this.#repository += text.length * GROWTH.times;
  }

  /** Whether `addition` still fits. */
  take(addition: string): boolean {
    this.#repository -= addition.length;
    return this.#repository >= 0;
  }
}

/** Plain text in the making. What parts two words is held back until the second comes. */
class Prose {
  readonly #pieces: string[] = [];
  #gap = '';

  write(text: string): void {
    const words = text.replace(/[ \t\n\f\r]+/g, ' ');
    if (words.startsWith(' ')) this.#gap ||= ' ';
    if (words === ' ' || words === '') return;
    const end = words.endsWith(' ') ? words.length - 1 : words.length;
    if (this.#pieces.length > 0) this.#pieces.push(this.#gap);
    this.#pieces.push(words.slice(words.startsWith(' ') ? 1 : 0, end));
    this.#gap = end < words.length ? ' ' : '';
  }

  /** A tag of element `name` goes by. */
  pass(name: string): void {
    if (LINES.has(name)) this.#gap = '\n';
    else if (CELLS.has(name)) this.#gap ||= ' ';
  }

  text(): string {
    return this.#pieces.join('');
  }
}

function tokenizerFor(callbacks: Partial<TokenizerCallbacks>): Tokenizer {
  return new Tokenizer({}, { ...DEAF, ...callbacks });
}

const nothing = () => {};
const DEAF: TokenizerCallbacks = {
  onattribdata: nothing,
  onattribend: nothing,
  onattribentity: nothing,
  onattribname: nothing,
  oncdata: nothing,
  onclosetag: nothing,
  oncomment: nothing,
  ondeclaration: nothing,
  onend: nothing,
  onopentagend: nothing,
  onopentagname: nothing,
  onprocessinginstruction: nothing,
  onselfclosingtag: nothing,
  ontext: nothing,
  ontextentity: nothing,
};
