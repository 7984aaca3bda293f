import type { Refusal, RefusalCode } from '../base/refusal.ts';

/** How much structure a document may have. What stands in elements and attributes is bounded by its bytes. */
export const XML_LIMITS = {
  /** Elements inside one another. XHTML nests, but no release nests this deep. */
  depth: 100,
  /** Of one element, its declarations of namespaces included. */
  attributes: 1_000,
  /** Elements and attributes together: some sixty for each of 10,000 items. */
  marks: 600_000,
} as const;

export type GuardedXml =
  | {
      readonly ok: true;
      /** As long as the document, with white space where something was dropped, so that positions hold. */
      readonly blanked: string;
      /** The document without its declaration, DOCTYPE, comments and processing instructions. */
      readonly content: string;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** A DOCTYPE with an external identifier at most (XML 1.0 productions 28 and 75); what it points to is never fetched. */
const BARE_DOCTYPE =
  /<!DOCTYPE[ \t\r\n]+[^\s<>[\]"']{1,200}(?:[ \t\r\n]+(?:PUBLIC|SYSTEM)[ \t\r\n]+(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}')(?:[ \t\r\n]*(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}'))?)?[ \t\r\n]*>/iy;
const DECLARATION = /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)\b/iy;
const TARGET = /<\?[A-Za-z_:]/y;

/**
 * Walks the tags of a document once, before anything else reads it: every construct must be closed, nothing too deep or
 * too much, and no declarations. fast-xml-parser takes an open comment for the rest of the document, reads a DOCTYPE
 * wherever it stands and, in its parser, treats processing instructions as tags with quotes.
 */
export function guardXml(text: string): GuardedXml {
  const walk = new Walk(text);
  let at = text.indexOf('<');
  while (at !== -1) {
    const end = walk.step(at);
    if (typeof end !== 'number') return { ok: false, refusal: end };
    at = text.indexOf('<', end);
  }
  return walk.end();
}

/** `line:column` of an index, both from 1. */
export function positionOf(text: string, index: number): string {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
    line += 1;
    start = at + 1;
  }
  return `${line}:${index - start + 1}`;
}

class Walk {
  readonly #text: string;
  /** Where each open element began. */
  readonly #open: number[] = [];
  readonly #content: string[] = [];
  readonly #blanked: string[] = [];
  #kept = 0;
  #marks = 0;
  #hasDoctype = false;
  #hasRoot = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Past the construct that begins at `at`, or why not. */
  step(at: number): number | Refusal {
    const text = this.#text;
    if (text.startsWith('<!--', at)) return this.#drop(at, this.#after('-->', at + 4));
    if (text.startsWith('<![CDATA[', at)) return this.#after(']]>', at + 9) ?? this.#refuse(at);
    if (text.startsWith('<?', at)) {
      return this.#drop(at, matchesAt(TARGET, text, at) ? this.#after('?>', at + 2) : null);
    }
    if (text.startsWith('<!', at)) return this.#declaration(at);
    return text.startsWith('</', at) ? this.#endTag(at) : this.#startTag(at);
  }

  end(): GuardedXml {
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) return { ok: false, refusal: this.#refuse(unclosed) };
    const rest = this.#text.slice(this.#kept);
    return {
      ok: true,
      blanked: this.#blanked.join('') + rest,
      content: this.#content.join('') + rest,
    };
  }

  #declaration(at: number): number | Refusal {
    const inProlog = this.#marks === 0 && !this.#hasDoctype;
    if (inProlog && matchesAt(BARE_DOCTYPE, this.#text, at)) {
      this.#hasDoctype = true;
      return this.#drop(at, BARE_DOCTYPE.lastIndex);
    }
    return this.#refuse(at, matchesAt(DECLARATION, this.#text, at) ? 'doctype' : 'not-well-formed');
  }

  #endTag(at: number): number | Refusal {
    return (this.#open.pop() === undefined ? null : this.#after('>', at)) ?? this.#refuse(at);
  }

  #startTag(at: number): number | Refusal {
    const text = this.#text;
    let attributes = 0;
    for (let index = at + 1; index < text.length; index += 1) {
      const character = text[index];
      if (character === '>') return this.#opened(at, index, attributes);
      if (character === '<') return this.#refuse(at);
      if (character === '"' || character === "'") {
        attributes += 1;
        const close = text.indexOf(character, index + 1);
        // XML 1.0 section 3.1: no `<` in attribute values, or one lost quote would swallow the next elements.
        if (close === -1 || text.slice(index, close).includes('<')) return this.#refuse(at);
        index = close;
      }
    }
    return this.#refuse(at);
  }

  #opened(at: number, end: number, attributes: number): number | Refusal {
    this.#marks += 1 + attributes;
    if (attributes > XML_LIMITS.attributes || this.#marks > XML_LIMITS.marks)
      return this.#refuse(at, 'too-large');
    // The validator takes a second root where it is empty.
    if (this.#hasRoot && this.#open.length === 0) return this.#refuse(at);
    this.#hasRoot = true;
    if (this.#text[end - 1] !== '/') this.#open.push(at);
    if (this.#open.length > XML_LIMITS.depth) return this.#refuse(at, 'too-deep');
    return end + 1;
  }

  #after(close: string, from: number): number | null {
    const found = this.#text.indexOf(close, from);
    return found === -1 ? null : found + close.length;
  }

  #drop(at: number, end: number | null): number | Refusal {
    if (end === null) return this.#refuse(at);
    const kept = this.#text.slice(this.#kept, at);
    this.#content.push(kept);
    this.#blanked.push(kept, blank(this.#text.slice(at, end)));
    this.#kept = end;
    return end;
  }

  #refuse(at: number, code: RefusalCode = 'not-well-formed'): Refusal {
    return { code, where: positionOf(this.#text, at) };
  }
}

function blank(text: string): string {
  return text
    .split('\n')
    .map((line) => ' '.repeat(line.length))
    .join('\n');
}

/** Leaves the end of the match in `pattern.lastIndex`. */
function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
