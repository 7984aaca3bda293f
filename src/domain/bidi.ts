/**
 * The controls of UAX #9 section 2: embeddings and overrides (U+202A to U+202E) and isolates (U+2066 to U+2069). One that is
 * not closed can turn the text beside it around.
 */
const CONTROL = /[\u202A-\u202E\u2066-\u2069]/;
const CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;

/** Ends of an embedding or override, and of an isolate. */
const PDF = '\u202C';
const PDI = '\u2069';

/** For names and titles, which stand beside other text. */
export function withoutBidiControls(text: string): string {
  return CONTROL.test(text) ? text.replace(CONTROLS, '') : text;
}

/** Each line by itself, because a bidirectional paragraph ends at a line break. */
export function balanceBidi(text: string): string {
  return CONTROL.test(text) ? text.split('\n').map(balanceLine).join('\n') : text;
}

/** Adds missing ends and leaves out those that end nothing (UAX #9 rules X1 to X8). Other characters stay. */
function balanceLine(line: string): string {
  const paragraph = new BidiParagraph();
  return paragraph.balance(line) + paragraph.end();
}

/** Ends that are missing so far. The text of a paragraph may come in parts. */
class BidiParagraph {
  readonly #missing: string[] = [];
  #isolates = 0;

  balance(text: string): string {
    return text.replace(CONTROLS, (control) => {
      if (control === PDF) return this.#missing.at(-1) === PDF ? this.#close() : '';
      if (control === PDI) return this.#isolates > 0 ? this.#closeIsolate() : '';
      const isIsolate = control >= '\u2066';
      this.#missing.push(isIsolate ? PDI : PDF);
      if (isIsolate) this.#isolates += 1;
      return control;
    });
  }

  end(): string {
    let ends = '';
    while (this.#missing.length > 0) ends += this.#close();
    return ends;
  }

  #close(): string {
    const end = this.#missing.pop() ?? '';
    if (end === PDI) this.#isolates -= 1;
    return end;
  }

  /** The end of an isolate also ends the embeddings in it. */
  #closeIsolate(): string {
    let ends = '';
    while (this.#missing.at(-1) === PDF) ends += this.#close();
    return ends + this.#close();
  }
}

/** A tag, a line break or the text between them; attributes contain no `>`. */
const PART = /<(\/?)([a-z0-9]+)[^>]*>|\n|[^<\n]+/g;

/** Elements that are a part of the paragraph around them. */
const INLINE: ReadonlySet<string> = new Set([
  ...[
    'a',
    'span',
    'img',
    'q',
    'cite',
    'strong',
    'em',
    'b',
    'i',
    'u',
    's',
    'sub',
    'sup',
    'small',
    'abbr',
    'code',
  ],
]);

/** Of sanitized HTML each block by itself, and what `br` or, in a `pre`, a line break separates. */
export function balanceBidiOfHtml(html: string): string {
  if (!CONTROL.test(html)) return html;
  const paragraph = new BidiParagraph();
  let preformatted = 0;
  const balanced = html.replace(PART, (part, slash: string | undefined, tag: string | undefined) => {
    if (tag === undefined) {
      const isBreak = part === '\n' && preformatted > 0;
      return isBreak ? paragraph.end() + part : paragraph.balance(part);
    }
    if (tag === 'pre') preformatted += slash === '' ? 1 : -1;
    return INLINE.has(tag) ? part : paragraph.end() + part;
  });
  return balanced + paragraph.end();
}
