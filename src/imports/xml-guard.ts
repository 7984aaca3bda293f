import type { Refusal, RefusalCode } from '../base/refusal.ts';

export const XML_LIMITS = {
  depth: 100,
  /** Namespace declarations count too. */
  attributes: 1_000,
  /** Elements and attributes in total: about sixty for each of 10,000 items. */
  nodes: 600_000,
} as const;

export type GuardedXml =
  | {
      readonly ok: true;
      /** The document with white space in place of dropped parts, so that positions stay the same. */
      readonly blanked: string;
      readonly content: string;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** A DOCTYPE without internal subset (XML 1.0 productions 28 and 75). Its external identifier is never fetched. */
const SIMPLE_DOCTYPE =
  /<!DOCTYPE[ \t\r\n]+[^\s<>[\]"']{1,200}(?:[ \t\r\n]+(?:PUBLIC|SYSTEM)[ \t\r\n]+(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}')(?:[ \t\r\n]*(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}'))?)?[ \t\r\n]*>/iy;
const DECLARATION = /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)\b/iy;
const INSTRUCTION_START = /<\?[A-Za-z_:]/y;

/**
 * Runs before fast-xml-parser, which reads an open comment to the end of the document, accepts a DOCTYPE anywhere,
 * and parses processing instructions like tags with quotes.
 */
export function guardXml(text: string): GuardedXml {
  const scanner = new XmlScanner(text);
  let at = text.indexOf('<');
  while (at !== -1) {
    const end = scanner.scanFrom(at);
    if (typeof end !== 'number') return { ok: false, refusal: end };
    at = text.indexOf('<', end);
  }
  return scanner.result();
}

/** `line:column`, both from 1. */
export function positionOf(text: string, index: number): string {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
    line += 1;
    start = at + 1;
  }
  return `${line}:${index - start + 1}`;
}

class XmlScanner {
  readonly #text: string;
  readonly #open: number[] = [];
  readonly #content: string[] = [];
  readonly #blanked: string[] = [];
  #copiedTo = 0;
  #nodes = 0;
  #hasDoctype = false;
  #hasRoot = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Returns the index after the construct at `at`, or a refusal. */
  scanFrom(at: number): number | Refusal {
    const text = this.#text;
    if (text.startsWith('<!--', at)) return this.#drop(at, this.#after('-->', at + 4));
    if (text.startsWith('<![CDATA[', at)) return this.#after(']]>', at + 9) ?? this.#refuse(at);
    if (text.startsWith('<?', at)) {
      return this.#drop(at, matchesAt(INSTRUCTION_START, text, at) ? this.#after('?>', at + 2) : null);
    }
    if (text.startsWith('<!', at)) return this.#declaration(at);
    return text.startsWith('</', at) ? this.#endTag(at) : this.#startTag(at);
  }

  result(): GuardedXml {
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) return { ok: false, refusal: this.#refuse(unclosed) };
    const rest = this.#text.slice(this.#copiedTo);
    return {
      ok: true,
      blanked: this.#blanked.join('') + rest,
      content: this.#content.join('') + rest,
    };
  }

  #declaration(at: number): number | Refusal {
    const inProlog = this.#nodes === 0 && !this.#hasDoctype;
    if (inProlog && matchesAt(SIMPLE_DOCTYPE, this.#text, at)) {
      this.#hasDoctype = true;
      return this.#drop(at, SIMPLE_DOCTYPE.lastIndex);
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
      if (character === '>') return this.#countElement(at, index, attributes);
      if (character === '<') return this.#refuse(at);
      if (character === '"' || character === "'") {
        attributes += 1;
        const close = text.indexOf(character, index + 1);
        // XML 1.0 section 3.1 forbids `<` here. A missing quote would otherwise hide the next elements.
        if (close === -1 || text.slice(index, close).includes('<')) return this.#refuse(at);
        index = close;
      }
    }
    return this.#refuse(at);
  }

  #countElement(at: number, end: number, attributes: number): number | Refusal {
    this.#nodes += 1 + attributes;
    if (attributes > XML_LIMITS.attributes || this.#nodes > XML_LIMITS.nodes)
      return this.#refuse(at, 'too-large');
    // fast-xml-parser's validator accepts a second root that is empty.
    if (this.#hasRoot && this.#open.length === 0) return this.#refuse(at);
    this.#hasRoot = true;
    if (this.#text[end - 1] !== '/') this.#open.push(at);
    if (this.#open.length > XML_LIMITS.depth) return this.#refuse(at, 'too-deep');
    return end + 1;
  }

  #after(close: string, from: number): number | null {
    const index = this.#text.indexOf(close, from);
    return index === -1 ? null : index + close.length;
  }

  #drop(at: number, end: number | null): number | Refusal {
    if (end === null) return this.#refuse(at);
    const copied = this.#text.slice(this.#copiedTo, at);
    this.#content.push(copied);
    this.#blanked.push(copied, blank(this.#text.slice(at, end)));
    this.#copiedTo = end;
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

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
